#pragma once
// A body of an answer while it is read: decoded piece by piece as Beast's parser comes upon it, and paused where it is
// to be no larger. Not thread-safe.

#include "daemon/http/decompress.hpp"

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet::http {

/// Where a body goes while it is read.
struct Sink {
    std::unique_ptr<Decoder> decoder;
    std::string coding;
    std::uint64_t max_size = 0;
    std::size_t limit = all_at_once;
    std::uint64_t wire_bytes = 0;
    std::string body;
    std::string undecoded;  // what came behind the limit
    bool full = false;
    std::optional<Error> fault;

    bool take(std::string_view piece) {
        if (!decoder) {
            auto made = make_decoder(coding, max_size);
            if (!made) return refuse(made.error());
            decoder = std::move(*made);
        }
        if (full) {
            undecoded += piece;
            return true;
        }
        const auto taken = decoder->add(piece, body, limit);
        if (!taken) return refuse(taken.error());
        full = body.size() >= limit;
        if (full) undecoded = piece.substr(*taken);
        return true;
    }

    bool go_on(std::size_t new_limit) {
        limit = new_limit;
        full = false;
        const auto rest = std::exchange(undecoded, {});
        return take(rest);
    }

    bool refuse(Error error) {
        fault = std::move(error);
        return false;
    }
};

/// A Beast Body that hands each piece to the decoder.
struct DecodedBody {
    using value_type = Sink;

    class reader {
    public:
        template <bool IsRequest, class Fields>
        reader(boost::beast::http::header<IsRequest, Fields>&, value_type& sink) : sink_(sink) {}

        void init(const boost::optional<std::uint64_t>& length, boost::system::error_code& error) {
            error = {};
            if (length && sink_.coding.empty() && *length <= sink_.max_size) sink_.body.reserve(*length);
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
            error = {};
            std::size_t taken = 0;
            for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
                const std::string_view piece(static_cast<const char*>(buffer.data()), buffer.size());
                taken += piece.size();
                sink_.wire_bytes += piece.size();
                if (!sink_.take(piece)) {
                    error = boost::beast::http::error::body_limit;
                    break;
                }
            }
            return taken;
        }

        void finish(boost::system::error_code& error) { error = {}; }

    private:
        value_type& sink_;
    };
};

}  // namespace broadsheet::http
