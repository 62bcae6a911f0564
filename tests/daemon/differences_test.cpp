// Polls that offer to take only what is new (RFC 3229), and what servers make of that.

#include "daemon/refresh.hpp"

#include "tests/daemon/refresh_fixture.hpp"

namespace broadsheet::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

TEST_F(RefreshTest, ADifferenceIsAnAddition) {
    answers(document({"a", "b"}));
    EXPECT_EQ(refresh().report.added, 2U);
    wait(1h);
    auto difference = answer(226, old_url, rss_of({"c"}));
    difference.headers.set("ETag", "\"2\"");
    difference.headers.set("IM", "feed");
    answers(difference);
    const auto added = refresh();
    EXPECT_EQ(last_asked("A-IM"), "feed");
    EXPECT_EQ(added.report.added, 1U);
    EXPECT_EQ(added.state.validators.etag, "\"2\"");
    EXPECT_EQ(record(old_url).articles, 3U);
    wait(1h);
    answers(document({"c", "a", "b"}, "\"2\""));
    EXPECT_EQ(refresh().report.unchanged, 3U) << "a difference is never taken for the whole document";
}

TEST_F(RefreshTest, ADifferenceThatNamesNoNewStateLeavesTheOldOne) {
    answers(document({"a"}));
    refresh();
    auto difference = answer(226, old_url, rss_of({"b"}));
    difference.headers.set("IM", "feed");
    answers(difference);
    EXPECT_EQ(refresh().state.validators.etag, "\"1\"");
}

TEST_F(RefreshTest, ADifferenceToAnotherDocumentHidesNothing) {
    answers(document({"a"}));
    refresh();
    auto difference = answer(226, old_url, rss_of({"c"}));
    difference.headers.set("IM", "feed");
    difference.headers.set("ETag", "\"3\"");
    difference.headers.set("Delta-Base", "\"2\"");
    answers(difference);
    const auto added = refresh();
    EXPECT_EQ(added.report.added, 1U);
    EXPECT_EQ(added.state.validators.etag, "\"1\"");
    difference.headers.set("Delta-Base", "\"1\"");
    answers(difference);
    EXPECT_EQ(refresh().state.validators.etag, "\"3\"");
}

TEST_F(RefreshTest, ADifferenceThatCannotBeReadIsNotAskedForAgain) {
    answers(document({"a"}));
    refresh();
    wait(1h);
    auto difference = answer(226, old_url, "");
    difference.headers.set("IM", "feed");
    answers(difference);
    const auto confused = refresh();
    EXPECT_EQ(confused.verdict, feeds::Verdict::failed);
    EXPECT_LE(*confused.state.next_poll, now() + 2h);
    answers(document({"b", "a"}));
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
    EXPECT_EQ(last_asked("A-IM"), "");
}

TEST_F(RefreshTest, HalfADifferenceIsNotAskedForAgain) {
    answers(document({"a"}));
    refresh();
    wait(1h);
    auto half = answer(226, old_url, rss_of({"c", "b"}));
    half.headers.set("IM", "feed");
    half.body.resize(half.body.rfind("</item>"));
    answers(half);
    const auto cut = refresh();
    EXPECT_EQ(cut.report.added, 1U);
    EXPECT_EQ(cut.state.validators.etag, "\"1\"") << "what is known stands for no more than before";
    answers(document({"c", "b", "a"}));
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
    EXPECT_EQ(last_asked("A-IM"), "");
}

TEST_F(RefreshTest, ADifferenceThatGetsLostOnTheWayIsNotAskedForAgain) {
    answers(document({"a"}));
    refresh();
    wait(1h);
    client_.on_any([](const Asked&) -> Result<http::FetchResponse> { return fail(ErrorCode::unreachable, "lost"); });
    refresh();
    EXPECT_EQ(last_asked("A-IM"), "feed");
    answers(document({"b", "a"}, "\"2\""));
    EXPECT_EQ(refresh().report.added, 1U);
    EXPECT_EQ(last_asked("If-None-Match"), "\"1\"");
    EXPECT_EQ(last_asked("A-IM"), "");
    answers(answer(304, old_url));
    refresh();
    EXPECT_EQ(last_asked("A-IM"), "feed");
}

TEST_F(RefreshTest, ADifferenceNeedNotSayAgainWhenTheFeedIsToBeAsked) {
    auto whole = document({"a"});
    whole.body.insert(whole.body.find("<item>"), "<ttl>240</ttl><skipHours><hour>5</hour></skipHours>");
    answers(whole);
    const auto hints = refresh().state.hints;
    EXPECT_EQ(hints.ttl, 4h);
    wait(1h);
    auto difference = answer(226, old_url, rss_of({"b"}));
    difference.headers.set("IM", "feed");
    answers(difference);
    const auto added = refresh();
    EXPECT_EQ(added.report.added, 1U);
    EXPECT_EQ(added.state.hints, hints);
    EXPECT_EQ(added.state.schedule_reason, feeds::Bound::ttl);
}

TEST_F(RefreshTest, ADifferenceNobodyAskedForIsNone) {
    auto difference = answer(226, old_url, rss_of({"c"}));
    difference.headers.set("IM", "feed");
    answers(difference);
    EXPECT_EQ(refresh().verdict, feeds::Verdict::failed);
    EXPECT_EQ(last_asked("A-IM"), "");
    EXPECT_EQ(record(old_url).articles, 0U);
}

}  // namespace
}  // namespace broadsheet::tests
