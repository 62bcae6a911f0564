#pragma once
// What the store calls things by. Opaque.

#include "feeds/article.hpp"

#include <cstdint>

namespace broadsheet::store {

using feeds::Timestamp;

enum class FeedId : std::int64_t {};
enum class ArticleId : std::int64_t {};
enum class PushId : std::int64_t {};

}  // namespace broadsheet::store
