#pragma once
// The store as subcommands that only look at it want it: open, also while the daemon writes. Main thread.

#include "config/config.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace broadsheet::cli {

/// A store and a reader of it, in the order in which they may end.
struct Stored {
    std::unique_ptr<store::Store> store;
    std::unique_ptr<store::Reader> reader;

    store::Reader* operator->() const { return reader.get(); }
};

/// As many events as can matter, newest first.
inline constexpr std::uint32_t all_events = 100'000;

/// To the second, as the store keeps times.
[[nodiscard]] store::Timestamp now();

/// All feeds, with what their servers' wish to be left alone makes of their next polls.
[[nodiscard]] Result<std::vector<store::FeedRecord>> feeds_of(const Stored& stored);

/// Errors: those of store::open_store() and Store::reader().
[[nodiscard]] Result<Stored> open_stored(const config::Config& config);

}  // namespace broadsheet::cli
