#pragma once
// Runs an awaitable to its end and gives back its value.

#include "daemon/base/clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace broadsheet::tests {

/// Far more than any test needs: a hang becomes a failure with a name.
inline constexpr std::chrono::seconds patience{60};

/// On a context that other tasks live on; they run meanwhile. What the awaitable throws is thrown here.
template <class T>
T run_coroutine(boost::asio::io_context& context, awaitable<T> work) {
    std::optional<T> value;
    std::exception_ptr error;
    bool ended = false;
    auto done = [&](std::exception_ptr thrown, T result) {
        error = std::move(thrown);
        if (!error) value.emplace(std::move(result));
        ended = true;
    };
    boost::asio::co_spawn(context, std::move(work), std::move(done));
    context.restart();
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (!ended && context.run_one_until(give_up) > 0) {
    }
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::runtime_error("the coroutine did not end");
    return std::move(*value);
}

inline void run_coroutine(boost::asio::io_context& context, awaitable<void> work) {
    std::exception_ptr error;
    bool ended = false;
    auto done = [&](std::exception_ptr thrown) {
        error = std::move(thrown);
        ended = true;
    };
    boost::asio::co_spawn(context, std::move(work), std::move(done));
    context.restart();
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (!ended && context.run_one_until(give_up) > 0) {
    }
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::runtime_error("the coroutine did not end");
}

/// On a fresh context. Not for what uses other threads: they may hold on to the context for a moment longer.
template <class T>
T run_coroutine(awaitable<T> work) {
    boost::asio::io_context context;
    return run_coroutine(context, std::move(work));
}

/// Runs what is ready, and what that makes ready, without waiting for time or network.
inline void run_ready(boost::asio::io_context& context) {
    context.restart();
    context.poll();
}

}  // namespace broadsheet::tests
