#include "daemon/base/offload.hpp"

#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

namespace broadsheet {
namespace {

using tests::run_coroutine;

struct Threads {
    std::thread::id worker;
    std::thread::id after;
};

awaitable<Threads> where_it_runs(boost::asio::thread_pool& pool) {
    auto job = [] { return std::this_thread::get_id(); };
    Threads threads;
    threads.worker = co_await offload(pool, std::move(job));
    threads.after = std::this_thread::get_id();
    co_return threads;
}

awaitable<std::string> throwing(boost::asio::thread_pool& pool) {
    auto job = []() -> std::string { throw std::runtime_error("on the worker"); };
    co_return co_await offload(pool, std::move(job));
}

awaitable<std::unique_ptr<std::string>> moving(boost::asio::thread_pool& pool) {
    auto text = std::make_unique<std::string>("carried across");
    auto job = [text = std::move(text)]() mutable { return std::move(text); };
    co_return co_await offload(pool, std::move(job));
}

TEST(Offload, RunsElsewhereAndComesBack) {
    boost::asio::io_context context;  // outlives the workers, who post to it
    boost::asio::thread_pool pool(1);
    const Threads threads = run_coroutine(context, where_it_runs(pool));
    EXPECT_NE(threads.worker, std::this_thread::get_id());
    EXPECT_EQ(threads.after, std::this_thread::get_id());
}

TEST(Offload, PassesExceptionsOn) {
    boost::asio::io_context context;  // outlives the workers, who post to it
    boost::asio::thread_pool pool(1);
    EXPECT_THROW(run_coroutine(context, throwing(pool)), std::runtime_error);
}

TEST(Offload, CarriesValuesThatOnlyMove) {
    boost::asio::io_context context;  // outlives the workers, who post to it
    boost::asio::thread_pool pool(1);
    EXPECT_EQ(*run_coroutine(context, moving(pool)), "carried across");
}

}  // namespace
}  // namespace broadsheet
