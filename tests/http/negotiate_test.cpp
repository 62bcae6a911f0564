#include "daemon/http/negotiate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace broadsheet::http {
namespace {

using enum Coding;

constexpr std::array everything = {brotli, zstd, gzip, identity};
constexpr std::array nothing_coded = {identity};

std::string chosen(std::optional<std::string_view> field, std::span<const Coding> offered = everything) {
    const auto coding = choose_coding(field, offered);
    return coding ? std::string(coding_name(*coding)) : "none";
}

TEST(ChooseCoding, TakesTheMostWanted) {
    EXPECT_EQ(chosen(std::nullopt), "identity");
    EXPECT_EQ(chosen(""), "identity");
    EXPECT_EQ(chosen("gzip"), "gzip");
    EXPECT_EQ(chosen("x-gzip"), "gzip");
    EXPECT_EQ(chosen("GZip"), "gzip");
    EXPECT_EQ(chosen("gzip, deflate, br, zstd"), "br");
    EXPECT_EQ(chosen("gzip, deflate"), "gzip");
    EXPECT_EQ(chosen("gzip;q=1.0, br;q=0.5"), "gzip");
    EXPECT_EQ(chosen("gzip;q=0.001"), "gzip");
    EXPECT_EQ(chosen("gzip ; q=0.3 , zstd\t;\tq=0.4"), "zstd");
    EXPECT_EQ(chosen("gzip;q=0.5, identity"), "identity");
    EXPECT_EQ(chosen("deflate, compress"), "identity");
    EXPECT_EQ(chosen("*"), "br");
    EXPECT_EQ(chosen("*;q=0.5, gzip"), "gzip");
    EXPECT_EQ(chosen("br;q=0, *"), "zstd");
    EXPECT_EQ(chosen("gzip, gzip"), "gzip");
    EXPECT_EQ(chosen(",, gzip ,"), "gzip");
}

TEST(ChooseCoding, LeavesOutWhatIsNotWanted) {
    EXPECT_EQ(chosen("gzip;q=0"), "identity");
    EXPECT_EQ(chosen("gzip;q=0.000, br;q=0, zstd;q=0"), "identity");
    EXPECT_EQ(chosen("identity;q=0"), "none");
    EXPECT_EQ(chosen("*;q=0"), "none");
    EXPECT_EQ(chosen("identity;q=0, gzip"), "gzip");
    EXPECT_EQ(chosen("*;q=0, gzip"), "gzip");
    EXPECT_EQ(chosen("*;q=0, identity;q=0.1"), "identity");
    EXPECT_EQ(chosen("gzip, identity;q=0", nothing_coded), "none");
    EXPECT_EQ(chosen("gzip", nothing_coded), "identity");
}

TEST(ChooseCoding, PassesOverWhatItCannotRead) {
    EXPECT_EQ(chosen("br;q=abc"), "identity");
    EXPECT_EQ(chosen("br;q=2, gzip"), "gzip");
    EXPECT_EQ(chosen("br;q=1.1, gzip"), "gzip");
    EXPECT_EQ(chosen("br;q=-1, gzip"), "gzip");
    EXPECT_EQ(chosen("br;q=0.1234, gzip;q=0.01"), "gzip");
    EXPECT_EQ(chosen("br;q=, gzip"), "gzip");
    EXPECT_EQ(chosen("br;q, gzip"), "gzip");
    EXPECT_EQ(chosen("b r, gzip"), "gzip");
    EXPECT_EQ(chosen(";q=1"), "identity");
    EXPECT_EQ(chosen("gzip;level=9"), "gzip");
    std::string long_list;
    for (int i = 0; i < 2000; ++i) long_list += "x" + std::to_string(i) + ";q=0.5,";
    EXPECT_EQ(chosen(long_list + "zstd"), "zstd");
}

const std::string etag = "\"abc\"";

std::string match(std::string_view field, Coding selected = gzip) {
    return matching_tag(field, etag, selected).value_or("none");
}

TEST(MatchingTag, KnowsItsOwnInEveryCoding) {
    EXPECT_EQ(match("\"abc\""), "\"abc\"");
    EXPECT_EQ(match("\"abc-gzip\""), "\"abc-gzip\"");
    EXPECT_EQ(match("\"abc-br\""), "\"abc-br\"") << "the tag under which the client keeps it";
    EXPECT_EQ(match("\"abc-br\", \"abc-gzip\""), "\"abc-gzip\"") << "rather the one it would get";
    EXPECT_EQ(match("\"abc-gzip\", \"abc-br\""), "\"abc-gzip\"");
    EXPECT_EQ(match("*"), "\"abc-gzip\"");
    EXPECT_EQ(match(" * "), "\"abc-gzip\"");
}

TEST(MatchingTag, ComparesWeaklyAndSeesThroughProxies) {
    for (const char* field : {"W/\"abc\"", "W/\"abc-gzip\"", "\"abc;gzip\"", "\"abc--gzip\"", "\"abc-gzip-gzip\"",
                              "\"abc-br;gzip\"", "\"abc-deflate\"", "W/\"abc;br\"", "\"abc\"-gzip", "abc", "abc-gzip",
                              "\"x\", \"abc\"", "\"x\",W/\"abc\"", "\"x,\" , \"abc\"", ",,\"abc\"", "\"\", \"abc\""}) {
        EXPECT_NE(match(field), "none") << field;
    }
}

TEST(MatchingTag, DoesNotTakeOthersForItsOwn) {
    for (const char* field :
         {"", " ", "\"ab\"", "\"abcd\"", "\"ABC\"", "\"abc-\"", "\"gzip\"", "\"-gzip\"", "\"abcgzip\"", "\"abc-gzi\"",
          "w/\"abc\"", "\"x, abc\"", "\"*\"", "\"abc-gzip-x\"", "W/", "\"", "\"\"", ",", "W/W/\"abc\""}) {
        EXPECT_EQ(match(field), "none") << field;
    }
    EXPECT_EQ(match(std::string(10'000, 'x')), "none");
}

TEST(MatchesStrongly, TakesNoWeakTag) {
    EXPECT_TRUE(matches_strongly("\"abc\"", etag));
    EXPECT_TRUE(matches_strongly("\"x\", \"abc-zstd\"", etag));
    EXPECT_TRUE(matches_strongly("*", etag));
    EXPECT_FALSE(matches_strongly("W/\"abc\"", etag));
    EXPECT_FALSE(matches_strongly("\"abc;gzip\"", etag));
    EXPECT_FALSE(matches_strongly("\"x\"", etag));
}

}  // namespace
}  // namespace broadsheet::http
