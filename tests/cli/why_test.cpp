#include "tests/cli/status_fixture.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Why = Status;

TEST_F(Why, NamesEveryBoundAndTheOneThatWon) {
    fill();
    const Outcome outcome = run("why https://a.example/ -c feeds.toml");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.out,
                HasSubstr("last poll  2023-11-14T22:13:20Z, answered 503: the server is busy (3 failures"));
    EXPECT_THAT(
        outcome.out,
        HasSubstr(
            "next poll  2023-11-14T23:13:20Z, because of backoff; it is due, and polled as soon as its turn comes\n"));
    EXPECT_THAT(outcome.out, HasSubstr("backoff *   58m  failures in a row"));
    EXPECT_EQ(run("why B -c feeds.toml").out, "B\nhttps://b.example/\nlast poll  never polled\nnext poll  at once\n");
    EXPECT_EQ(run("why nobody -c feeds.toml").status, 1);
}

TEST_F(Why, NamesAFeedWithoutATitleOnce) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        ASSERT_TRUE(store->writer().value()->sync_config({{}, {{"https://b.example/", "", {}, 0}}}, {}));
    }
    EXPECT_EQ(run("why https://b.example/ -c feeds.toml").out,
              "https://b.example/\nlast poll  never polled\nnext poll  at once\n");
}

TEST_F(Why, TakesAnAddressAtItsWordAndNoTitleOfSeveral) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        auto writer = store->writer().value();
        ASSERT_TRUE(writer->sync_config(
            {{}, {{"https://a.example/", "News", {}, 0}, {"https://b.example/", "News", {}, 0}}}, {}));
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://a.example/").value().id;
        record.state.address = "https://b.example/";  // as that of the feed which a page offers
        ASSERT_TRUE(writer->record_fetch(record));
    }
    EXPECT_THAT(run("why https://b.example/ -c feeds.toml").out, HasSubstr("News\nhttps://b.example/\nlast poll"));
    const Outcome outcome = run("why News -c feeds.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err,
              "broadsheet: several feeds are named \"News\"; say which by its address: https://a.example/,"
              " https://b.example/\n");
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        ASSERT_TRUE(store->writer().value()->sync_config({{}, {{"https://b.example/", "News", {}, 0}}}, {}));
    }
    EXPECT_THAT(run("why News -c feeds.toml").out, HasSubstr("News\nhttps://b.example/\n")) << "the other is detached";
}

TEST_F(Why, ClaimsNoSilenceOfAServerWhoseAnswerWasOfNoUse) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        const auto feed = store->reader().value()->feed("https://a.example/").value();
        store::FetchRecord record;
        record.feed = feed.id;
        record.state = feed.state;
        record.state.status = 0;
        record.state.error = "the answer is larger than max_size";
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    EXPECT_THAT(run("why https://a.example/ -c feeds.toml").out,
                HasSubstr("last poll  2023-11-14T22:13:20Z, failed: the answer is larger than max_size (3 failures"));
}

TEST_F(Why, TellsWhatWasAgreedWithAHub) {
    fill();
    const auto far = store::Timestamp(std::chrono::seconds(4'000'000'000));
    store::Subscription subscription;
    subscription.hub = "https://hub.example/";
    subscription.topic = "https://a.example/self";
    subscription.token = subscription.secret = "canary";
    subscription.callback = "https://us.example/websub/canary";
    subscription.next_step = far;
    const auto told = [&](store::Subscription::Stage stage, std::optional<store::Timestamp> lease,
                          std::optional<store::Timestamp> trusted) {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        auto writer = store->writer().value();
        const auto feed = store->reader().value()->feed("https://a.example/").value();
        store::FetchRecord record;
        record.feed = subscription.feed = feed.id;
        record.state = feed.state;
        record.state.push_until = trusted;
        EXPECT_TRUE(writer->record_fetch(record));
        subscription.stage = stage;
        subscription.lease_until = lease;
        EXPECT_TRUE(writer->save_subscription(subscription));
        const auto out = run("why https://a.example/ -c feeds.toml").out;
        EXPECT_EQ((out + run("status --json -c feeds.toml").out).find("canary"), std::string::npos);
        return out;
    };
    using Stage = store::Subscription::Stage;
    EXPECT_THAT(told(Stage::asked, {}, {}),
                HasSubstr("\nwebsub     https://hub.example/, asked, but not confirmed yet, to "
                          "be asked again at 2096-10-02T07:06:40Z\n"));
    EXPECT_THAT(told(Stage::denied, {}, {}), HasSubstr("hub.example/, denied, to be asked again at 2096-10-02"));
    EXPECT_THAT(told(Stage::left, {}, {}), HasSubstr("hub.example/, given up\n"));
    EXPECT_THAT(told(Stage::active, subscription.lease_until.emplace(), {}), HasSubstr(", expired at 1970-01-01"));
    EXPECT_THAT(told(Stage::active, far, {}), HasSubstr(", confirmed until 2096-10-02T07:06:40Z; it has yet to bring"));
    EXPECT_THAT(told(Stage::active, far, far), HasSubstr("; it brings the news, and polls only check on it\n"));
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    const auto why = boost::json::parse(run("why https://a.example/ --json -c feeds.toml").out);
    EXPECT_EQ(rows[0].at("websub"), why.at("websub"));
    EXPECT_EQ(why.at("websub").at("state").as_string(), "active");
    EXPECT_EQ(why.at("websub").at("topic").as_string(), "https://a.example/self");
    EXPECT_EQ(why.at("websub").at("trusted_until").as_string(), "2096-10-02T07:06:40Z");
    EXPECT_TRUE(rows[1].at("websub").is_null());
}

TEST_F(Why, TellsWhatIsOddAboutTheDocument) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        record.feed = store->reader().value()->feed("https://b.example/").value().id;
        record.state.warning = "line 3: an unknown \x1b entity";
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    EXPECT_THAT(run("why B -c feeds.toml").out, HasSubstr("\nwarning    line 3: an unknown \uFFFD entity\n"));
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("  warning: line 3: an unknown \uFFFD entity\n"));
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_EQ(rows[1].at("warning").as_string(), "line 3: an unknown \x1b entity");
    EXPECT_EQ(rows[1].at("error").as_string(), "");
    EXPECT_EQ(boost::json::parse(run("why B --json -c feeds.toml").out).at("warning"), rows[1].at("warning"));
}

TEST_F(Why, AFailureOfOurOwnConnectionIsHeldAgainstNobody) {
    fill();
    {
        auto store = store::open_store(path("store.db"), store::OpenMode::read_write).value();
        store::FetchRecord record;
        const auto feed = store->reader().value()->feed("https://b.example/").value();
        record.feed = feed.id;
        record.state.last_poll = record.time = store::Timestamp(std::chrono::seconds(1'700'000'000));
        record.state.next_poll = *record.state.last_poll + std::chrono::hours(1);
        record.state.error = "no route";
        record.state.error_class = "unreachable";
        ASSERT_TRUE(store->writer().value()->record_fetch(record));
    }
    EXPECT_THAT(run("why B -c feeds.toml").out,
                AllOf(HasSubstr("failed: no route (held against nobody: most hosts could not be reached then)\n"),
                      HasSubstr("next poll  as soon as hosts can be reached again")));
}

TEST_F(Why, AFeedWithoutItsSecretWaits) {
    fill();
    write("feeds.toml",
          "[daemon]\ndatabase = \"store.db\"\n[[feeds]]\nurl = \"https://a.example/\"\nusername = \"me\"\npassword = "
          "{ file = \"none\" }\n");
    const Outcome polled = run("poll --force -c feeds.toml");
    EXPECT_EQ(polled.status, 1);
    EXPECT_THAT(polled.err, HasSubstr("https://a.example/: not asked: password: the secret file none: there is no "));
    EXPECT_THAT(run("status -c feeds.toml").out, HasSubstr("  2023-11-14T22:13:20Z  waits      secret      503"));
    EXPECT_THAT(
        run("why https://a.example/ -c feeds.toml").out,
        AllOf(HasSubstr("2023-11-14T22:13:20Z, answered 503\n"),
              HasSubstr("next poll  when a start or a reload finds its secret; not asked: password: the secret"),
              Not(HasSubstr("BOUND"))));
    const auto why = boost::json::parse(run("why https://a.example/ --json -c feeds.toml").out);
    EXPECT_TRUE(why.at("next_poll").is_null());
    EXPECT_EQ(why.at("reason").as_string(), "secret");
}

TEST_F(Why, SpeaksJson) {
    fill();
    const auto why = boost::json::parse(run("why https://a.example/ --json -c feeds.toml").out).as_object();
    const auto rows = boost::json::parse(run("status --json -c feeds.toml").out).as_array();
    EXPECT_EQ(why.at("next_poll"), rows[0].at("next_poll"));
    EXPECT_EQ(why.at("reason").as_string(), "backoff");
    const auto& bounds = why.at("bounds").as_array();
    ASSERT_EQ(bounds.size(), 3U);
    EXPECT_EQ(bounds[1].at("seconds").to_number<int>(), 58 * 60);
    EXPECT_TRUE(bounds[1].at("won").as_bool());
    EXPECT_FALSE(bounds[0].at("won").as_bool());
}

}  // namespace
}  // namespace broadsheet::cli
