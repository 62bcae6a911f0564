#include "daemon/http/compress.hpp"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zstd.h>

namespace broadsheet::http {
namespace {

std::string text(std::size_t size) {
    std::string result;
    for (int i = 0; result.size() < size; ++i) result += "<p>paragraph " + std::to_string(i * i) + "</p>\n";
    result.resize(size);
    return result;
}

TEST(Compress, ComesBackTheSame) {
    for (const std::size_t size : {0UL, 1UL, 1000UL, 300'000UL}) {
        const std::string original = text(size);
        std::string decoded(size, '\0');

        const auto gzipped = gzip(original);
        ASSERT_TRUE(gzipped);
        libdeflate_decompressor* inflater = libdeflate_alloc_decompressor();
        std::size_t actual = 0;
        EXPECT_EQ(libdeflate_gzip_decompress(inflater, gzipped->data(), gzipped->size(), decoded.data(), size, &actual),
                  LIBDEFLATE_SUCCESS);
        libdeflate_free_decompressor(inflater);
        EXPECT_EQ(decoded, original);

        decoded.assign(size, '\0');
        const auto brotlied = brotli(original);
        ASSERT_TRUE(brotlied);
        std::size_t room = size;
        EXPECT_EQ(BrotliDecoderDecompress(brotlied->size(), reinterpret_cast<const std::uint8_t*>(brotlied->data()),
                                          &room, reinterpret_cast<std::uint8_t*>(decoded.data())),
                  BROTLI_DECODER_RESULT_SUCCESS);
        EXPECT_EQ(decoded, original);

        decoded.assign(size, '\0');
        const auto zstded = zstd(original);
        ASSERT_TRUE(zstded);
        EXPECT_EQ(ZSTD_decompress(decoded.data(), size, zstded->data(), zstded->size()), size);
        EXPECT_EQ(decoded, original);
    }
}

TEST(Compress, TheSameTextGivesTheSameBytes) {
    EXPECT_EQ(gzip(text(5000)), gzip(text(5000)));
    EXPECT_EQ(brotli(text(5000)), brotli(text(5000)));
    EXPECT_EQ(zstd(text(5000)), zstd(text(5000)));
}

}  // namespace
}  // namespace broadsheet::http
