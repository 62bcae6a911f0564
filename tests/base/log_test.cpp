#include "daemon/base/log.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

namespace broadsheet {
namespace {

/// What `child` logs in a process of its own whose stderr is a pipe that is not read before `child` has returned.
std::string stderr_of(const std::function<void(const std::string& journal_stream)>& child) {
    std::array<int, 2> output{};
    std::array<int, 2> returned{};
    EXPECT_EQ(::pipe(output.data()), 0);
    EXPECT_EQ(::pipe(returned.data()), 0);
    struct stat status {};
    EXPECT_EQ(::fstat(output[1], &status), 0);
    const std::string stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::dup2(output[1], STDERR_FILENO);
        for (const int descriptor : {output[0], output[1], returned[0]}) ::close(descriptor);
        child(stream);
        ::close(returned[1]);
        std::exit(0);
    }
    ::close(output[1]);
    ::close(returned[1]);
    std::array<char, 4096> buffer{};
    EXPECT_EQ(::read(returned[0], buffer.data(), 1), 0);
    std::string text;
    for (ssize_t n = 0; (n = ::read(output[0], buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(output[0]);
    ::close(returned[0]);
    int exit_status = 0;
    ::waitpid(pid, &exit_status, 0);
    EXPECT_EQ(exit_status, 0);
    return text;
}

TEST(LogFormat, PlainValuesStandBare) {
    EXPECT_EQ(log::format("feed polled", {{"feed", "https://example.org/a?b"}, {"status", 304}, {"new", true}}),
              "feed polled feed=https://example.org/a?b status=304 new=true");
}

TEST(LogFormat, OthersAreQuoted) {
    EXPECT_EQ(log::format("e", {{"k", "two words"}}), R"(e k="two words")");
    EXPECT_EQ(log::format("e", {{"k", ""}}), R"(e k="")");
    EXPECT_EQ(log::format("e", {{"k", "a=b"}}), R"(e k="a=b")");
    EXPECT_EQ(log::format("e", {{"k", R"(say "hi" \ bye)"}}), R"(e k="say \"hi\" \\ bye")");
    EXPECT_EQ(log::format("e", {{"k", "Überschrift"}}), "e k=\"Überschrift\"");
}

TEST(LogFormat, NoValueBreaksTheLineOrTheTerminal) {
    EXPECT_EQ(log::format("e", {{"k", "a\nb\r\tc"}}), R"(e k="a\nb\r\tc")");
    EXPECT_EQ(log::format("e", {{"k", "\x1b[31mred\x7f"}}), R"(e k="\x1b[31mred\x7f")");
    EXPECT_EQ(log::format("e", {{"k", std::string("\0", 1)}}), R"(e k="\x00")");
    EXPECT_EQ(log::format("e", {{"k", "\xc2\x9b"}}), R"(e k="\xc2\x9b")") << "an 8-bit control in UTF-8";
    EXPECT_EQ(log::format("e", {{"k", "\xff\xc3(\xe2\x82"}}), R"(e k="\xff\xc3(\xe2\x82")") << "not UTF-8";
    EXPECT_EQ(log::format("event\nfoo=bar", {}), R"(event\nfoo=bar)");
}

TEST(LogFormat, AVeryLongValueIsCut) {
    EXPECT_LT(log::format("e", {{"k", std::string(1'000'000, 'x')}}).size(), 5000U);
    EXPECT_LT(log::format("e", {{"k", std::string(1'000'000, ' ')}}).size(), 5000U);
}

TEST(Log, WritesTimeLevelAndEventToStderr) {
    const std::string text = stderr_of([](const std::string&) {
        ::unsetenv("JOURNAL_STREAM");
        log::start();
        log::debug("not shown");
        log::info("ready", {{"port", 8080}});
        log::set_level(log::Level::debug);
        log::debug("shown");
    });
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
    EXPECT_NE(text.find("Z info ready port=8080\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Z debug shown\n"), std::string::npos) << text;
}

TEST(Log, GivesTheJournalPriorities) {
    const std::string text = stderr_of([](const std::string& stream) {
        ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
        log::start();
        log::set_level(log::Level::trace);
        log::debug("d");
        log::info("i");
        log::warning("w");
        log::error("e");
    });
    EXPECT_EQ(text, "<7>d\n<6>i\n<4>w\n<3>e\n");
}

TEST(Log, AnotherStreamsJournalIsNotOurs) {
    const std::string text = stderr_of([](const std::string&) {
        ::setenv("JOURNAL_STREAM", "1:1", 1);
        log::start();
        log::info("plain");
    });
    EXPECT_NE(text.find(" info plain\n"), std::string::npos) << text;
}

TEST(Log, ASlowReaderCostsLinesAndNotTime) {
    const std::string text = stderr_of([](const std::string&) {
        log::start();
        const std::string filling(1000, 'x');
        for (int i = 0; i < 50'000; ++i) log::info("line", {{"filling", filling}});
        log::info("last");
    });
    EXPECT_NE(text.find("log lines were dropped count="), std::string::npos);
    EXPECT_NE(text.find("info last\n"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet
