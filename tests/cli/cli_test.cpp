#include "tests/cli/program.hpp"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr auto good_config = "[[feeds]]\nurl = \"https://example.org/feed.xml\"\n";
const auto commands = {"serve",  "check", "poll",   "render", "parse", "group", "discover",
                       "import", "opml",  "status", "why",    "story", "backup"};

using CommandLine = Program;

TEST_F(CommandLine, TellsItsVersionAndThatOfItsLibraries) {
    const Outcome outcome = run("--version");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, StartsWith("broadsheet "));
    for (const char* library : {"SQLite 3.", "Boost 1.", "OpenSSL 3."}) EXPECT_THAT(outcome.out, HasSubstr(library));
}

TEST_F(CommandLine, HelpsEverywhere) {
    const Outcome all = run("--help");
    EXPECT_EQ(all.status, 0);
    for (const std::string command : commands) {
        EXPECT_THAT(all.out, HasSubstr("\n  " + command + " ")) << command;
        const Outcome one = run(command + " --help");
        EXPECT_EQ(one.status, 0) << command;
        EXPECT_EQ(one.err, "") << command;
        EXPECT_THAT(one.out, HasSubstr("Usage: broadsheet " + command)) << command;
    }
}

TEST_F(CommandLine, RefusesWrongUsageInOneLineWithStatusTwo) {
    for (const char* words :
         {"", "chek", "--nonsense", "check --nonsense", "check extra", "check -c", "check -c ''", "poll --feed ''",
          "poll --section ''", "backup", "import", "parse", "render", "render world", "render world --format xml",
          "render world --format atom --page 0", "render world --format atom --page x"}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 2) << words;
        EXPECT_EQ(outcome.out, "") << words;
        EXPECT_THAT(outcome.err, StartsWith("broadsheet: ")) << words;
        EXPECT_EQ(lines_of(outcome.err), 1U) << words;
    }
    EXPECT_THAT(run("chek").err, HasSubstr("'chek'"));
    EXPECT_THAT(run("--nonsense").err, HasSubstr("'--nonsense'"));
    for (const char* words : {"discover ''", "discover ftp://example.org/", "discover 'a b'", "discover 0x7f000001",
                              "discover https://someone:canary@example.org/", "why ''"}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 2) << words;
        EXPECT_EQ(lines_of(outcome.err), 1U) << words;
        EXPECT_EQ(outcome.err.find("canary"), std::string::npos) << outcome.err;
    }
    EXPECT_THAT(run("discover 'a b'").err, HasSubstr("has a space in it"));
}

TEST_F(CommandLine, LooksForFeedsAtNamesOfAnyScript) {
    EXPECT_THAT(run("discover http://b\u00fccher.invalid/").err, HasSubstr("xn--bcher-kva.invalid"));
}

TEST_F(CommandLine, TakesTheConfigBeforeAndAfterTheCommandAndFromTheEnvironment) {
    write("good.toml", good_config);
    for (const char* words :
         {"-c good.toml check", "check -c good.toml", "check --config good.toml", "--config=good.toml check"})
        EXPECT_EQ(run(words).out, "ok\n") << words;
    EXPECT_EQ(run("check", "BROADSHEET_CONFIG=good.toml").out, "ok\n");
    EXPECT_EQ(run("check -c missing.toml", "BROADSHEET_CONFIG=good.toml").status, 1) << "the option wins";
    EXPECT_THAT(run("check", "BROADSHEET_CONFIG=").err, HasSubstr("/etc/broadsheet/feeds.toml")) << "empty is unset";
}

TEST_F(CommandLine, FailsWhereItsOutputIsLost) {
    write("good.toml", good_config);
    for (const char* words :
         {"--help >&-", "--version >/dev/full", "check -c good.toml >/dev/full", "check -c good.toml >&-"}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << words;
        EXPECT_THAT(outcome.err, HasSubstr("could be written")) << words;
    }
    EXPECT_EQ(run("check -c good.toml 2>&-").out, "ok\n");
}

TEST_F(CommandLine, FailsInOneLineWhereItsReaderGoesAway) {
    std::string list = "<opml><body>";
    for (int i = 0; i < 5'000; ++i) list += "<outline xmlUrl='https://example" + std::to_string(i) + ".org/feed.xml'/>";
    write("list.opml", list + "</body></opml>");
    run("import list.opml 2>complaint; echo $? >status; } | { head -c 1");
    EXPECT_EQ(read("status"), "1\n") << "and not killed by SIGPIPE";
    EXPECT_EQ(lines_of(read("complaint")), 1U) << read("complaint");
}

TEST_F(CommandLine, NeverMakesAnOpenedFileItsClosedOutput) {
    write("good.toml", std::string("[daemon]\ndatabase = \"store.db\"\n") + good_config);
    run("poll -c good.toml --section none");
    const std::string before = read("store.db");
    const Outcome outcome = run("opml -c good.toml >&-");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(read("store.db"), before);
    EXPECT_THAT(read("store.db"), testing::Not(HasSubstr("<opml")));
}

TEST_F(CommandLine, FailsInOneLineWhereThereIsNoStore) {
    write("good.toml", std::string("[daemon]\ndatabase = \"none.db\"\n") + good_config);
    for (const char* words : {"status -c good.toml", "backup -c good.toml copy.db"}) {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << words;
        EXPECT_EQ(lines_of(outcome.err), 1U) << words;
        EXPECT_THAT(outcome.err, HasSubstr("none.db")) << words;
    }
    EXPECT_FALSE(std::filesystem::exists(path("none.db"))) << "reading makes nothing";
}

}  // namespace
}  // namespace broadsheet::cli
