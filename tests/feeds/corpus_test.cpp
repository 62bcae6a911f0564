// Small documents that carry what must come out of them: lines "path = value" in the comment at their head, or in a
// file beside them. A path leads into the output of `broadsheet parse`; "-" means that nothing is there.
#include "feeds/parsed_json.hpp"
#include "feeds/read.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace broadsheet::feeds {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string expectation_of(const fs::path& path, const std::string& document) {
    const auto sibling = path.string() + ".expect";
    if (fs::exists(sibling)) return read_file(sibling);
    const auto end = document.find("-->");
    return document.starts_with("<!--\n") ? document.substr(5, end - 5) : std::string();
}

std::string value_at(const json::value& document, const std::string& path) {
    const auto* value = &document;
    std::stringstream steps(path);
    for (std::string step; std::getline(steps, step, '.');) {
        if (const auto* object = value->if_object())
            value = object->if_contains(step);
        else if (const auto* array = value->if_array())
            value = std::stoul(step) < array->size() ? &(*array)[std::stoul(step)] : nullptr;
        else
            value = nullptr;
        if (value == nullptr) return "-";
    }
    return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

class Corpus : public testing::TestWithParam<std::string> {};

std::vector<std::string> documents() {
    std::vector<std::string> result;
    for (const auto& entry : fs::recursive_directory_iterator(BROADSHEET_TEST_CORPUS))
        if (entry.is_regular_file() && entry.path().extension() != ".expect") result.push_back(entry.path().string());
    std::sort(result.begin(), result.end());
    return result;
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
    auto name = fs::relative(info.param, BROADSHEET_TEST_CORPUS).replace_extension().string();
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
    return name;
}

}  // namespace

TEST_P(Corpus, ComesOutAsItSays) {
    const auto document = read_file(GetParam());
    std::stringstream lines(expectation_of(GetParam(), document));
    const auto feed = read_feed(document, {});
    const auto output = feed ? json::parse(parsed_json(*feed)) : json::value(json::object());
    int expectations = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find(" = ");
        if (equals == std::string::npos) continue;
        ++expectations;
        const auto path = line.substr(0, equals), wanted = line.substr(equals + 3);
        if (path == "refused") {
            ASSERT_FALSE(feed);
            EXPECT_EQ(feed.error().code(), ErrorCode::invalid);
            EXPECT_EQ(feed.error().detail(), "not a feed: " + wanted);
            continue;
        }
        ASSERT_TRUE(feed) << feed.error().detail();
        EXPECT_EQ(value_at(output, path), wanted) << path;
    }
    EXPECT_GT(expectations, 0) << "the document expects nothing";
}

INSTANTIATE_TEST_SUITE_P(Documents, Corpus, testing::ValuesIn(documents()), name_of);

}  // namespace broadsheet::feeds
