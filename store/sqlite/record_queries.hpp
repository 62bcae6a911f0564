#pragma once
// Rows → records.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <optional>
#include <vector>

namespace broadsheet::store::sqlite {

[[nodiscard]] Result<std::vector<FeedRecord>> select_feeds(Connection& connection);
[[nodiscard]] Result<std::vector<PollingRecord>> select_polling(Connection& connection);
[[nodiscard]] Result<std::optional<FeedRecord>> select_feed(Connection& connection, std::string_view url);

/// In the order of the ids; one that is not there is left out.
[[nodiscard]] Result<std::vector<ArticleRecord>> select_articles(Connection& connection,
                                                                 const std::vector<std::int64_t>& ids);

[[nodiscard]] Result<std::vector<ListedEntry>> select_listed(Connection& connection, FeedId feed);

}  // namespace broadsheet::store::sqlite
