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
