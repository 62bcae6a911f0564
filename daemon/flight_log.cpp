#include "daemon/flight_log.hpp"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace broadsheet {

namespace {

constexpr std::uint32_t most_crashes = 1'000;

Error cannot(const std::string& path, int code) {
    return fail(ErrorCode::unavailable, path + ": " + std::generic_category().message(code));
}

}  // namespace

Result<FlightLog> FlightLog::open(const std::string& path) {
    constexpr std::size_t size = most_entries * sizeof(Entry);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return cannot(path, errno);
    // A page of a file that has no place on the disk cannot be written to, which would end this process.
    if (const int code = ::posix_fallocate(descriptor, 0, size); code != 0) {
        ::close(descriptor);
        return cannot(path, code);
    }
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    const int code = errno;
    ::close(descriptor);
    if (memory == MAP_FAILED) return cannot(path, code);
    return FlightLog({static_cast<Entry*>(memory), most_entries});
}

FlightLog::FlightLog(std::span<Entry> entries) : entries_(entries) {
    for (auto number = static_cast<std::uint32_t>(entries_.size()); number-- > 0;) {
        Entry& entry = entries_[number];
        const auto feed = static_cast<store::FeedId>(entry.feed);
        const bool is_ours = entry.feed > 0 && entry.is_in_flight <= 1 && entry.crashes <= most_crashes;
        const bool is_free = entry.feed == 0 && entry.crashes == 0 && entry.is_in_flight == 0;
        if (is_free || !is_ours || !numbers_.try_emplace(feed, number).second) {
            if (!is_free) entry = {};  // or each start would write all of the file
            free_.push_back(number);
        } else if (std::exchange(entry.is_in_flight, 0) == 1) {
            if (entry.crashes < most_crashes) ++entry.crashes;
            cut_off_.push_back(feed);
        }
    }
}

FlightLog::~FlightLog() {
    for (const auto& [feed, number] : numbers_) {
        entries_[number].is_in_flight = 0;
        if (entries_[number].crashes == 0) entries_[number] = {};
    }
    if (!entries_.empty()) ::munmap(entries_.data(), entries_.size_bytes());
}

void FlightLog::swap(FlightLog& other) noexcept {
    std::swap(entries_, other.entries_);
    free_.swap(other.free_);
    numbers_.swap(other.numbers_);
    cut_off_.swap(other.cut_off_);
}

void FlightLog::begin(store::FeedId feed) {
    auto known = numbers_.find(feed);
    if (known == numbers_.end()) {
        if (free_.empty()) return;
        known = numbers_.emplace(feed, free_.back()).first;
        free_.pop_back();
        entries_[known->second].feed = static_cast<std::int64_t>(feed);
    }
    // Not before the feed's number is there, whenever this process may die.
    std::atomic_ref(entries_[known->second].is_in_flight).store(1, std::memory_order_release);
}

void FlightLog::end(store::FeedId feed) {
    const auto known = numbers_.find(feed);
    if (known == numbers_.end()) return;
    Entry& entry = entries_[known->second];
    std::atomic_ref(entry.is_in_flight).store(0, std::memory_order_release);
    entry.crashes = 0;
    entry.feed = 0;
    free_.push_back(known->second);
    numbers_.erase(known);
}

unsigned FlightLog::crashes(store::FeedId feed) const {
    const auto known = numbers_.find(feed);
    return known == numbers_.end() ? 0 : entries_[known->second].crashes;
}

}  // namespace broadsheet
