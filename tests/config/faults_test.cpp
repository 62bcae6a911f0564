// Every kind of fault with the words that an admin gets: faults/NAME.toml must give what stands in faults/NAME.txt.
// After a change of words run with BROADSHEET_UPDATE=1, and read the difference.

#include "config/load.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace broadsheet::config {
namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string report(const std::filesystem::path& path) {
    std::string lines;
    for (const auto& problem : parse_config(read(path)).problems)
        lines += format_problem(path.filename().string(), problem) + "\n";
    return lines;
}

std::vector<std::filesystem::path> configs() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(BROADSHEET_FAULTS)) {
        if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

class Faults : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Faults, AreToldInTheAgreedWords) {
    const auto path = GetParam();
    auto expected = path;
    expected.replace_extension(".txt");
    const std::string told = report(path);
    if (std::getenv("BROADSHEET_UPDATE") != nullptr) std::ofstream(expected, std::ios::binary) << told;
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(told, read(expected));
}

TEST_P(Faults, NeverRepeatASecret) {
    EXPECT_EQ(report(GetParam()).find("canary"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Files, Faults, testing::ValuesIn(configs()),
                         [](const auto& file) { return file.param.stem().string(); });

}  // namespace
}  // namespace broadsheet::config
