#pragma once
// What rows are known by outside the store.

#include <cstdint>

namespace broadsheet::store {

enum class FeedId : std::int64_t {};
enum class ArticleId : std::int64_t {};

}  // namespace broadsheet::store
