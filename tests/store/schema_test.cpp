#include "store/sqlite/schema.hpp"

#include "tests/support/temp_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::store::sqlite {

using tests::TempFolder;

class Schema : public testing::Test {
protected:
    TempFolder folder_;
    std::string path_ = folder_.file("broadsheet.db");
    Connection connection_ = Connection::open(path_, Access::create).value();
    const std::vector<Migration> old_{{1, "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT);"}};
    const std::vector<Migration> new_{old_[0],
                                      {2, "ALTER TABLE articles ADD COLUMN summary TEXT NOT NULL DEFAULT 'none';"},
                                      {3, "CREATE INDEX by_title ON articles (title);"}};
};

TEST_F(Schema, AnOlderFileIsBroughtUpStepByStepAndKeepsItsRows) {
    migrate(connection_, path_, old_).value();
    connection_.run("INSERT INTO articles (title) VALUES ('kept')");
    migrate(connection_, path_, new_).value();
    EXPECT_EQ(connection_.value<int>("PRAGMA user_version"), 3);
    EXPECT_EQ(connection_.value<std::string>("SELECT title || summary FROM articles"), "keptnone");
    EXPECT_TRUE(migrate(connection_, path_, new_)) << "once more does nothing";
}

TEST_F(Schema, AStepThatFailsLeavesTheFileAsItWas) {
    migrate(connection_, path_, old_).value();
    const std::vector<Migration> broken{old_[0], {2, "CREATE TABLE half (x); INSERT INTO missing VALUES (1);"}};
    EXPECT_FALSE(migrate(connection_, path_, broken));
    EXPECT_EQ(connection_.value<int>("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    EXPECT_EQ(schema_version(connection_, path_, old_).value(), 1);
    EXPECT_TRUE(migrate(connection_, path_, new_));
}

TEST_F(Schema, TheTablesAnAdminLooksForAreThere) {
    migrate(connection_, path_, migrations()).value();
    EXPECT_EQ(connection_.value<int>("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN"
                                     " ('articles', 'feeds', 'sections', 'revisions', 'article_sources')"),
              5);
    for (int version = 1; const Migration& step : migrations()) EXPECT_EQ(step.version, version++);
}

TEST_F(Schema, StoriesOfAnOlderFileGetTheDatesOfTheirArticles) {
    migrate(connection_, path_, migrations().first(7)).value();
    connection_.script(
        "INSERT INTO feeds (id, url, title, priority) VALUES (1, 'https://a.example/', '', 0);"
        "INSERT INTO articles (id, feed, uid, uid_hash, url_hash, content_hash, published, updated, first_seen,"
        " last_changed, url, title, summary, details, content_html, content_text)"
        " VALUES (5, 1, 'urn:5', 5, 0, 0, 1700000000, 1700000000, 1700000000, 1700000000, '', '', '', '{}', '', '');"
        "INSERT INTO story_articles (article, story, copy_of, lead, step, nearest, score, threshold, terms)"
        " VALUES (5, 5, 5, 5, 'first', 0, 0, 0, '{}'), (6, 5, 5, 5, 'copy', 5, 0, 0, '{}');"
        "INSERT INTO hidden_articles VALUES (0, 6, 5);");
    migrate(connection_, path_, migrations()).value();
    EXPECT_THAT(connection_.column<std::int64_t>("SELECT published FROM story_articles ORDER BY article"),
                testing::ElementsAre(1'700'000'000, 0));
    EXPECT_EQ(connection_.value<int>("SELECT count(*) FROM hidden_articles"), 1);
}

TEST_F(Schema, ErrorsOfAConnectionStickUntilTheyAreTaken) {
    connection_.run("NO SUCH STATEMENT");
    connection_.script("CREATE TABLE never (x)");
    const auto status = connection_.status();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), ErrorCode::internal);
    EXPECT_TRUE(connection_.status());
    EXPECT_EQ(connection_.value<int>("SELECT count(*) FROM sqlite_schema"), 0);
}

}  // namespace broadsheet::store::sqlite
