#pragma once
// Bodies in the codings that servers send, made by the libraries' own hands.

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <string>

namespace broadsheet::http {

/// `window`: 15 + 16 for gzip, 15 for zlib, -15 for raw deflate.
inline std::string deflated(const std::string& text, int window) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

inline std::string gzipped(const std::string& text) {
    return deflated(text, 15 + 16);
}

inline std::string brotlied(const std::string& text) {
    std::string out(BrotliEncoderMaxCompressedSize(text.size()) + 64, '\0');
    std::size_t size = out.size();
    BrotliEncoderCompress(9, 22, BROTLI_MODE_GENERIC, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()),
                          &size, reinterpret_cast<std::uint8_t*>(out.data()));
    out.resize(size);
    return out;
}

inline std::string zstandard(const std::string& text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

}  // namespace broadsheet::http
