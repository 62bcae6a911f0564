// Bytes of a hostile client: nothing but requests that are right comes out, and the same ones however the bytes arrive.
#include "daemon/http/request_codec.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

using broadsheet::http::HttpRequest;
using broadsheet::http::RequestLimits;
using broadsheet::http::RequestReader;

constexpr std::size_t body_limit = 4096;

void require(bool holds) {
    if (!holds) std::abort();
}

void check(const HttpRequest& request) {
    require(!request.method.empty());
    require(request.path == "*" || request.path.starts_with('/'));
    const bool has_control = std::any_of(request.path.begin(), request.path.end(),
                                         [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    require(!has_control);
    require(request.body.size() <= body_limit);
    require(request.headers.size() <= RequestLimits().header_fields);
}

std::vector<HttpRequest> read(std::string_view bytes, std::size_t step) {
    RequestLimits limits;
    limits.body_bytes = body_limit;
    RequestReader reader(limits);
    std::vector<HttpRequest> requests;
    for (;;) {
        const auto progress = reader.advance();
        if (progress == RequestReader::Progress::complete) {
            requests.push_back(reader.take());
            check(requests.back());
            continue;
        }
        if (progress == RequestReader::Progress::refused) {
            require(reader.fault().status >= 400 && !reader.fault().detail.empty());
            return requests;
        }
        if (bytes.empty()) return requests;
        const auto room = reader.room();
        require(!room.empty() && room.size() < 64 * 1024);
        const std::size_t size = std::min({step, room.size(), bytes.size()});
        std::copy_n(bytes.begin(), size, room.begin());
        reader.filled(size);
        bytes.remove_prefix(size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = read(bytes, bytes.size() + 1);
    const auto pieces = read(bytes, 1U + data[0] % 32U);
    require(whole.size() == pieces.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        require(whole[i].target == pieces[i].target && whole[i].body == pieces[i].body);
    }
    return 0;
}
