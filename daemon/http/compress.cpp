#include "daemon/http/compress.hpp"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <zstd.h>

#include <cstdint>
#include <memory>

namespace broadsheet::http {

namespace {

// Documents change every few minutes and are read by many: past these levels the time grows faster than the saving.
constexpr int gzip_level = 6;
constexpr int brotli_quality = 5;
constexpr int zstd_level = 3;

}  // namespace

std::optional<std::string> gzip(std::string_view text) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(gzip_level), &libdeflate_free_compressor);
    if (!compressor) return std::nullopt;
    std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
    const std::size_t size =
        libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size());
    if (size == 0) return std::nullopt;
    out.resize(size);
    return out;
}

std::optional<std::string> brotli(std::string_view text) {
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
    std::string out(size, '\0');
    const auto* input = reinterpret_cast<const std::uint8_t*>(text.data());
    auto* output = reinterpret_cast<std::uint8_t*>(out.data());
    if (!BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(), input, &size,
                               output)) {
        return std::nullopt;
    }
    out.resize(size);
    return out;
}

std::optional<std::string> zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), zstd_level);
    if (ZSTD_isError(size)) return std::nullopt;
    out.resize(size);
    return out;
}

}  // namespace broadsheet::http
