#pragma once
// Which feeds are being read, in a file that outlives the process however it ends: what a process died of must not be
// asked for again at once, nor be what every process after it dies of. The file is shared memory, so that a poll costs
// no system call; a machine that loses its power may lose what it says. One thread.

#include "feeds/result.hpp"
#include "store/records.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace broadsheet {

class FlightLog {
public:
    /// One without a file: it knows of nothing and takes nothing down.
    FlightLog() = default;
    /// Of the one process that writes to the store. `path` is made where there is no such file; a feed that the last
    /// process had in it when it died has one crash more. unavailable: it cannot be made, or has no room on its disk.
    [[nodiscard]] static Result<FlightLog> open(const std::string& path);
    FlightLog(FlightLog&& other) noexcept { swap(other); }
    FlightLog& operator=(FlightLog&& other) noexcept {
        swap(other);
        return *this;
    }
    /// All has come to an end in order.
    ~FlightLog();

    /// A feed is asked for, or a push of it read. More than 4,096 at once are not all taken down.
    void begin(store::FeedId feed);
    /// That has come to an end, good or bad: it was none of the feed's that processes died.
    void end(store::FeedId feed);

    /// How many processes have died since a poll or a push of the feed came to an end, each with it in flight.
    [[nodiscard]] unsigned crashes(store::FeedId feed) const;
    /// The feeds that the last process died with; afterwards none.
    [[nodiscard]] std::vector<store::FeedId> take_cut_off() { return std::exchange(cut_off_, {}); }

private:
    /// As it stands in the file; all zero: it is nobody's.
    struct Entry {
        std::int64_t feed;
        std::uint32_t crashes;
        std::uint32_t is_in_flight;
    };
    static constexpr std::size_t most_entries = 4'096;

    explicit FlightLog(std::span<Entry> entries);
    void swap(FlightLog& other) noexcept;

    std::span<Entry> entries_;
    std::vector<std::uint32_t> free_;
    std::unordered_map<store::FeedId, std::uint32_t> numbers_;
    std::vector<store::FeedId> cut_off_;
};

}  // namespace broadsheet
