#pragma once
// Work for a thread that owns what the work needs, and the way back to the coroutine that asked: what StoreService is
// made of. Jobs cross from any thread to the owner's and their results back.

#include "daemon/base/clock.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace broadsheet {

/// How a job goes together with others.
enum class Manner {
    foremost,  ///< urgent, and before all that waits
    urgent,    ///< starts as soon as the thread is free
    patient,   ///< may linger for company
    relaxed,   ///< patient, and need not be on the disk
    alone,     ///< not with others
};

/// What a job takes of a group's room: the state of a poll that brought nothing is one row.
[[nodiscard]] constexpr std::size_t weight_of(Manner manner) {
    return manner == Manner::relaxed ? 1 : 10;
}

/// May it not wait for company?
[[nodiscard]] constexpr bool is_hurried(Manner manner) {
    return manner == Manner::foremost || manner == Manner::urgent || manner == Manner::alone;
}

/// Something to do with `Owned`, and somebody who waits for it.
template <class Owned>
class Job {
public:
    explicit Job(Manner manner_) : manner(manner_) {}
    virtual ~Job() = default;
    virtual void run(Owned& owned) noexcept = 0;
    /// What its last run failed with, if it did.
    [[nodiscard]] virtual std::optional<ErrorCode> fault() const = 0;
    /// It will not be run again: what its work has needed goes.
    virtual void shed() = 0;
    /// Where the coroutine waits, which is to be resumed there.
    [[nodiscard]] virtual boost::asio::any_io_executor executor() const = 0;
    /// Gives the waiting coroutine its result or, when the work came to nothing, `failure` instead.
    virtual void resume(const Error* failure) = 0;
    const Manner manner;
};

template <class Owned>
using JobPtr = std::unique_ptr<Job<Owned>>;

/// Sends all their results, and takes down what they were made of, lest who waits for them has to. Those that wait at
/// one place, some at a time: each crossing costs a lock and perhaps a wake-up, and what comes together is taken down
/// again by the thread that set it up.
template <class Owned>
void finish(std::vector<JobPtr<Owned>> jobs, const Error* failure) {
    constexpr std::size_t at_once = 8;
    for (const auto& job : jobs) job->shed();
    for (std::size_t next = 0; next < jobs.size();) {
        const auto executor = jobs[next]->executor();
        std::vector<JobPtr<Owned>> batch;
        while (next < jobs.size() && batch.size() < at_once && jobs[next]->executor() == executor)
            batch.push_back(std::move(jobs[next++]));
        auto resume = [batch = std::move(batch), failed = failure != nullptr,
                       error = failure != nullptr ? *failure : Error()] {
            for (const auto& job : batch) job->resume(failed ? &error : nullptr);
        };
        boost::asio::post(executor, std::move(resume));
    }
}

template <class Owned, class T, class Handler>
class TypedJob final : public Job<Owned> {
public:
    TypedJob(Manner how, std::function<Result<T>(Owned&)> function, Handler handler)
        : Job<Owned>(how),
          function_(std::move(function)),
          handler_(std::move(handler)),
          work_(boost::asio::get_associated_executor(handler_)) {}

    void run(Owned& owned) noexcept override {
        try {
            result_ = function_(owned);
        } catch (const std::exception& error) {
            result_ = fail(ErrorCode::internal, error.what());
        }
    }

    [[nodiscard]] std::optional<ErrorCode> fault() const override {
        return result_ ? std::nullopt : std::optional(result_.error().code());
    }

    void shed() override { function_ = nullptr; }

    [[nodiscard]] boost::asio::any_io_executor executor() const override { return work_.get_executor(); }

    void resume(const Error* failure) override {
        if (failure != nullptr) result_ = *failure;
        std::move(handler_)(std::move(result_));
    }

private:
    using Executor = boost::asio::associated_executor_t<Handler>;

    std::function<Result<T>(Owned&)> function_;
    Handler handler_;
    boost::asio::executor_work_guard<Executor> work_;  ///< keeps the caller's context running
    Result<T> result_ = fail(ErrorCode::cancelled, "the job was never run");
};

/// Any thread may push; the threads that own an `Owned` take.
template <class Owned>
class JobQueue {
public:
    void push(JobPtr<Owned> job) {
        if (job = keep(std::move(job)); !job) return;
        const Error closed(ErrorCode::unavailable, "the store is closed: broadsheet is starting or stopping");
        std::vector<JobPtr<Owned>> jobs;
        jobs.push_back(std::move(job));
        finish(std::move(jobs), &closed);
    }

    /// The next jobs that go together, of a weight of `limit` at most; patient ones wait up to `linger` for more.
    /// Empty: closed and drained.
    [[nodiscard]] std::vector<JobPtr<Owned>> take(std::size_t limit, std::chrono::milliseconds linger) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return closed_ || !jobs_.empty(); });
        // Asleep, so that who arrives need wake nobody; and not by a point in time, which a clock might move.
        for (auto left = linger; left.count() > 0 && !closed_ && hurried_ == 0 && weight_ < limit; left -= nap) {
            lock.unlock();
            std::this_thread::sleep_for(std::min(nap, left));
            lock.lock();
        }
        std::vector<JobPtr<Owned>> group;
        for (std::size_t taken = 0; !jobs_.empty() && taken < limit;) {
            const Manner manner = jobs_.front()->manner;
            if (manner == Manner::alone && !group.empty()) break;
            if (is_hurried(manner)) --hurried_;
            group.push_back(std::move(jobs_.front()));
            jobs_.pop_front();
            taken += weight_of(manner);
            weight_ -= weight_of(manner);
            if (manner == Manner::alone) break;
        }
        return group;
    }

    void open() {
        const std::lock_guard lock(mutex_);
        closed_ = false;
    }

    void close() {
        {
            const std::lock_guard lock(mutex_);
            closed_ = true;
        }
        arrived_.notify_all();
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return jobs_.size();
    }

private:
    /// Gives the job back when the queue is closed.
    JobPtr<Owned> keep(JobPtr<Owned> job) {
        {
            const std::lock_guard lock(mutex_);
            if (closed_) return job;
            if (is_hurried(job->manner)) ++hurried_;
            weight_ += weight_of(job->manner);
            const bool is_first = job->manner == Manner::foremost;
            jobs_.insert(is_first ? jobs_.begin() : jobs_.end(), std::move(job));
        }
        arrived_.notify_one();
        return nullptr;
    }

    static constexpr std::chrono::milliseconds nap{2};

    mutable std::mutex mutex_;  ///< held for moves only, never while a job runs
    std::condition_variable arrived_;
    std::deque<JobPtr<Owned>> jobs_;
    std::size_t weight_ = 0;  ///< of all jobs
    std::size_t hurried_ = 0;
    bool closed_ = true;
};

/// Awaits what `function` makes of an `Owned` on the thread that owns it.
template <class T, class Owned>
[[nodiscard]] awaitable<Result<T>> ask(JobQueue<Owned>& queue, Manner manner,
                                       std::type_identity_t<std::function<Result<T>(Owned&)>> function) {
    auto initiation = [&queue, manner, function = std::move(function)](auto handler) mutable {
        using Typed = TypedJob<Owned, T, decltype(handler)>;
        queue.push(std::make_unique<Typed>(manner, std::move(function), std::move(handler)));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Result<T>)>(
        std::move(initiation), boost::asio::use_awaitable);
}

}  // namespace broadsheet
