#include "daemon/http/decompress.hpp"

#include "daemon/http/message.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <string>

namespace broadsheet::http {

namespace {

constexpr std::uint64_t ratio_free = 1024UL * 1024;
constexpr std::uint64_t max_ratio = 100;
constexpr std::size_t chunk = 64UL * 1024;

/// What every coding has in common: the two limits.
class Guard {
public:
    explicit Guard(std::uint64_t max_size) : max_size_(max_size) {}

    void came_in(std::size_t bytes) { in_ += bytes; }

    Result<void> went_out(std::size_t bytes) {
        out_ += bytes;
        if (out_ > max_size_)
            return fail(ErrorCode::too_large,
                        "the body is larger than max_size, " + std::to_string(max_size_) + " bytes");
        if (out_ > ratio_free && out_ > in_ * max_ratio)
            return fail(ErrorCode::too_large, "the body unpacks to more than a hundred times its size");
        return {};
    }

private:
    std::uint64_t max_size_;
    std::uint64_t in_ = 0;
    std::uint64_t out_ = 0;
};

Error broken(const char* coding) {
    return fail(ErrorCode::invalid, std::string("the body is not ") + coding + ", which its Content-Encoding says");
}

Error cut_short(const char* coding) {
    return fail(ErrorCode::invalid, std::string("the ") + coding + " body ends too early");
}

class Identity final : public Decoder {
public:
    explicit Identity(std::uint64_t max_size) : max_size_(max_size) {}

    Result<void> add(std::string_view bytes, std::string& out) override {
        if (out.size() + bytes.size() > max_size_)
            return fail(ErrorCode::too_large,
                        "the body is larger than max_size, " + std::to_string(max_size_) + " bytes");
        out += bytes;
        return {};
    }
    Result<void> end() override { return {}; }

private:
    std::uint64_t max_size_;
};

/// gzip, zlib and, where the first bytes are no zlib header, raw deflate.
class Inflate final : public Decoder {
public:
    Inflate(const char* coding, std::uint64_t max_size) : coding_(coding), guard_(max_size) {}
    ~Inflate() override {
        if (open_) inflateEnd(&stream_);
    }
    Inflate(const Inflate&) = delete;
    Inflate& operator=(const Inflate&) = delete;

    Result<void> add(std::string_view bytes, std::string& out) override {
        guard_.came_in(bytes.size());
        if (!open_) {
            head_ += bytes;
            if (head_.size() < 2) return {};
            if (!begin()) return broken(coding_);
            const auto held = std::move(head_);
            return run(held, out);
        }
        return run(bytes, out);
    }

    Result<void> end() override {
        if (!ended_) return cut_short(coding_);
        return {};
    }

private:
    bool begin() {
        const auto first = static_cast<unsigned char>(head_[0]), second = static_cast<unsigned char>(head_[1]);
        const bool gzip = first == 0x1f && second == 0x8b;
        const bool zlib = (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;
        const int window = gzip ? 15 + 16 : zlib ? 15 : -15;
        if (!gzip && std::string_view(coding_) == "gzip") return false;
        open_ = inflateInit2(&stream_, window) == Z_OK;
        return open_;
    }

    Result<void> run(std::string_view bytes, std::string& out) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream_.avail_in = static_cast<uInt>(bytes.size());
        while (!ended_ && (stream_.avail_in > 0 || more_)) {
            const auto before = out.size();
            out.resize(before + chunk);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
            stream_.avail_out = static_cast<uInt>(chunk);
            const int status = inflate(&stream_, Z_NO_FLUSH);
            const auto made = chunk - stream_.avail_out;
            out.resize(before + made);
            more_ = stream_.avail_out == 0;
            if (status == Z_STREAM_END)
                ended_ = true;
            else if (status != Z_OK && status != Z_BUF_ERROR)
                return broken(coding_);
            if (auto room = guard_.went_out(made); !room) return room;
            if (status == Z_BUF_ERROR) break;
        }
        return {};
    }

    const char* coding_;
    Guard guard_;
    z_stream stream_{};
    std::string head_;
    bool open_ = false;
    bool more_ = false;
    bool ended_ = false;
};

class Brotli final : public Decoder {
public:
    explicit Brotli(std::uint64_t max_size)
        : guard_(max_size), state_(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)) {}
    ~Brotli() override { BrotliDecoderDestroyInstance(state_); }
    Brotli(const Brotli&) = delete;
    Brotli& operator=(const Brotli&) = delete;

    Result<void> add(std::string_view bytes, std::string& out) override {
        guard_.came_in(bytes.size());
        auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
        std::size_t left = bytes.size();
        while (status_ != BROTLI_DECODER_RESULT_SUCCESS) {
            const auto before = out.size();
            out.resize(before + chunk);
            auto* next = reinterpret_cast<std::uint8_t*>(out.data() + before);
            std::size_t room = chunk;
            status_ = BrotliDecoderDecompressStream(state_, &left, &in, &room, &next, nullptr);
            out.resize(before + chunk - room);
            if (status_ == BROTLI_DECODER_RESULT_ERROR) return broken("br");
            if (auto fits = guard_.went_out(chunk - room); !fits) return fits;
            if (status_ == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) break;
        }
        return {};
    }

    Result<void> end() override {
        if (status_ != BROTLI_DECODER_RESULT_SUCCESS) return cut_short("br");
        return {};
    }

private:
    Guard guard_;
    BrotliDecoderState* state_;
    BrotliDecoderResult status_ = BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT;
};

class Zstd final : public Decoder {
public:
    explicit Zstd(std::uint64_t max_size) : guard_(max_size), stream_(ZSTD_createDStream()) {
        ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 23);  // 8 MiB, as RFC 9659 has it
    }
    ~Zstd() override { ZSTD_freeDStream(stream_); }
    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;

    Result<void> add(std::string_view bytes, std::string& out) override {
        guard_.came_in(bytes.size());
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        bool full = false;
        while (in.pos < in.size || full) {
            const auto before = out.size();
            out.resize(before + chunk);
            ZSTD_outBuffer room{out.data() + before, chunk, 0};
            left_ = ZSTD_decompressStream(stream_, &room, &in);
            out.resize(before + room.pos);
            if (ZSTD_isError(left_) != 0) return broken("zstd");
            if (auto fits = guard_.went_out(room.pos); !fits) return fits;
            full = room.pos == room.size && left_ != 0;
        }
        return {};
    }

    Result<void> end() override {
        if (left_ != 0) return cut_short("zstd");
        return {};
    }

private:
    Guard guard_;
    ZSTD_DStream* stream_;
    std::size_t left_ = 1;
};

}  // namespace

Result<std::unique_ptr<Decoder>> make_decoder(std::string_view coding, std::uint64_t max_size) {
    using Made = Result<std::unique_ptr<Decoder>>;
    if (coding.empty() || iequals(coding, "identity")) return Made(std::make_unique<Identity>(max_size));
    if (iequals(coding, "gzip") || iequals(coding, "x-gzip")) return Made(std::make_unique<Inflate>("gzip", max_size));
    if (iequals(coding, "deflate")) return Made(std::make_unique<Inflate>("deflate", max_size));
    if (iequals(coding, "br")) return Made(std::make_unique<Brotli>(max_size));
    if (iequals(coding, "zstd")) return Made(std::make_unique<Zstd>(max_size));
    return fail(ErrorCode::unsupported,
                "the body has the Content-Encoding \"" + std::string(coding) + "\", which was not asked for");
}

}  // namespace broadsheet::http
