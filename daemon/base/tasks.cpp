#include "daemon/base/tasks.hpp"

#include "daemon/base/awaiting.hpp"
#include "daemon/base/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <list>
#include <vector>

namespace broadsheet {

namespace asio = boost::asio;

struct detail::Task : std::enable_shared_from_this<Task> {
    Task(std::string name_, asio::any_io_executor executor_) : name(std::move(name_)), executor(std::move(executor_)) {}

    void cancel() {
        cancelled = true;
        signal.emit(asio::cancellation_type::terminal);
        // From elsewhere than the executor the signal comes later, and may find the task ended: not itself gone, too.
        asio::post(executor, [self = shared_from_this()] {});
    }

    std::string name;
    asio::any_io_executor executor;
    asio::cancellation_signal signal;
    bool cancelled = false;
};

using detail::Task;

struct TaskGroup::State {
    explicit State(const asio::any_io_executor& executor_) : executor(executor_), emptied(executor_) {
        emptied.expires_at(asio::steady_timer::time_point::max());
    }

    void ended(std::list<std::shared_ptr<Task>>::iterator task, std::exception_ptr error) {
        if (error) report(**task, error);
        tasks.erase(task);
        if (tasks.empty()) emptied.cancel();
    }

    void report(const Task& task, const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const boost::system::system_error& thrown) {
            if (task.cancelled && thrown.code() == asio::error::operation_aborted) return;
            count_failure(task, thrown.what());
        } catch (const std::exception& thrown) {
            count_failure(task, thrown.what());
        } catch (...) {
            count_failure(task, "not a std::exception");
        }
    }

    void count_failure(const Task& task, const char* what) {
        ++failures;
        log::error("a task failed", {{"task", task.name}, {"error", what}});
    }

    asio::any_io_executor executor;
    asio::steady_timer emptied;
    std::list<std::shared_ptr<Task>> tasks;
    std::size_t failures = 0;
    bool cancelled = false;
};

TaskGroup::TaskGroup(asio::any_io_executor executor) : state_(std::make_shared<State>(executor)) {}

TaskGroup::~TaskGroup() = default;

void TaskHandle::cancel() const {
    if (const auto task = task_.lock()) task->cancel();
}

TaskHandle TaskGroup::spawn(std::string name, awaitable<void> task) {
    if (state_->cancelled) return {};
    auto entry = std::make_shared<Task>(std::move(name), state_->executor);
    const auto position = state_->tasks.insert(state_->tasks.end(), entry);
    auto ended = [state = state_, position](std::exception_ptr error) { state->ended(position, std::move(error)); };
    auto token = asio::bind_cancellation_slot(entry->signal.slot(), std::move(ended));
    asio::co_spawn(state_->executor, std::move(task), std::move(token));
    return TaskHandle(entry);
}

void TaskGroup::cancel() {
    state_->cancelled = true;
    // A task may end while its signal is emitted, and others with it.
    const std::vector<std::shared_ptr<Task>> running(state_->tasks.begin(), state_->tasks.end());
    for (const auto& task : running) task->cancel();
}

awaitable<void> TaskGroup::join() {
    const auto state = state_;
    while (!state->tasks.empty()) co_await state->emptied.async_wait(as_values);
}

std::size_t TaskGroup::size() const {
    return state_->tasks.size();
}

std::size_t TaskGroup::failures() const {
    return state_->failures;
}

bool TaskGroup::cancelled() const {
    return state_->cancelled;
}

}  // namespace broadsheet
