#include "daemon/base/turns.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <utility>

namespace broadsheet {

namespace {

struct Waiting {
    Waiting() = default;
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    virtual ~Waiting() = default;
    virtual void go_on() = 0;
};

template <class Handler>
struct WaitingHandler final : Waiting {
    explicit WaitingHandler(Handler handler_) : handler(std::move(handler_)) {}
    void go_on() override { std::move(handler)(); }
    Handler handler;
};

}  // namespace

struct Turns::State : std::enable_shared_from_this<State> {
    explicit State(boost::asio::any_io_executor executor_) : executor(std::move(executor_)) {}

    /// At the end of all that has been handed to the thread so far.
    void ask_for_turns() {
        boost::asio::post(executor, [self = shared_from_this()] { self->have_turns(); });
    }

    void have_turns() {
        const auto end = std::chrono::steady_clock::now() + together;
        while (!waiting.empty()) {
            const auto next = std::move(waiting.front());
            waiting.pop_front();
            next->go_on();
            if (std::chrono::steady_clock::now() >= end) return ask_for_turns();
        }
        asked = false;
    }

    awaitable<void> wait() {
        const auto initiate = [this](auto handler) {
            waiting.push_back(std::make_unique<WaitingHandler<decltype(handler)>>(std::move(handler)));
        };
        return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(initiate,
                                                                                         boost::asio::use_awaitable);
    }

    boost::asio::any_io_executor executor;
    std::deque<std::unique_ptr<Waiting>> waiting;
    bool asked = false;  ///< for turns
};

Turns::Turns(boost::asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

awaitable<void> Turns::take() {
    if (std::exchange(state_->asked, true))
        co_await state_->wait();
    else
        state_->ask_for_turns();
}

}  // namespace broadsheet
