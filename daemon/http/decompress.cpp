#include "daemon/http/decompress.hpp"

#include "daemon/http/decoded_output.hpp"
#include "daemon/http/message.hpp"
#include "daemon/http/text.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <string>
#include <utility>

namespace broadsheet::http {

namespace {

constexpr std::string_view gzip_magic = "\x1f\x8b";

/// `made`: bytes that came of it so far.
Error broken(const char* coding, std::uint64_t made) {
    if (made > 0) return fail(ErrorCode::invalid, std::string("the ") + coding + " body is damaged");
    return fail(ErrorCode::invalid, std::string("the body is not ") + coding + ", which its Content-Encoding says");
}

Error cut_short(const char* coding) {
    return fail(ErrorCode::invalid, std::string("the ") + coding + " body ends too early");
}

/// gzip, zlib and, where the first bytes are no zlib header, raw deflate.
class Inflate final : public Decoder {
public:
    Inflate(const char* coding, std::uint64_t max_size) : coding_(coding), limits_(max_size) {}
    ~Inflate() override {
        if (open_) inflateEnd(&stream_);
    }
    Inflate(const Inflate&) = delete;
    Inflate& operator=(const Inflate&) = delete;

    Result<std::size_t> add(std::string_view bytes, std::string& out, std::size_t limit) override {
        if (open_ && !ended_) return run(bytes, out, limit);
        if (ended_ && !gzip_) return bytes.size();
        const auto taken = std::min(gzip_magic.size() - head_.size(), bytes.size());
        head_ += bytes.substr(0, taken);
        if (head_.size() < gzip_magic.size()) return taken;
        const auto held = std::exchange(head_, {});
        if (!(open_ ? begin_next(held) : begin(held))) {
            if (!ended_) return broken(coding_, limits_.made());
            return bytes.size();
        }
        if (auto begun = run(held, out, limit); !begun) return begun;
        const auto rest = add(bytes.substr(taken), out, limit);
        return rest ? Result<std::size_t>(taken + *rest) : rest;
    }

    Result<void> end() override {
        if (!ended_) return cut_short(coding_);
        return {};
    }

private:
    bool begin(std::string_view bytes) {
        const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
        const bool zlib = (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;
        gzip_ = bytes.starts_with(gzip_magic);
        if (!gzip_ && std::string_view(coding_) == "gzip") return false;
        const int window = gzip_ ? 15 + 16 : zlib ? 15 : -15;
        open_ = inflateInit2(&stream_, window) == Z_OK;
        return open_;
    }

    /// A gzip file may be several, one behind the other (RFC 1952 §2.2). Other bytes behind the end are nothing to us.
    bool begin_next(std::string_view bytes) {
        gzip_ = gzip_ && bytes.starts_with(gzip_magic);
        if (!gzip_) return false;
        inflateReset(&stream_);
        ended_ = false;
        return true;
    }

    Result<std::size_t> run(std::string_view bytes, std::string& out, std::size_t limit) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        limits_.came_in(bytes.size());
        const auto taken = [&] { return bytes.size() - stream_.avail_in; };
        DecodeRoom room(out, limit, bytes.size());
        while ((stream_.avail_in > 0 || filled_) && !room.is_used_up()) {
            stream_.next_out = reinterpret_cast<Bytef*>(room.begin());
            stream_.avail_out = static_cast<uInt>(room.size());
            const int status = inflate(&stream_, Z_NO_FLUSH);
            const auto made = room.size() - stream_.avail_out;
            room.use(made);
            filled_ = room.was_filled();
            if (auto fits = limits_.went_out(made); !fits) return fits.error();
            if (status == Z_STREAM_END) {
                const auto rest = bytes.substr(taken());
                ended_ = true;
                filled_ = false;
                if (rest.size() >= gzip_magic.size() && begin_next(rest)) continue;
                head_ = gzip_ ? rest : std::string_view();
                return bytes.size();
            }
            if (status == Z_BUF_ERROR) break;
            if (status != Z_OK) return broken(coding_, limits_.made());
        }
        return limits_.taken(taken(), bytes.size());
    }

    const char* coding_;
    DecodeLimits limits_;
    z_stream stream_{};
    std::string head_;  // too few bytes to tell what begins
    bool open_ = false;
    bool gzip_ = false;
    bool filled_ = false;  // all the room there was: there may be more to come
    bool ended_ = false;
};

/// No coding, so it says; but a gzip file as it lies on the server's disk is meant to be read, too.
class Plain final : public Decoder {
public:
    explicit Plain(std::uint64_t max_size) : max_size_(max_size) {}

    Result<std::size_t> add(std::string_view bytes, std::string& out, std::size_t limit) override {
        if (inflate_) return inflate_->add(bytes, out, limit);
        const bool early = out.size() < gzip_magic.size();
        if (out.size() + bytes.size() > max_size_) return larger_than_allowed(max_size_);
        out += bytes;
        if (!early || !out.starts_with(gzip_magic)) return bytes.size();
        inflate_ = std::make_unique<Inflate>("gzip", max_size_);
        const auto held = std::exchange(out, {});
        const auto taken = inflate_->add(held, out, limit);
        if (!taken) return taken;
        return bytes.size() - (held.size() - *taken);
    }

    Result<void> end() override { return inflate_ ? inflate_->end() : Result<void>(); }

private:
    std::uint64_t max_size_;
    std::unique_ptr<Inflate> inflate_;
};

class Brotli final : public Decoder {
public:
    explicit Brotli(std::uint64_t max_size)
        : limits_(max_size), state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
    ~Brotli() override { BrotliDecoderDestroyInstance(state_); }
    Brotli(const Brotli&) = delete;
    Brotli& operator=(const Brotli&) = delete;

    Result<std::size_t> add(std::string_view bytes, std::string& out, std::size_t limit) override {
        limits_.came_in(bytes.size());
        auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
        std::size_t left = bytes.size();
        DecodeRoom room(out, limit, bytes.size());
        while (status_ != BROTLI_DECODER_RESULT_SUCCESS && !room.is_used_up()) {
            auto* next = reinterpret_cast<std::uint8_t*>(room.begin());
            std::size_t free = room.size();
            status_ = BrotliDecoderDecompressStream(state_, &left, &in, &free, &next, nullptr);
            const auto made = room.size() - free;
            room.use(made);
            if (status_ == BROTLI_DECODER_RESULT_ERROR) return broken("br", limits_.made());
            if (auto fits = limits_.went_out(made); !fits) return fits.error();
            if (status_ == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) break;
        }
        if (status_ == BROTLI_DECODER_RESULT_SUCCESS) return bytes.size();
        return limits_.taken(bytes.size() - left, bytes.size());
    }

    Result<void> end() override {
        if (status_ != BROTLI_DECODER_RESULT_SUCCESS) return cut_short("br");
        return {};
    }

private:
    DecodeLimits limits_;
    BrotliDecoderState* state_;
    BrotliDecoderResult status_ = BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
};

class Zstd final : public Decoder {
public:
    explicit Zstd(std::uint64_t max_size) : limits_(max_size), stream_(ZSTD_createDStream()) {
        ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 23);  // 8 MiB, as RFC 9659 has it
    }
    ~Zstd() override { ZSTD_freeDStream(stream_); }
    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;

    Result<std::size_t> add(std::string_view bytes, std::string& out, std::size_t limit) override {
        limits_.came_in(bytes.size());
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        DecodeRoom room(out, limit, bytes.size());
        while ((in.pos < in.size || (filled_ && left_ != 0)) && !room.is_used_up()) {
            ZSTD_outBuffer free{room.begin(), room.size(), 0};
            left_ = ZSTD_decompressStream(stream_, &free, &in);
            room.use(free.pos);
            filled_ = room.was_filled();
            if (ZSTD_getErrorCode(left_) == ZSTD_error_frameParameter_windowTooLarge)
                return fail(ErrorCode::invalid, "the zstd body wants a window of more than 8 MiB");
            if (ZSTD_isError(left_) != 0) return broken("zstd", limits_.made());
            if (auto fits = limits_.went_out(free.pos); !fits) return fits.error();
        }
        return limits_.taken(in.pos, in.size);
    }

    Result<void> end() override {
        if (left_ != 0) return cut_short("zstd");
        return {};
    }

private:
    DecodeLimits limits_;
    ZSTD_DStream* stream_;
    std::size_t left_ = 1;
    bool filled_ = false;  // all the room there was: there may be more to come
};

}  // namespace

Result<std::unique_ptr<Decoder>> make_decoder(std::string_view field, std::uint64_t max_size) {
    using Made = Result<std::unique_ptr<Decoder>>;
    const auto coding = only_coding(field);
    if (coding.empty()) return Made(std::make_unique<Plain>(max_size));
    if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip"))
        return Made(std::make_unique<Inflate>("gzip", max_size));
    if (equals_ignoring_case(coding, "deflate")) return Made(std::make_unique<Inflate>("deflate", max_size));
    if (equals_ignoring_case(coding, "br")) return Made(std::make_unique<Brotli>(max_size));
    if (equals_ignoring_case(coding, "zstd")) return Made(std::make_unique<Zstd>(max_size));
    return fail(ErrorCode::unsupported,
                "the body has the Content-Encoding \"" + std::string(coding) + "\", which was not asked for");
}

Result<std::string> decoded(std::string_view coding, std::string_view bytes, std::uint64_t max_size) {
    auto decoder = make_decoder(coding, max_size);
    if (!decoder) return decoder.error();
    std::string body;
    if (auto added = (*decoder)->add(bytes, body, all_at_once); !added) return added.error();
    if (auto whole = (*decoder)->end(); !whole) return whole.error();
    return body;
}

}  // namespace broadsheet::http
