#include "tests/cli/program.hpp"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

using Import = Program;

TEST_F(Import, PrintsTablesThatCheckTakes) {
    write("list.opml", R"(<opml version="2.0"><body>
        <outline text="World News"><outline text="The &quot;Paper&quot; \ &#x202E;" xmlUrl="https://paper.example/feed"/></outline>
        <outline text="Status"><outline text="Up" xmlUrl="https://up.example/"/></outline>
        <outline text="Новости"><outline text="Again" xmlUrl="https://PAPER.example:443/feed"/></outline>
        <outline text="!?"><outline text="Odd" xmlUrl="https://odd.example/"/></outline>
        <outline text="Top" xmlUrl="https://top.example/"/></body></opml>)");
    const Outcome imported = run("import list.opml");
    EXPECT_EQ(imported.status, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("[sections.world-news]\ntitle = \"World News\"\n"));
    EXPECT_THAT(imported.out, HasSubstr("[sections.status-feeds]")) << "/status is taken";
    EXPECT_THAT(imported.out,
                HasSubstr("title = \"The \\\"Paper\\\" \\\\ \uFFFD\"\nsections = [\"world-news\", \"novosti\"]"));
    EXPECT_THAT(imported.out, Not(HasSubstr("PAPER"))) << "the same feed in another spelling";
    write("feeds.toml", imported.out);
    EXPECT_EQ(run("check -c feeds.toml").out, "ok\n") << imported.out;
}

TEST_F(Import, SkipsWithALineEach) {
    write("list.opml",
          "<opml><body><outline text='a' xmlUrl='file:///etc/passwd'/><outline text='b' xmlUrl='http://[::g]/'/>"
          "<outline text='c' xmlUrl='https://c.example/'/></body></opml>");
    const Outcome imported = run("import list.opml");
    EXPECT_EQ(imported.status, 0);
    EXPECT_EQ(imported.out, "[[feeds]]\nurl = \"https://c.example/\"\ntitle = \"c\"\n\n");
    EXPECT_EQ(lines_of(imported.err), 2U) << imported.err;
}

TEST_F(Import, ReadsStandardInput) {
    write("list.opml", "<opml><body><outline text='c' xmlUrl='https://c.example/'/></body></opml>");
    EXPECT_THAT(run("import -", "cat list.opml |").out, HasSubstr("c.example"));
}

TEST_F(Import, SaysWhatIsNoList) {
    EXPECT_THAT(run("import -", "echo hello |").err,
                testing::StartsWith("broadsheet: standard input: this is no OPML list"));
    write("page.html", "<!DOCTYPE html><html><head><title>Hi</title></head></html>");
    for (const char* words : {"import page.html", "import missing", "import ."}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << words;
        EXPECT_EQ(outcome.out, "") << words;
        EXPECT_EQ(lines_of(outcome.err), 1U) << words;
    }
}

TEST_F(Import, BringsBackWhatOpmlWrote) {
    write("a.toml",
          "[sections.world]\ntitle = \"World\"\n[[feeds]]\nurl = \"https://a.example/?b=1&c=2\"\ntitle = \"A & B\"\n"
          "sections = [\"world\"]\n[daemon]\ndatabase = \"none.db\"\n");
    const Outcome written = run("opml -c a.toml");
    EXPECT_EQ(written.status, 0) << written.err;
    write("list.opml", written.out);
    const Outcome imported = run("import list.opml");
    EXPECT_EQ(imported.out,
              "[sections.world]\ntitle = \"World\"\n\n[[feeds]]\nurl = \"https://a.example/?b=1&c=2\"\n"
              "title = \"A & B\"\nsections = [\"world\"]\n\n");
}

}  // namespace
}  // namespace broadsheet::cli
