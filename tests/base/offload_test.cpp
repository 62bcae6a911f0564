#include "daemon/base/offload.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <future>
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

awaitable<void> noting(boost::asio::thread_pool& pool, bool& done) {
    auto job = [] { return true; };
    done = co_await offload(pool, std::move(job));
}

// A matter of which of two workers is first: hence many times.
TEST(Offload, LetsAJobBeDoneWhoseCallerIsCalledOffBeforeItsTurn) {
    for (int i = 0; i < 500; ++i) {
        boost::asio::io_context context;  // outlives the workers, who post to it
        boost::asio::thread_pool pool(2);
        std::promise<void> free;
        const auto freed = free.get_future().share();
        for (int worker = 0; worker < 2; ++worker) boost::asio::post(pool, [freed] { freed.wait(); });
        TaskGroup tasks(context.get_executor());
        bool done = false;
        auto work = noting(pool, done);
        tasks.spawn("noting", std::move(work));
        tests::run_ready(context);
        tasks.cancel();
        free.set_value();
        run_coroutine(context, tasks.join());
        ASSERT_TRUE(done);
        ASSERT_EQ(tasks.failures(), 0U);
    }
}

}  // namespace
}  // namespace broadsheet
