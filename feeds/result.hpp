#pragma once
// The error vocabulary of the house. A function that can fail at run time returns Result<T>;
// nothing throws on purpose once the daemon is ready. Any thread; no state.

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet {

/// What kind of thing went wrong: what a caller can act on. The detail says the rest to a human.
enum class ErrorCode {
    not_found,    ///< no such row, file, host or address
    conflict,     ///< somebody else holds it, or it exists already
    invalid,      ///< the input is not what it claims to be
    unsupported,  ///< understood, but not done here
    too_large,    ///< over a limit of size, depth or count
    timeout,      ///< a deadline passed
    unreachable,  ///< the network or the peer failed
    refused,      ///< not allowed, by our rules or by theirs
    unavailable,  ///< cannot be done now; may work later (disk full, busy, shutting down)
    exhausted,    ///< this process has run out of something (file descriptors)
    corrupt,      ///< stored data is damaged
    cancelled,    ///< the caller, or a shutdown, called it off
    internal,     ///< a bug of ours
};

/// The code's own name ("not_found"), as it stands in logs, metrics and the store.
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// A code and one sentence for a human: what failed, where, what to do. Has declared constructors so that
/// it may travel through coroutines as a temporary.
class Error {
public:
    Error() = default;
    Error(ErrorCode code, std::string detail) : code_(code), detail_(std::move(detail)) {}

    [[nodiscard]] ErrorCode code() const { return code_; }
    [[nodiscard]] const std::string& detail() const { return detail_; }

private:
    ErrorCode code_ = ErrorCode::internal;
    std::string detail_;
};

/// What `Result::value()` throws when there is none; only tests and start-up code call it unguarded.
class ErrorException : public std::runtime_error {
public:
    explicit ErrorException(Error error) : std::runtime_error(error.detail()), error_(std::move(error)) {}
    [[nodiscard]] const Error& error() const { return error_; }

private:
    Error error_;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;

/// The one spelling of failure: `return fail(ErrorCode::invalid, "line 14: …");`
[[nodiscard]] inline Error fail(ErrorCode code, std::string detail) {
    return {code, std::move(detail)};
}

}  // namespace broadsheet
