// What hubs have brought, and is kept until its articles are.

#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

using std::chrono::hours;
using testing::IsEmpty;
using testing::SizeIs;

class Pushes : public Contract {
protected:
    store::PushId keep(const std::string& body) {
        store::Push push;
        push.feed = first;
        push.lease_until = noon + hours(240);
        push.url = first_url;
        push.content_type = "application/rss+xml";
        push.body = body;
        return writer().keep_push(push).value();
    }
    store::FetchRecord taking_in(store::PushId push) const {
        auto record = fetched(first, noon, {incoming("1", "One")});
        record.push = push;
        return record;
    }
};

TEST_P(Pushes, AreKeptAsTheyCame) {
    store::Push push;
    push.feed = second;
    push.lease_until = noon + hours(1);
    push.url = second_url;
    push.content_type = "text/xml; charset=utf-8";
    push.content_encoding = "gzip";
    push.body = std::string("\0\x1f\xff", 3);
    const auto id = writer().keep_push(push).value();
    store_.reopen();
    const auto kept = reader().push(id).value();
    EXPECT_EQ(kept.feed, second);
    EXPECT_EQ(kept.lease_until, push.lease_until);
    EXPECT_EQ(kept.url, push.url);
    EXPECT_EQ(kept.content_type, push.content_type);
    EXPECT_EQ(kept.content_encoding, push.content_encoding);
    EXPECT_EQ(kept.body, push.body);
    expect_sound();
}

TEST_P(Pushes, AreListedInTheOrderTheyCame) {
    const auto one = keep("<rss/>");
    const auto other = keep("");
    store_.reopen();
    const auto kept = reader().pushes().value();
    ASSERT_THAT(kept, SizeIs(2));
    EXPECT_EQ(kept[0].id, one);
    EXPECT_EQ(kept[0].feed, first);
    EXPECT_EQ(kept[0].size, 6U);
    EXPECT_FALSE(kept[0].coded);
    EXPECT_EQ(kept[1].id, other);
}

TEST_P(Pushes, GoWithTheirArticles) {
    const auto one = keep("<rss/>");
    const auto other = keep("<rss/>");
    writer().record_fetch(taking_in(one)).value();
    store_.reopen();
    EXPECT_EQ(reader().feed(first_url).value().articles, 1U);
    const auto kept = reader().pushes().value();
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].id, other);
    const auto gone = reader().push(one);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code(), ErrorCode::not_found);
}

TEST_P(Pushes, StayWhereTheirArticlesCannotBeStored) {
    auto failing = fails_at_its_end(first, noon, {incoming("1", "One")});
    failing.push = keep("<rss/>");
    EXPECT_FALSE(writer().record_fetch(failing));
    EXPECT_THAT(reader().pushes().value(), SizeIs(1));
    EXPECT_EQ(reader().feed(first_url).value().articles, 0U);
}

TEST_P(Pushes, AreDroppedAlone) {
    const auto one = keep("<rss/>");
    writer().drop_push(one).value();
    EXPECT_THAT(reader().pushes().value(), IsEmpty());
    EXPECT_TRUE(writer().drop_push(one)) << "it is gone either way";
    EXPECT_NE(keep("<rss/>"), one);
}

BROADSHEET_EVERY_ENGINE(Pushes);

}  // namespace broadsheet::tests
