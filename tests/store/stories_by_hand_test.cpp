#include "tests/store/stories_fixture.hpp"

namespace broadsheet::tests {

using store::StoryMode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class StoriesByHand : public Stories {};
BROADSHEET_EVERY_ENGINE(StoriesByHand);

TEST_P(StoriesByHand, AreTakenApartAndPutTogetherByHandForGood) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    split(1, 2).value();
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_EQ(reader().story(2).value().id, 2);
    EXPECT_TRUE(reader().story(2).value().members.front().by_hand);
    store_.reopen();
    take(first, noon + hours(3), {quake_again("urn:3")});
    EXPECT_NE(reader().story(1).value().id, reader().story(2).value().id);
    join(1, 2).value();
    EXPECT_EQ(reader().story(2).value().id, 1);
    EXPECT_THAT(articles("world"), SizeIs(1));
    EXPECT_EQ(split(1, 99).error().code(), ErrorCode::not_found);
    EXPECT_EQ(join(1, 98).error().code(), ErrorCode::not_found);
    expect_sound();
}

TEST_P(StoriesByHand, AnArticleLeavesOnlyTheStoryItIsIn) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {budget("urn:2")});
    const auto wrong = split(1, 2);
    EXPECT_EQ(wrong.error().code(), ErrorCode::invalid);
    EXPECT_THAT(wrong.error().detail(), HasSubstr("in story 2, not in 1"));
}

TEST_P(StoriesByHand, WhoeverDoesNotWriteLeavesOrders) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    EXPECT_FALSE(reader().has_orders().value());
    const auto possible = store_.store().leave_order({store::StoryOrder::Kind::split, 1, 2}, noon + hours(2)).value();
    const auto impossible = store_.store().leave_order({store::StoryOrder::Kind::join, 1, 98}, noon + hours(2)).value();
    EXPECT_TRUE(reader().has_orders().value());
    EXPECT_EQ(reader().order_outcome(possible).value(), std::nullopt);
    EXPECT_THAT(articles("world"), SizeIs(1));
    EXPECT_THAT(writer().carry_out_orders(noon + hours(2)).value().changed_sections, ElementsAre("world"));
    EXPECT_EQ(reader().order_outcome(possible).value(), "");
    EXPECT_THAT(reader().order_outcome(impossible).value().value(), HasSubstr("98"));
    EXPECT_THAT(articles("world"), SizeIs(2));
    EXPECT_FALSE(reader().has_orders().value());
    expect_sound();
}

TEST_P(StoriesByHand, WhatAnAdminPutsTogetherIsOneEntryHoweverUnlike) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {budget("urn:2")});
    ASSERT_THAT(articles("world"), SizeIs(2));
    join(1, 2).value();
    EXPECT_THAT(articles("world"), SizeIs(1));
    use_stories(StoryMode::off);
    use_stories(StoryMode::merge);
    EXPECT_THAT(articles("world"), SizeIs(1)) << "nor does a change of mode forget it";
    split(1, 2).value();
    EXPECT_THAT(reader().story(1).value().joins, SizeIs(0)) << "which has not ended in it";
    use_stories(StoryMode::off);
    use_stories(StoryMode::merge);
    EXPECT_THAT(articles("world"), SizeIs(2));
    expect_sound();
}

TEST_P(StoriesByHand, ACopyLeavesItsStoryWithAllThatAreOneTextWithIt) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    take(second, noon + hours(2), {quake_again("urn:3")});
    ASSERT_EQ(reader().story(3).value().members.back().placement.copy_of, 2);
    split(1, 3).value();
    EXPECT_THAT(reader().story(1).value().members, SizeIs(1));
    EXPECT_EQ(reader().story(3).value().id, 2);
    EXPECT_THAT(reader().story(3).value().members, SizeIs(2));
    EXPECT_THAT(articles("world"), SizeIs(2));
    expect_sound();
}

TEST_P(StoriesByHand, WhatCannotBeTakenApartIsRefusedWithTheReason) {
    const auto refusal = [&](std::int64_t story, std::int64_t article) {
        const auto done = split(story, article);
        if (done) return std::string("done");
        EXPECT_EQ(done.error().code(), ErrorCode::invalid);
        return done.error().detail();
    };
    take(first, noon, {quake("urn:1")});
    EXPECT_THAT(refusal(1, 1), HasSubstr("article 1 has story 1 to itself"));
    take(second, noon + hours(1), {quake_again("urn:2")});
    take(second, noon + hours(2), {quake("urn:3")});
    EXPECT_THAT(refusal(1, 1), HasSubstr("article 1 founded the story"));
    EXPECT_THAT(refusal(1, 3), HasSubstr("a copy of 1, founded the story"));
    EXPECT_THAT(reader().story(1).value().members, SizeIs(3));
    expect_sound();
}

TEST_P(StoriesByHand, WhatFailsHalfwayChangesNothingAndMayBeTriedAgain) {
    take(first, noon, {quake("urn:1")});
    take(second, noon + hours(1), {quake_again("urn:2")});
    {
        const FailingStatement fails(store_.path(), "DELETE ON hidden_articles");
        EXPECT_EQ(split(1, 2).error().code(), ErrorCode::internal);
    }
    EXPECT_THAT(articles("world"), SizeIs(1));
    split(1, 2).value();
    EXPECT_THAT(articles("world"), SizeIs(2));
    expect_sound();
}

}  // namespace broadsheet::tests
