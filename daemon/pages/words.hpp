#pragma once
// What pages say of an entry to a person: times, sizes, teasers, cut to what a page has room for. Plain text, not yet
// escaped. Pure; any thread.

#include "feeds/output.hpp"

#include <string>
#include <string_view>

namespace broadsheet::pages {

/// "24 Nov 2026, 08:22"; the machine's form stands beside it in datetime, and pages say once that times are UTC.
[[nodiscard]] std::string time_for_people(feeds::Timestamp time);

/// "2026-11-24 08:22" of an RFC 3339 time; "–" of none.
[[nodiscard]] std::string time_for_tables(std::string_view rfc3339);

/// "4.8 MB"
[[nodiscard]] std::string size_for_people(std::uint64_t bytes);

/// "1:05:01", "5:01"
[[nodiscard]] std::string duration_for_people(std::chrono::seconds duration);

/// At most `bytes` of the text and an ellipsis, cut at a blank and never inside a character.
[[nodiscard]] std::string shortened(std::string text, std::size_t bytes);

/// The beginning of what the article says; empty where that would only repeat its title.
[[nodiscard]] std::string teaser_of(const feeds::OutputEntry& entry);

[[nodiscard]] std::string thumbnail_of(const feeds::Article& article);

/// "Ada Brandt, Ole Moe"
[[nodiscard]] std::string names_of(const std::vector<feeds::Person>& people);

/// "audio/mpeg, 4.8 MB, 5:01", as much as is known.
[[nodiscard]] std::string details_of(const feeds::Enclosure& enclosure);

/// The path of a base address without a slash at its end: empty for most, "/news" for "https://example.org/news".
[[nodiscard]] std::string root_of(std::string_view base_url);

}  // namespace broadsheet::pages
