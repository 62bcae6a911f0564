#pragma once
// A connection as bytes, whatever carries them. Net thread only.

#include "daemon/base/clock.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace broadsheet::http {

class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// At least one byte, or 0 when the peer has closed in order. unreachable: it was lost (TLS: or cut short);
    /// cancelled.
    [[nodiscard]] virtual awaitable<Result<std::size_t>> read_some(std::span<char> room) = 0;
    /// All of it. The bytes must outlive the call. Errors as above.
    [[nodiscard]] virtual awaitable<Result<void>> write(std::string_view bytes) = 0;
    /// Has the peer neither sent anything nor closed since the last read? What comes between two answers was not asked
    /// for, and spoils a connection that was kept.
    [[nodiscard]] virtual bool is_quiet() = 0;
};

}  // namespace broadsheet::http
