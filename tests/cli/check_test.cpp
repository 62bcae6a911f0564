#include "tests/cli/program.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Check = Program;

TEST_F(Check, SaysNothingButOkOfAGoodFile) {
    write("c.toml",
          "[sections.world]\nkeep = [\"title:/a|b/i\"]\n[[feeds]]\nurl = \"https://example.org/\"\nsections = "
          "[\"world\"]\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "ok\n");
    EXPECT_EQ(outcome.err, "");
}

TEST_F(Check, NamesThePlaceOfEveryFault) {
    write("c.toml",
          "[deamon]\n[sections.world]\nkeep = [\"/(/\"]\n[[feeds]]\nurl = \"example.org\"\nsections = [\"world\"]\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("c.toml:1:2: unknown key \"deamon\""));
    EXPECT_THAT(outcome.err, HasSubstr("\nc.toml:3:9: keep: \"/(/\": ")) << "rules are compiled";
    EXPECT_THAT(outcome.err, HasSubstr("\nc.toml:5:7: url has no scheme"));
    EXPECT_THAT(outcome.err, HasSubstr("\nbroadsheet: c.toml is refused: 3 faults\n"));
}

TEST_F(Check, KnowsTwoSpellingsOfOneAddress) {
    write("c.toml",
          "[[feeds]]\nurl = \"https://b\u00fccher.example/x\"\n[[feeds]]\nurl = "
          "\"https://xn--bcher-kva.example/x\"\n[[feeds]]\nurl = \"https://example.org/\"\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, StartsWith("c.toml:3:1: \"https://xn--bcher-kva.example/x\" is already polled for the "
                                        "feed at line 1; make one [[feeds]] table of the two\n"));
}

TEST_F(Check, WarnsAndStillSaysOk) {
    write("c.toml", "[fetch]\nmin_interval = \"1s\"\n[[feeds]]\nurl = \"https://example.org/\"\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.out, "ok\n");
    EXPECT_THAT(outcome.err, StartsWith("c.toml:2:16: warning: "));
}

TEST_F(Check, LooksForEverySecretThatServeWillRead) {
    write("c.toml",
          "[[feeds]]\nurl = \"https://example.org/\"\nusername = \"me\"\npassword = { file = \"none\" }\n"
          "headers = { X-A = { env = \"BROADSHEET_TEST_NONE\" }, X-B = { file = \"key\" } }\n");
    write("key", "canary\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err,
              "c.toml:4:12: password: the secret file none: there is no such file; write it, or name another in the "
              "config\nc.toml:5:19: X-A: the environment variable BROADSHEET_TEST_NONE is not set\n"
              "broadsheet: c.toml is refused: 2 faults\n");
}

TEST_F(Check, CannotKnowTheCredentialsOfAServiceThatItIsNotIn) {
    write("c.toml",
          "[[feeds]]\nurl = \"https://example.org/\"\nusername = \"me\"\npassword = { credential = \"key\" }\n");
    const Outcome outside = run("check -c c.toml", "env -u CREDENTIALS_DIRECTORY");
    EXPECT_EQ(outside.status, 0);
    EXPECT_THAT(outside.err, StartsWith("c.toml:4:12: warning: password: the credential \"key\" is not there: "));
    const Outcome inside = run("check -c c.toml", "CREDENTIALS_DIRECTORY=/nowhere");
    EXPECT_EQ(inside.status, 1);
    EXPECT_THAT(inside.err, StartsWith("c.toml:4:12: password: the credential \"key\" in /nowhere: there is no such"));
}

TEST_F(Check, WarnsOfFeedsThatWillNotBeAskedForWhereTheyAre) {
    std::string text;
    for (const char* url :
         {"http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://localhost./", "http://example.org:22/",
          "http://\uFF11\uFF12\uFF17\u30020\u30020\u30021/", "http://192.0.1.1/", "https://b\u00fccher.example/"})
        text += "[[feeds]]\nurl = \"" + std::string(url) + "\"\n";
    write("c.toml", text);
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(lines_of(outcome.err), 5U) << outcome.err;
    EXPECT_THAT(outcome.err,
                StartsWith("c.toml:1:1: warning: the feed http://10.0.0.1/ is at 10.0.0.1 (private network),"
                           " where feeds may not live; set allow_private = true for it"));
    EXPECT_THAT(outcome.err, HasSubstr("is at ::ffff:127.0.0.1 (loopback)"));
    EXPECT_THAT(outcome.err, HasSubstr("http://localhost./ is on this machine"));
    EXPECT_THAT(outcome.err, HasSubstr("is at port 22, "));
    EXPECT_THAT(outcome.err, HasSubstr(" is at 127.0.0.1 (loopback)"));
    write("c.toml", "[fetch]\nallow_private = true\n[daemon]\nbase_url = \"https://example.org\"\n" + text);
    EXPECT_EQ(run("check -c c.toml").err, "");
}

TEST_F(Check, PrintsTwentyFaultsAndCountsTheRest) {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "[[feeds]]\nurl = \"x\"\n";
    write("c.toml", text);
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(lines_of(outcome.err), 22U);
    EXPECT_THAT(outcome.err, HasSubstr("and 30 more\n"));
    EXPECT_THAT(outcome.err, HasSubstr("50 faults"));
}

TEST_F(Check, LeavesNoFaultOutForTheSakeOfWarnings) {
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "[[feeds]]\nurl = \"https://example.org/" + std::to_string(i) + "\"\ninterval = \"1m\"\n";
    write("c.toml", text + "[[feeds]]\nurl = \"x\"\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_THAT(outcome.err, StartsWith("c.toml:92:7: url has no scheme"));
    EXPECT_THAT(outcome.err, HasSubstr("\nc.toml: and 11 more\n"));
    EXPECT_THAT(outcome.err, HasSubstr("is refused: 1 fault\n"));
}

TEST_F(Check, NeverLetsAFileDriveTheTerminal) {
    write("c.toml", "\"\\u001b[2J\\nx\" = 1\n");
    const Outcome outcome = run("check -c c.toml");
    EXPECT_EQ(lines_of(outcome.err), 2U);
    EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
}

TEST_F(Check, SpeaksJson) {
    write("c.toml", "[deamon]\n");
    const Outcome outcome = run("check --json -c c.toml");
    EXPECT_EQ(outcome.status, 1);
    const auto result = boost::json::parse(outcome.out);
    EXPECT_FALSE(result.at("ok").as_bool());
    EXPECT_EQ(result.at("problems").at(0).at("line").to_number<int>(), 1);
    EXPECT_EQ(result.at("problems").at(0).at("column").to_number<int>(), 2);
    EXPECT_EQ(result.at("problems").at(0).at("severity").as_string(), "error");
}

TEST_F(Check, RefusesWhatIsNoFileWithoutWaiting) {
    EXPECT_EQ(run("check -c . ").status, 1);
    EXPECT_EQ(run("check -c fifo", "mkfifo fifo; timeout 10").status, 1);
    EXPECT_EQ(run("check -c /dev/zero", "timeout 10").status, 1);
}

}  // namespace
}  // namespace broadsheet::cli
