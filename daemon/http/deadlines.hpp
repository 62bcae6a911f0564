#pragma once
// Times by which something must have come to its end. One sleeper serves them all, for nearly everything ends long
// before its time. Net thread only.

#include "daemon/base/clock.hpp"
#include "daemon/base/tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <map>
#include <utility>

namespace broadsheet::http {

class Deadlines {
public:
    Deadlines(boost::asio::any_io_executor executor, Clock& clock) : clock_(clock), sleepers_(std::move(executor)) {}
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    class Deadline;
    using Place = std::multimap<SteadyTime, Deadline*>::iterator;

    /// One of them, as long as it lives; it must not outlive the others' keeper.
    class Deadline {
    public:
        Deadline(Deadlines& all, SteadyTime when) : all_(all) { place(when); }
        Deadline(const Deadline&) = delete;
        Deadline& operator=(const Deadline&) = delete;
        ~Deadline() { all_.remove(place_); }

        void move_to(SteadyTime when) {
            all_.deadlines_.erase(place_);
            place(when);
        }
        [[nodiscard]] bool passed() const { return passed_; }

        /// What `work` comes to. When the time has come, or the caller is cancelled, whatever it waits for is: its
        /// result then says cancelled.
        template <class T>
        [[nodiscard]] awaitable<Result<T>> hold(awaitable<Result<T>> work) {
            namespace asio = boost::asio;
            const auto executor = co_await asio::this_coro::executor;
            const auto state = co_await asio::this_coro::cancellation_state;
            const Forwarding forwarding(state.slot(), signal_);
            auto guarded = without_throwing(std::move(work));
            auto token = asio::bind_cancellation_slot(signal_.slot(), asio::use_awaitable);
            co_return co_await asio::co_spawn(executor, std::move(guarded), std::move(token));
        }

    private:
        friend class Deadlines;

        /// Passes the caller's cancellation on.
        class Forwarding {
        public:
            Forwarding(boost::asio::cancellation_slot from, boost::asio::cancellation_signal& to) : from_(from) {
                if (from_.is_connected()) from_.assign([&to](boost::asio::cancellation_type type) { to.emit(type); });
            }
            Forwarding(const Forwarding&) = delete;
            Forwarding& operator=(const Forwarding&) = delete;
            ~Forwarding() {
                if (from_.is_connected()) from_.clear();
            }

        private:
            boost::asio::cancellation_slot from_;
        };

        template <class T>
        static awaitable<Result<T>> without_throwing(awaitable<Result<T>> work) {
            try {
                co_return co_await std::move(work);
            } catch (const boost::system::system_error& error) {  // cancelled before it awaited the next thing
                if (error.code() != boost::asio::error::operation_aborted) throw;
            }
            co_return fail(ErrorCode::cancelled, "the work was called off");
        }

        void place(SteadyTime when) { place_ = all_.add(when, *this); }
        void pass() {
            passed_ = true;
            signal_.emit(boost::asio::cancellation_type::terminal);
        }

        Deadlines& all_;
        Place place_;
        boost::asio::cancellation_signal signal_;
        bool passed_ = false;
    };

private:
    Place add(SteadyTime when, Deadline& deadline);
    void remove(Place place);
    awaitable<void> sleep();

    Clock& clock_;
    TaskGroup sleepers_;
    TaskHandle sleeper_;
    std::uint64_t last_sleeper_ = 0;
    SteadyTime wakes_ = SteadyTime::max();  // the sleeper; max: there is none
    std::multimap<SteadyTime, Deadline*> deadlines_;
};

}  // namespace broadsheet::http
