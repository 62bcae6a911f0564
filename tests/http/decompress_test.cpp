#include "daemon/http/decompress.hpp"

#include "tests/http/coded.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

constexpr std::uint64_t plenty = 16UL << 20;

Result<std::string> decode(std::string_view coding, std::string_view bytes, std::size_t piece = 1 << 20,
                           std::uint64_t max_size = plenty) {
    const auto decoder = make_decoder(coding, max_size);
    if (!decoder) return decoder.error();
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        if (const auto added = (*decoder)->add(bytes.substr(at, piece), out, all_at_once); !added) return added.error();
    if (const auto ended = (*decoder)->end(); !ended) return ended.error();
    return out;
}

std::string prose(std::size_t size) {
    std::string text;
    for (int i = 0; text.size() < size; ++i) text += "<p>paragraph " + std::to_string(i * i) + "</p>\n";
    text.resize(size);
    return text;
}

struct Coded {
    const char* coding;
    std::string bytes;
};

std::vector<Coded> every_coding(const std::string& text) {
    return {{"", text},
            {"identity", text},
            {"gzip", gzipped(text)},
            {"X-GZIP", gzipped(text)},
            {"", gzipped(text)},
            {"deflate", deflated(text, 15)},
            {"deflate", deflated(text, -15)},
            {"deflate", gzipped(text)},
            {"br", brotlied(text)},
            {"zstd", zstandard(text)}};
}

TEST(Decompress, TakesOffEveryCodingInPiecesOfAnySize) {
    for (const std::size_t size : {2UL, 1'000UL, 150'000UL}) {
        const auto text = prose(size);
        for (const auto& [coding, bytes] : every_coding(text))
            for (const std::size_t piece : {1UL, 1'000UL, 16'384UL, 1UL << 20})
                EXPECT_EQ(decode(coding, bytes, piece).value(), text) << coding << " " << size << " " << piece;
    }
}

TEST(Decompress, APieceOfAByteMakesNoRoomForThousands) {
    const auto text = prose(1'000);
    for (const auto& [coding, bytes] : every_coding(text)) {
        const auto decoder = make_decoder(coding, plenty).value();
        std::string out;
        for (const char byte : bytes) {
            ASSERT_TRUE(decoder->add({&byte, 1}, out, all_at_once)) << coding;
            ASSERT_LE(out.capacity(), 8'000U) << coding;
        }
        EXPECT_EQ(out, text) << coding;
    }
}

TEST(Decompress, ReadsAGzipFileOfSeveralMembers) {
    const auto bytes = gzipped("one, ") + gzipped("two, ") + gzipped("") + gzipped("three");
    for (const std::size_t piece : {1UL, 7UL, 1'000UL})
        EXPECT_EQ(decode("gzip", bytes, piece).value(), "one, two, three");
}

TEST(Decompress, IgnoresWhatStandsBehindTheEnd) {
    for (const char* garbage : {"\n", "garbage", "\x1f", "\x1f\x8c"})
        for (const std::size_t piece : {1UL, 1'000UL}) {
            EXPECT_EQ(decode("gzip", gzipped("text") + garbage, piece).value(), "text") << garbage;
            EXPECT_EQ(decode("deflate", deflated("text", 15) + garbage, piece).value(), "text") << garbage;
            EXPECT_EQ(decode("br", brotlied("text") + garbage, piece).value(), "text") << garbage;
        }
}

TEST(Decompress, ABodyCutShortIsNoBody) {
    const auto text = prose(50'000);
    for (const auto& [coding, bytes] : every_coding(text)) {
        if (bytes == text) continue;
        for (const std::size_t size : {std::size_t(2), bytes.size() / 2, bytes.size() - 1}) {
            const auto decoded = decode(coding, std::string_view(bytes).substr(0, size));
            ASSERT_FALSE(decoded.has_value()) << coding << " " << size;
            EXPECT_EQ(decoded.error().code(), ErrorCode::invalid);
        }
    }
}

TEST(Decompress, RefusesWhatIsNotCodedAsItSays) {
    for (const char* coding : {"gzip", "deflate", "br", "zstd"})
        EXPECT_EQ(decode(coding, "<rss version=\"2.0\"></rss>").error().code(), ErrorCode::invalid) << coding;
    auto damaged = gzipped(prose(1'000));
    damaged[damaged.size() - 6] ^= 1;  // in the check sum
    EXPECT_EQ(decode("gzip", damaged).error().code(), ErrorCode::invalid);
}

TEST(Decompress, KnowsOneCodingAndOneAtATime) {
    for (const char* coding : {"gzip,", ", gzip", "identity, gzip", "gzip ,identity", "none,gzip", "GZIP, , "})
        EXPECT_EQ(decode(coding, gzipped("x")).value(), "x") << coding;
    for (const char* nothing : {",", " , ", "none", "UTF-8", "identity,identity"})
        EXPECT_EQ(decode(nothing, "plain").value(), "plain") << nothing;
    for (const char* coding : {"rot13", "compress", "gzip, gzip", "gzip, br", "br,gzip", "dcb"})
        EXPECT_EQ(decode(coding, gzipped("x")).error().code(), ErrorCode::unsupported) << coding;
}

TEST(Decompress, StopsAtTheLimitOfSize) {
    const auto text = prose(20'000);
    for (const auto& [coding, bytes] : every_coding(text)) {
        EXPECT_TRUE(decode(coding, bytes, 1'000, text.size()).has_value()) << coding;
        EXPECT_EQ(decode(coding, bytes, 1'000, text.size() - 1).error().code(), ErrorCode::too_large) << coding;
    }
}

TEST(Decompress, StopsABombLongBeforeTheLimit) {
    const std::string zeros(8UL << 20, '\0');
    for (const auto& [coding, bytes] : every_coding(zeros)) {
        if (bytes.size() == zeros.size()) continue;
        const auto decoder = make_decoder(coding, 1UL << 40).value();
        std::string out;
        EXPECT_EQ(decoder->add(bytes, out, all_at_once).error().code(), ErrorCode::too_large) << coding;
        EXPECT_LT(out.size(), zeros.size() / 2) << coding;
    }
}

TEST(Decompress, GivesNoMoreAtOnceThanIsAllowed) {
    const auto text = prose(900'000);
    for (const auto& [coding, bytes] : every_coding(text)) {
        if (bytes.size() == text.size()) continue;  // what has no coding is as large as it came
        const auto decoder = make_decoder(coding, plenty).value();
        std::string out;
        std::size_t limit = 100'000, at = 0;
        while (at < bytes.size() || out.size() >= limit) {
            if (out.size() >= limit) limit += 100'000;
            at += decoder->add(std::string_view(bytes).substr(at, 10'000), out, limit).value();
            ASSERT_LE(out.size(), limit + 70'000) << coding;
        }
        EXPECT_TRUE(decoder->end().has_value()) << coding;
        EXPECT_EQ(out, text) << coding;
    }
}

TEST(Decompress, LetsAMegabyteOfNothingThrough) {
    const std::string zeros(1'000'000, '\0');
    for (const auto& [coding, bytes] : every_coding(zeros)) EXPECT_EQ(decode(coding, bytes).value(), zeros) << coding;
}

TEST(Decompress, AWindowThatIsTooLargeIsNamed) {
    // A frame that says, in its descriptor, that it needs 16 MiB to look back.
    const std::string frame("\x28\xb5\x2f\xfd\x00\x70\x01\x00\x00", 9);
    const auto refused = decode("zstd", frame);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail(), "the zstd body wants a window of more than 8 MiB");
}

}  // namespace
}  // namespace broadsheet::http
