#include "daemon/http/respond.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds changed{1'700'000'000s};  // Tue, 14 Nov 2023 22:13:20 GMT
constexpr const char* changed_text = "Tue, 14 Nov 2023 22:13:20 GMT";

std::string document(int seed = 0) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "<entry>" + std::to_string(i * 7919 + seed) + "</entry>\n";
    return text;
}

std::shared_ptr<const CachedBody> feed(int seed = 0) {
    auto body = std::make_shared<CachedBody>(
        *make_cached_body(document(seed), "application/atom+xml; charset=utf-8", changed, "public, max-age=600"));
    body->link = "<https://example.org/a.atom>; rel=\"self\"";
    body->cors = true;
    return body;
}

HttpRequest request(std::initializer_list<std::pair<const char*, std::string>> fields = {}) {
    HttpRequest result("GET", "/a.atom");
    result.received = changed + 24h;
    for (const auto& [name, value] : fields) result.headers.add(name, value);
    return result;
}

TEST(CachedBody, EqualTextsHaveEqualTags) {
    EXPECT_EQ(feed(1)->etag, feed(1)->etag);
    EXPECT_NE(feed(1)->etag, feed(2)->etag);
    EXPECT_THAT(feed()->etag, MatchesRegex("\"[0-9a-f]{32}\""));
}

TEST(CachedBody, IsCompressedWhereThatPays) {
    const auto large = feed();
    for (const auto& coded : {large->gzip, large->brotli, large->zstd}) {
        ASSERT_TRUE(coded);
        EXPECT_LT(coded->size(), large->identity->size());
    }
    const auto small = make_cached_body("<feed/>", "text/plain", changed, "");
    EXPECT_FALSE(small->gzip || small->brotli || small->zstd);
    std::string noise(5000, '\0');
    std::uint32_t state = 1;
    for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    const auto incompressible = make_cached_body(noise, "text/plain", changed, "");
    EXPECT_FALSE(incompressible->gzip || incompressible->brotli || incompressible->zstd);
}

TEST(Respond, SendsTheDocumentWithItsValidators) {
    const auto body = feed();
    const HttpResponse got = respond(request(), *body);
    EXPECT_EQ(got.status, 200U);
    EXPECT_EQ(got.body, body->identity) << "shared, not copied";
    EXPECT_EQ(got.headers.get("Content-Type"), "application/atom+xml; charset=utf-8");
    EXPECT_EQ(got.headers.get("ETag"), body->etag);
    EXPECT_EQ(got.headers.get("Last-Modified"), changed_text);
    EXPECT_EQ(got.headers.get("Cache-Control"), "public, max-age=600");
    EXPECT_EQ(got.headers.get("Link"), body->link);
    EXPECT_EQ(got.headers.get("Vary"), "Accept-Encoding");
    EXPECT_EQ(got.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(got.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(got.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_THAT(got.headers.get("Access-Control-Expose-Headers"), HasSubstr("ETag"));
    EXPECT_FALSE(got.headers.find("Access-Control-Allow-Credentials"));
    EXPECT_FALSE(got.headers.find("Content-Encoding"));
}

TEST(Respond, SendsTheCodingThatIsLiked) {
    const auto body = feed();
    const struct {
        const char* accepted;
        std::shared_ptr<const std::string> bytes;
        const char* suffix;
    } cases[] = {{"gzip", body->gzip, "-gzip\""}, {"br", body->brotli, "-br\""}, {"zstd", body->zstd, "-zstd\""}};
    for (const auto& [accepted, bytes, suffix] : cases) {
        const HttpResponse got = respond(request({{"Accept-Encoding", accepted}}), *body);
        EXPECT_EQ(got.body, bytes);
        EXPECT_EQ(got.headers.get("Content-Encoding"), accepted);
        EXPECT_TRUE(got.headers.get("ETag").ends_with(suffix)) << got.headers.get("ETag");
        EXPECT_EQ(got.headers.get("Vary"), "Accept-Encoding");
    }
}

TEST(Respond, SaysWhenNoCodingIsLiked) {
    const HttpResponse got = respond(request({{"Accept-Encoding", "identity;q=0"}}), *feed());
    EXPECT_EQ(got.status, 406U);
    EXPECT_EQ(got.headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(got.headers.get("Vary"), "Accept-Encoding");
    EXPECT_EQ(got.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(respond(request({{"Accept-Encoding", "deflate"}, {"Accept-Encoding", "*;q=0"}}), *feed()).status, 406U);
}

TEST(Respond, NotModifiedKeepsWhatCachesNeedAndHasNoBody) {
    const auto body = feed();
    const HttpResponse got = respond(request({{"If-None-Match", body->etag}}), *body);
    EXPECT_EQ(got.status, 304U);
    EXPECT_FALSE(got.body);
    for (const char* name : {"ETag", "Last-Modified", "Cache-Control", "Vary", "Link", "Access-Control-Allow-Origin"}) {
        EXPECT_TRUE(got.headers.find(name)) << name;
    }
    EXPECT_FALSE(got.headers.find("Content-Type"));
    EXPECT_FALSE(got.headers.find("Content-Encoding"));
}

TEST(Respond, ATagOfAnotherCodingNamesTheSameDocument) {
    const auto body = feed();
    const std::string stored = respond(request({{"Accept-Encoding", "br"}}), *body).headers.joined("ETag");
    const HttpResponse got = respond(request({{"If-None-Match", stored}, {"Accept-Encoding", "gzip"}}), *body);
    EXPECT_EQ(got.status, 304U);
    EXPECT_EQ(got.headers.get("ETag"), stored);
}

TEST(Respond, ATagOfAnotherDocumentDoesNot) {
    EXPECT_EQ(respond(request({{"If-None-Match", feed(1)->etag}}), *feed(2)).status, 200U);
}

TEST(Respond, ComparesDates) {
    const auto body = feed();
    EXPECT_EQ(respond(request({{"If-Modified-Since", changed_text}}), *body).status, 304U);
    EXPECT_EQ(respond(request({{"If-Modified-Since", "Tue, 14 Nov 2023 22:13:21 GMT"}}), *body).status, 304U);
    EXPECT_EQ(respond(request({{"If-Modified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"}}), *body).status, 200U);
    EXPECT_EQ(respond(request({{"If-Modified-Since", "Tuesday, 14-Nov-23 22:13:20 GMT"}}), *body).status, 304U);
    EXPECT_EQ(respond(request({{"If-Modified-Since", "Tue Nov 14 22:13:20 2023"}}), *body).status, 304U);
    for (const char* nonsense : {"", "yesterday", "Fri, 31 Dec 9999 23:59:59 GMT", "Wed, 31 Dec 1969 23:59:59 GMT", "0",
                                 "2023-11-14T22:13:20Z"}) {
        EXPECT_EQ(respond(request({{"If-Modified-Since", nonsense}}), *body).status, 200U) << nonsense;
    }
}

TEST(Respond, WithoutADateOfItsOwnADocumentIsComparedByItsTagAlone) {
    const auto body = make_cached_body(document(), "text/css", std::nullopt, "public");
    EXPECT_FALSE(respond(request(), *body).headers.find("Last-Modified"));
    EXPECT_EQ(respond(request({{"If-Modified-Since", changed_text}}), *body).status, 200U);
    EXPECT_EQ(respond(request({{"If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"}}), *body).status, 200U);
    const HttpResponse held = respond(request({{"If-None-Match", body->etag}}), *body);
    EXPECT_EQ(held.status, 304U);
    EXPECT_FALSE(held.headers.find("Last-Modified"));
}

TEST(Respond, TagsTakePrecedenceOverDates) {
    const auto body = feed();
    EXPECT_EQ(respond(request({{"If-None-Match", "\"other\""}, {"If-Modified-Since", changed_text}}), *body).status,
              200U);
    EXPECT_EQ(
        respond(request({{"If-None-Match", body->etag}, {"If-Modified-Since", "Tue, 14 Nov 1995 22:13:19 GMT"}}), *body)
            .status,
        304U);
}

TEST(Respond, ReadsTagsFromSeveralFields) {
    const auto body = feed();
    EXPECT_EQ(respond(request({{"If-None-Match", "\"x\""}, {"If-None-Match", body->etag}}), *body).status, 304U);
}

TEST(Respond, PreconditionsThatFailAre412) {
    const auto body = feed();
    EXPECT_EQ(respond(request({{"If-Match", "\"other\""}}), *body).status, 412U);
    EXPECT_EQ(respond(request({{"If-Match", body->etag}}), *body).status, 200U);
    EXPECT_EQ(respond(request({{"If-Unmodified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"}}), *body).status, 412U);
    EXPECT_EQ(respond(request({{"If-Unmodified-Since", changed_text}}), *body).status, 200U);
}

TEST(Respond, IgnoresRanges) {
    const auto body = feed();
    EXPECT_EQ(respond(request({{"Range", "bytes=0-0,5-9"}}), *body).body, body->identity);
}

TEST(Respond, LastModifiedIsNeverLaterThanDate) {
    HttpRequest early = request();
    early.received = changed - 1h;
    EXPECT_EQ(respond(early, *feed()).headers.get("Last-Modified"), "Tue, 14 Nov 2023 21:13:20 GMT");
}

TEST(Problem, IsNeverFeedShapedNorKept) {
    const HttpResponse got = problem(404, "no section is called \"x\"\n");
    EXPECT_EQ(got.status, 404U);
    EXPECT_EQ(got.headers.get("Content-Type"), "application/problem+json");
    EXPECT_EQ(got.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(*got.body,
              R"({"type":"about:blank","title":"Not Found","status":404,"detail":"no section is called \"x\"\n"})"
              "\n");
}

TEST(Problem, OverloadSaysWhenToComeBack) {
    EXPECT_TRUE(problem(503, "").headers.find("Retry-After"));
    EXPECT_TRUE(problem(429, "").headers.find("Retry-After"));
    EXPECT_FALSE(problem(404, "").headers.find("Retry-After"));
}

TEST(Problem, TranslatesErrorsAndHidesWhatIsInside) {
    EXPECT_EQ(problem(Error(ErrorCode::not_found, "x")).status, 404U);
    EXPECT_EQ(problem(Error(ErrorCode::invalid, "x")).status, 400U);
    EXPECT_EQ(problem(Error(ErrorCode::unavailable, "x")).status, 503U);
    EXPECT_THAT(*problem(Error(ErrorCode::invalid, "page must be a number")).body, HasSubstr("page must be a number"));
    for (const ErrorCode code : {ErrorCode::internal, ErrorCode::corrupt}) {
        const HttpResponse got = problem(Error(code, "/var/lib/secret.db"));
        EXPECT_EQ(got.status, 500U);
        EXPECT_THAT(*got.body, Not(HasSubstr("secret")));
    }
}

}  // namespace
}  // namespace broadsheet::http
