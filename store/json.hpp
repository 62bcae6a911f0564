#pragma once
// Members of articles and feeds that no query looks into, as compact JSON: what is empty is left out. Every engine
// keeps the same text. Pure.

#include "feeds/article.hpp"
#include "feeds/result.hpp"
#include "feeds/schedule.hpp"
#include "feeds/stories.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::store {

/// All of an article but its id, url, title, summary, content_html and content_text.
[[nodiscard]] std::string details_to_json(const feeds::Article& article);
/// Fills those members. corrupt: it is not what details_to_json writes.
[[nodiscard]] Result<void> details_from_json(std::string_view json, feeds::Article& article);

[[nodiscard]] std::string persons_to_json(const std::vector<feeds::Person>& persons);
[[nodiscard]] Result<std::vector<feeds::Person>> persons_from_json(std::string_view json);

[[nodiscard]] std::string hints_to_json(const feeds::DocumentHints& hints);
[[nodiscard]] Result<feeds::DocumentHints> hints_from_json(std::string_view json);

/// {"interval":3600,…}, in order.
[[nodiscard]] std::string bounds_to_json(const std::vector<feeds::PollBound>& bounds);
[[nodiscard]] Result<std::vector<feeds::PollBound>> bounds_from_json(std::string_view json);

/// {"quake":812,…}, in order.
[[nodiscard]] std::string terms_to_json(const std::vector<feeds::TermShare>& terms);
[[nodiscard]] Result<std::vector<feeds::TermShare>> terms_from_json(std::string_view json);

}  // namespace broadsheet::store
