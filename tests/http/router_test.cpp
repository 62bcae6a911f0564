#include "daemon/http/router.hpp"

#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using broadsheet::tests::run_coroutine;

class RouterTest : public testing::Test {
protected:
    /// Answers with the pattern and its arguments.
    void add(const std::string& method, const std::string& pattern) {
        auto handler = [name = method + ' ' + pattern](const HttpRequest&, const PathArguments& arguments) {
            return answer(name, arguments);
        };
        router.add(method, pattern, handler);
    }

    static awaitable<HttpResponse> answer(std::string text, PathArguments arguments) {
        for (const auto& argument : arguments) text += " [" + argument + "]";
        co_return HttpResponse(200, "text/plain", text);
    }

    HttpResponse ask(const std::string& method, const std::string& path, const Headers& headers = {}) {
        HttpRequest request(method, path);
        request.path = path;
        request.headers = headers;
        return run_coroutine(router.route(request));
    }

    std::string body(const std::string& path) { return *ask("GET", path).body; }

    Router router;
};

TEST_F(RouterTest, FindsTheHandlerWithItsArguments) {
    add("GET", "/");
    add("GET", "/{section}");
    add("GET", "/{section}.atom");
    add("GET", "/article/{id}");
    add("GET", "/{section}/archive/{number}.atom");
    EXPECT_EQ(body("/"), "GET /");
    EXPECT_EQ(body("/world"), "GET /{section} [world]");
    EXPECT_EQ(body("/world.atom"), "GET /{section}.atom [world]");
    EXPECT_EQ(body("/article/17"), "GET /article/{id} [17]");
    EXPECT_EQ(body("/world/archive/3.atom"), "GET /{section}/archive/{number}.atom [world] [3]");
    EXPECT_EQ(body("/a.b.atom"), "GET /{section}.atom [a.b]");
}

TEST_F(RouterTest, LiteralTextWinsWhateverTheOrder) {
    add("GET", "/{section}");
    add("GET", "/{section}.json");
    add("GET", "/status.json");
    add("GET", "/status");
    add("GET", "/{section}/{name}");
    add("GET", "/article/{id}");
    EXPECT_EQ(body("/status"), "GET /status");
    EXPECT_EQ(body("/status.json"), "GET /status.json");
    EXPECT_EQ(body("/world.json"), "GET /{section}.json [world]");
    EXPECT_EQ(body("/article/1"), "GET /article/{id} [1]");
    EXPECT_EQ(body("/other/1"), "GET /{section}/{name} [other] [1]");
}

TEST_F(RouterTest, UnknownPathsAre404) {
    add("GET", "/{section}.atom");
    for (const char* path : {"/", "/x", "/.atom", "/x.atom/", "//x.atom", "/a/x.atom", "/x.ATOM", "/x.atom/y"}) {
        EXPECT_EQ(ask("GET", path).status, 404U) << path;
    }
    EXPECT_EQ(ask("POST", "/x").status, 404U);
    EXPECT_EQ(ask("OPTIONS", "/x").status, 404U);
    EXPECT_EQ(ask("GET", "/x").headers.get("Content-Type"), "application/problem+json");
}

TEST_F(RouterTest, KnownPathsWithAnotherMethodAre405) {
    add("GET", "/{section}");
    add("POST", "/hub");
    const HttpResponse got = ask("DELETE", "/world");
    EXPECT_EQ(got.status, 405U);
    EXPECT_EQ(got.headers.get("Allow"), "GET, HEAD, OPTIONS");
    const HttpResponse hub = ask("GET", "/hub");
    EXPECT_EQ(hub.status, 405U) << "the literal path decides, not the section";
    EXPECT_EQ(hub.headers.get("Allow"), "OPTIONS, POST");
    EXPECT_EQ(ask("TRACE", "/world").status, 405U);
}

TEST_F(RouterTest, OnePathMayHaveSeveralMethods) {
    add("POST", "/websub/{id}");
    add("GET", "/websub/{id}");
    EXPECT_EQ(*ask("POST", "/websub/1").body, "POST /websub/{id} [1]");
    EXPECT_EQ(body("/websub/1"), "GET /websub/{id} [1]");
    EXPECT_EQ(ask("PUT", "/websub/1").headers.get("Allow"), "GET, HEAD, OPTIONS, POST");
}

TEST_F(RouterTest, HeadIsAnsweredByGet) {
    add("GET", "/x");
    EXPECT_EQ(*ask("HEAD", "/x").body, "GET /x");
}

TEST_F(RouterTest, AnswersOptions) {
    add("GET", "/x");
    const HttpResponse plain = ask("OPTIONS", "/x");
    EXPECT_EQ(plain.status, 204U);
    EXPECT_EQ(plain.headers.get("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_FALSE(plain.headers.find("Access-Control-Allow-Methods"));
    EXPECT_EQ(ask("OPTIONS", "*").status, 204U);
}

TEST_F(RouterTest, LetsScriptsOfOtherSitesAskConditionally) {
    add("GET", "/x");
    Headers headers;
    headers.add("Origin", "https://reader.example");
    headers.add("Access-Control-Request-Method", "GET");
    const HttpResponse got = ask("OPTIONS", "/x", headers);
    EXPECT_EQ(got.status, 204U);
    EXPECT_EQ(got.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(got.headers.get("Access-Control-Allow-Headers"), "If-None-Match, If-Modified-Since");
    EXPECT_TRUE(got.headers.find("Access-Control-Max-Age"));
    EXPECT_FALSE(got.headers.find("Access-Control-Allow-Credentials"));
}

}  // namespace
}  // namespace broadsheet::http
