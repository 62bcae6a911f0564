#include "daemon/recording.hpp"

#include "tests/support/temp_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace broadsheet::tests {
namespace {

using testing::HasSubstr;

const std::string feed = "https://example.org/feed";
constexpr feeds::Timestamp time{std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(8)};

http::FetchResponse document(std::string body) {
    http::FetchResponse response;
    response.status = 200;
    response.url = "https://www.example.org/feed.xml";
    response.headers.add("Content-Type", "application/rss+xml");
    response.headers.add("content-encoding", "gzip");
    response.headers.add("Set-Cookie", "session=secret");
    response.body = std::move(body);
    return response;
}

std::vector<std::filesystem::path> files_in(const std::string& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Recording, IsAMessageThatNamesItsFeedAndHoldsTheBodyByteForByte) {
    const TempFolder folder;
    const std::string body("<rss>\r\n\0\xff</rss>", 15);
    ASSERT_TRUE(keep_document(folder.file("kept"), feed, document(body), time));
    const auto files = files_in(folder.file("kept"));
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].filename(), "20261124T080000Z.http");
    EXPECT_EQ(read(files[0]),
              "HTTP/1.1 200 OK\r\nBroadsheet-Feed: https://example.org/feed\r\n"
              "Broadsheet-URL: https://www.example.org/feed.xml\r\nContent-Type: application/rss+xml\r\n"
              "Content-Length: 15\r\n\r\n" +
                  body);
}

TEST(Recording, KeepsFeedsApartAndFetchesInTheirOrder) {
    const TempFolder folder;
    const auto kept = folder.file("kept");
    ASSERT_TRUE(keep_document(kept, feed, document("1"), time));
    ASSERT_TRUE(keep_document(kept, feed, document("2"), time + std::chrono::hours(2)));
    ASSERT_TRUE(keep_document(kept, feed + "2", document("3"), time));
    ASSERT_TRUE(keep_document(kept, feed + "2", document("4"), time));
    auto files = files_in(kept);
    ASSERT_EQ(files.size(), 4U);
    std::string bodies;
    for (const auto& file : files) bodies += read(file).back();
    EXPECT_TRUE(bodies == "1234" || bodies == "3412") << bodies;
}

TEST(Recording, SaysWhichFileCannotBeWrittenAndLeavesNone) {
    const TempFolder folder;
    std::ofstream(folder.file("kept")) << "no folder";
    const auto kept = keep_document(folder.file("kept"), feed, document("1"), time);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(kept.error().detail(), HasSubstr(folder.file("kept")));
    EXPECT_EQ(files_in(folder.file("")).size(), 1U);
}

}  // namespace
}  // namespace broadsheet::tests
