#pragma once
// Runs a function on a pool of worker threads and comes back to the caller's executor with its value. With
// store_service.cpp the only crossing between threads. Anything that can take more than about a millisecond of CPU goes
// through here.

#include "daemon/base/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace broadsheet {

namespace detail {
template <class Function>
awaitable<std::invoke_result_t<Function&>> call(Function function) {
    co_return function();
}
}  // namespace detail

/// `function` is called with no arguments on a worker; it must own or outlive what it touches. What it throws is
/// thrown again in the caller. Not cancellable: the caller waits for the end. The pool is joined before the io_context
/// that callers run on is destroyed: workers still touch it when the caller has gone on.
/// Name the function on the line before: a capturing lambda written inside the co_await expression is destroyed twice
/// by GCC 12.
template <class Function>
[[nodiscard]] awaitable<std::invoke_result_t<Function&>> offload(boost::asio::thread_pool& pool, Function function) {
    auto job = detail::call(std::move(function));
    // The caller's cancellation stays on its own thread: it would end the process if it came before the job's turn.
    auto token = boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(), boost::asio::use_awaitable);
    co_return co_await boost::asio::co_spawn(pool.get_executor(), std::move(job), std::move(token));
}

}  // namespace broadsheet
