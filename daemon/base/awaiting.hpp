#pragma once
// The one completion token of the house: `const auto [error, value] = co_await something(…, as_values);`. One type,
// because each further one instantiates Asio's operations again.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace broadsheet {

/// Errors come back as values. A coroutine that was cancelled before it awaits still throws operation_aborted there.
inline constexpr auto as_values = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Comes back when what is ready now has run.
[[nodiscard]] inline boost::asio::awaitable<void> let_others_run() {
    co_await boost::asio::post(boost::asio::use_awaitable);
}

}  // namespace broadsheet
