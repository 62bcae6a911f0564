#pragma once
// OutputFeed → text, one file per format. Pure: the same feed gives the same bytes. Any thread.

#include "feeds/output.hpp"

#include <string>

namespace broadsheet::feeds {

enum class OutputFormat { atom, rss, json };

[[nodiscard]] std::string render_atom(const OutputFeed& feed);       ///< RFC 4287
[[nodiscard]] std::string render_rss(const OutputFeed& feed);        ///< RSS 2.0
[[nodiscard]] std::string render_json_feed(const OutputFeed& feed);  ///< JSON Feed 1.1

[[nodiscard]] std::string render(const OutputFeed& feed, OutputFormat format);

/// "application/atom+xml; charset=utf-8" and its siblings.
[[nodiscard]] std::string_view media_type(OutputFormat format);

/// "atom", "rss", "json": the suffix of addresses and the word of `--format`.
[[nodiscard]] std::string_view suffix(OutputFormat format);

}  // namespace broadsheet::feeds
