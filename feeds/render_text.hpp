#pragma once
// What all renderers say alike of an entry, where its document left something open. Pure; any thread.

#include "feeds/output.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// Never empty: the title, else the first words of the text, else the link.
[[nodiscard]] std::string title_of(const OutputEntry& entry);

/// What a person goes by: the name, else the address of mail or page. Empty when nothing is said of them.
[[nodiscard]] const std::string& name_of(const Person& person);

/// The entry's own authors, else its feed's, else the feed by its title: never empty, and each goes by something.
[[nodiscard]] std::vector<Person> authors_of(const OutputEntry& entry);

/// The content as HTML: the document's, with text made HTML where it gave text; empty when it gave neither.
[[nodiscard]] std::string content_html_of(const OutputEntry& entry);

/// The summary as HTML, where one was given.
[[nodiscard]] std::string summary_html_of(const OutputEntry& entry);

/// Where a reader goes for the article.
[[nodiscard]] const std::string& link_of(const OutputEntry& entry);

/// The media type that the document gives an enclosure, else `otherwise`: not every document gives one ("mp3").
[[nodiscard]] std::string_view media_type_of(const Enclosure& enclosure, std::string_view otherwise);

/// About as long as a document of the feed will be, in any format.
[[nodiscard]] std::size_t expected_bytes_of(const OutputFeed& feed);

/// The address of a format's document with a paging query of OutputFeed; empty when the query is.
[[nodiscard]] std::string with_query(const std::string& url, const std::string& query);

/// `url` without its own query: what paging queries are put to.
[[nodiscard]] std::string without_query(const std::string& url);

}  // namespace broadsheet::feeds
