#pragma once
// Entries that come under another id than before: a feed that has moved to https, a new publishing system, ids with
// counters, titles or chance in them. They are known by their address, or by their title and date.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <optional>
#include <unordered_set>

namespace broadsheet::store::sqlite {

/// Articles that entries of the document at hand stand for already: none of them is another entry too.
using ClaimedArticles = std::unordered_set<std::int64_t>;

/// The article of the same feed that the entry is.
[[nodiscard]] std::optional<std::int64_t> find_renamed(Connection& connection, std::int64_t feed,
                                                       const IncomingArticle& incoming,
                                                       std::optional<Timestamp> claimed_date,
                                                       const ClaimedArticles& claimed);

/// Makes `key` one more name of the article, and forgets all but its latest few, for ids may be of chance at each
/// fetch. Gives how many names it has more than before.
[[nodiscard]] std::int64_t write_alias(Connection& connection, std::int64_t feed, std::uint64_t key,
                                       std::int64_t article, Timestamp now);

}  // namespace broadsheet::store::sqlite
