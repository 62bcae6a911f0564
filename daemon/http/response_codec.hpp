#pragma once
// Bytes from a foreign server → one answer with its body decoded, over Beast's parser, with the checks that it leaves
// to its user and bounds on everything. No socket, no coroutine. Not thread-safe.

#include "daemon/http/message.hpp"
#include "feeds/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace broadsheet::http {

inline constexpr int interim_limit = 8;  ///< answers of 1xx before the one that counts

/// Reads the answer to one request. Interim (1xx) answers are passed over, trailers are dropped. Of a redirect or an
/// error the head is enough: whatever is wrong with its body, it is complete, and its body is of no use.
class ResponseReader {
public:
    enum class Progress {
        incomplete,  ///< read more into room()
        full,        ///< the body has come to its limit: go_on() under a higher one
        complete,
        failed,  ///< fault() says why; the connection is of no further use
    };

    /// `max_size`: of the decoded body, in bytes.
    explicit ResponseReader(std::uint64_t max_size);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    /// How large the body may become before go_on() is called; without it as large as it likes. The body goes beyond it
    /// by 128 KiB at the most.
    void limit(std::size_t size);
    /// After `full`, under a higher limit.
    [[nodiscard]] Progress go_on(std::size_t limit);

    /// Where to read the server's next bytes; never empty. Valid until the next call.
    [[nodiscard]] std::span<char> room();
    /// `size` bytes of room() were filled; parses them.
    [[nodiscard]] Progress filled(std::size_t size);
    /// The server has closed the connection in order.
    [[nodiscard]] Progress ended();

    /// The connection has broken.
    [[nodiscard]] Progress lost(Error error);

    /// Has any byte come?
    [[nodiscard]] bool begun() const;
    /// Has all that matters come? What is left of the answer only shows whether the connection may be used again.
    [[nodiscard]] bool is_settled() const;
    [[nodiscard]] const Error& fault() const;

    /// Of the answer that is complete. Header and body can be moved out.
    [[nodiscard]] unsigned status() const;
    [[nodiscard]] Headers& headers();
    [[nodiscard]] std::string& body();
    [[nodiscard]] bool is_coded() const;             ///< did the body need decoding?
    [[nodiscard]] std::uint64_t wire_bytes() const;  ///< of the body, as sent
    /// May the connection be used again (RFC 9112 §9.3)? Not with bytes left over.
    [[nodiscard]] bool keep_alive() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
