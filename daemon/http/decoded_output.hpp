#pragma once
// What comes of a body while its coding is taken off: how much that may be, and the room that it is written to. For
// decompress.cpp only. Not thread-safe.

#include "feeds/result.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace broadsheet::http {

[[nodiscard]] inline Error larger_than_allowed(std::uint64_t max_size) {
    return fail(ErrorCode::too_large, "the body is larger than max_size, " + std::to_string(max_size) + " bytes");
}

/// What every coding has in common: the two limits.
class DecodeLimits {
    static constexpr std::uint64_t ratio_free = 1024UL * 1024;
    static constexpr std::uint64_t max_ratio = 100;

public:
    explicit DecodeLimits(std::uint64_t max_size) : max_size_(max_size) {}

    void came_in(std::size_t bytes) { in_ += bytes; }

    [[nodiscard]] std::uint64_t made() const { return out_; }

    /// Of what came in, so much did, and the rest comes once more.
    std::size_t taken(std::size_t bytes, std::size_t of) {
        in_ -= of - bytes;
        return bytes;
    }

    Result<void> went_out(std::size_t bytes) {
        out_ += bytes;
        if (out_ > max_size_) return larger_than_allowed(max_size_);
        if (out_ > ratio_free && out_ > in_ * max_ratio)
            return fail(ErrorCode::too_large, "the body unpacks to more than a hundred times its size");
        return {};
    }

private:
    std::uint64_t max_size_;
    std::uint64_t in_ = 0;
    std::uint64_t out_ = 0;
};

/// Room at the end of a string to write to, which is cut to what was written. Making it costs: there is no more of it
/// than the bytes that come in may need, and it is not made anew while there is some.
class DecodeRoom {
    static constexpr std::size_t least_room = 512, most_room = 64UL * 1024;
    static constexpr std::size_t usual_ratio = 8;

public:
    DecodeRoom(std::string& out, std::size_t limit, std::size_t incoming)
        : out_(out),
          limit_(limit),
          used_(out.size()),
          step_(std::clamp(incoming * usual_ratio, least_room, most_room)) {
        out_.resize(used_ + step_);
    }
    ~DecodeRoom() { out_.resize(used_); }
    DecodeRoom(const DecodeRoom&) = delete;
    DecodeRoom& operator=(const DecodeRoom&) = delete;

    [[nodiscard]] char* begin() { return out_.data() + used_; }
    [[nodiscard]] std::size_t size() const { return out_.size() - used_; }
    [[nodiscard]] bool was_filled() const { return was_filled_; }
    [[nodiscard]] bool is_used_up() const { return used_ >= limit_; }
    void use(std::size_t bytes) {
        used_ += bytes;
        was_filled_ = size() == 0;
        if (!was_filled_) return;
        step_ = std::min(2 * step_, most_room);
        out_.resize(used_ + step_);
    }

private:
    std::string& out_;
    std::size_t limit_;
    std::size_t used_;
    std::size_t step_;
    bool was_filled_ = false;
};

}  // namespace broadsheet::http
