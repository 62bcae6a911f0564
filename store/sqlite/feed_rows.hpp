#pragma once
// Rows of feeds, as the ingest writes them.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace broadsheet::store::sqlite {

/// What readers see of a feed beside its articles, and its address.
struct FeedHead {
    std::string url;
    std::string title;  ///< configured
    std::string own_title;
    std::string home_page_url;
    std::string own_id;
    std::string rights;
    std::string authors;  ///< JSON
};

/// not_found.
[[nodiscard]] Error unknown_feed(std::int64_t feed);

[[nodiscard]] bool read_feed_head(Connection& connection, std::int64_t feed, FeedHead& head);

/// Writes what the document says of the feed; true when readers of its articles see something else than before.
[[nodiscard]] bool write_document(Connection& connection, std::int64_t feed, const FeedHead& before,
                                  const feeds::Feed& document, Timestamp now);

/// Whether the admin gives the first a higher priority.
[[nodiscard]] bool outranks(Connection& connection, std::int64_t feed, std::int64_t other);

void write_schedule(Connection& connection, const FeedSchedule& schedule);

/// A hub has brought what was not known: polls may leave the feed to it until then.
void trust_hub(Connection& connection, FeedId feed, Timestamp until);

/// `last_change` stands for that of the state.
void write_state(Connection& connection, std::int64_t feed, const FetchState& state, std::int64_t more_articles,
                 std::optional<Timestamp> last_change);

/// How many articles were published on which day, for the rate of a feed over the last weeks.
class DayCounts {
public:
    static constexpr std::chrono::days window{28};

    void count(Timestamp published) { ++counts_[std::chrono::floor<std::chrono::days>(published)]; }
    void write(Connection& connection, std::int64_t feed, Timestamp now) const;

private:
    std::map<std::chrono::sys_days, std::int64_t> counts_;
};

}  // namespace broadsheet::store::sqlite
