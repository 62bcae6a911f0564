#pragma once
// Every coroutine that nobody awaits lives in a TaskGroup: started by name, counted, cancelled and joined. Net thread
// only.

#include "daemon/base/clock.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace broadsheet {

namespace detail {
struct Task;
}

/// One task of a group. Refers to it, and may be dropped.
class TaskHandle {
public:
    TaskHandle() = default;
    explicit TaskHandle(std::weak_ptr<detail::Task> task) : task_(std::move(task)) {}
    /// Asks the task to end, as TaskGroup::cancel() does. Nothing happens if it has ended.
    void cancel() const;

private:
    std::weak_ptr<detail::Task> task_;
};

class TaskGroup {
public:
    explicit TaskGroup(boost::asio::any_io_executor executor);
    /// All tasks must have ended: cancel() and join() first.
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a task: it runs up to its first wait before this returns, and may have ended by then. What it throws is
    /// logged with its name and counted, never passed on. Arguments of the coroutine are values, or references to what
    /// outlives the group. After cancel() a task is not started at all.
    TaskHandle spawn(std::string name, awaitable<void> task);

    /// Asks every task to end: each pending await in it completes with an error (operation_aborted).
    void cancel();

    /// Completes when no task is left.
    [[nodiscard]] awaitable<void> join();

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t failures() const;  ///< tasks that ended with an exception
    [[nodiscard]] bool cancelled() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace broadsheet
