#include "tests/cli/program.hpp"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;

using Group = Program;

constexpr auto reports =
    R"({"id":"a","feed":"x","title":"Earthquake of magnitude 7 hits Lima, Peru","summary":"A quake shook the Peruvian capital","published":"2024-05-01T10:00:00Z"}
{"id":"b","feed":"y","title":"Senate passes budget after night of votes","published":"2024-05-01T11:00:00Z"}

{"id":3,"feed":"z","title":"Peru earthquake: buildings sway in Lima &amp; Callao","summary":"<p>A magnitude 7 quake shook the Peruvian capital</p>","published":"2024-05-01T12:00:00Z"}
)";

TEST_F(Group, PrintsTheStoryOfEachArticleAndWhy) {
    write("articles.jsonl", reports);
    const Outcome outcome = run("group articles.jsonl");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(lines_of(outcome.out), 3U);
    EXPECT_THAT(outcome.out, HasSubstr(R"({"id":"a","story":"a","reason":{"step":"first"}})"));
    EXPECT_THAT(outcome.out, HasSubstr(R"({"id":"b","story":"b","reason":{"step":"first"}})"));
    EXPECT_THAT(outcome.out, HasSubstr(R"({"id":3,"story":"a","reason":{"step":"story","score":)"));
    EXPECT_THAT(outcome.out, HasSubstr(R"("nearest":"a")"));
    EXPECT_EQ(run("group", "cat articles.jsonl |").out, outcome.out) << "standard input is the default";
}

TEST_F(Group, WithCopiesOnlyTheSameTextIsOne) {
    write("articles.jsonl", reports);
    const Outcome outcome = run("group --copies articles.jsonl");
    EXPECT_THAT(outcome.out, HasSubstr(R"({"id":3,"story":3,)"));
}

TEST_F(Group, NamesTheLineThatItCannotRead) {
    write("bad.jsonl", "{\"id\":1,\"title\":\"x\"}\n\n[1]\n");
    const Outcome outcome = run("group bad.jsonl");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr("bad.jsonl:3: this is no JSON object"));
    write("dates.jsonl", "{\"id\":1,\"published\":\"yesterday-ish\"}\n");
    EXPECT_THAT(run("group dates.jsonl").err, HasSubstr("\"published\" is no date"));
    EXPECT_EQ(run("group missing.jsonl").err, "broadsheet: missing.jsonl cannot be read: No such file or directory\n");
    EXPECT_EQ(run("group .").err, "broadsheet: . cannot be read: Is a directory\n");
}

}  // namespace
}  // namespace broadsheet::cli
