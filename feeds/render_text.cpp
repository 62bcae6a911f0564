#include "feeds/render_text.hpp"

#include "feeds/html.hpp"
#include "feeds/utf8.hpp"

#include <unicode/uchar.h>

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t title_bytes = 80;

/// The first words, cut at a blank and never inside a character.
std::string first_words(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() <= title_bytes) return text;
    auto end = text.rfind(' ', title_bytes);
    if (end == std::string::npos || end == 0) end = utf8_prefix(text, title_bytes).size();
    return text.substr(0, end) + "…";
}

/// Is there anything to see once blanks, and what no document may hold, are left out?
bool says_something(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_sequence(text);
        const auto code = length == 0 ? 0 : static_cast<UChar32>(utf8_code(text.substr(0, length)));
        const bool is_seen = code > ' ' && is_xml_char(static_cast<std::uint32_t>(code)) && u_isgraph(code) &&
                             !u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
        if (is_seen) return true;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return false;
}

}  // namespace

std::string title_of(const OutputEntry& entry) {
    const auto& article = entry.article;
    if (says_something(article.title)) return article.title;
    if (says_something(article.summary)) return first_words(article.summary);
    auto words = first_words(article.content_text.empty() ? html_to_text(article.content_html) : article.content_text);
    if (says_something(words)) return words;
    return link_of(entry).empty() ? entry.id : link_of(entry);
}

const std::string& name_of(const Person& person) {
    if (says_something(person.name)) return person.name;
    return person.email.empty() ? person.url : person.email;
}

std::vector<Person> authors_of(const OutputEntry& entry) {
    const auto& source = entry.sources.front();
    for (const auto* people : {&entry.article.authors, &source.authors}) {
        std::vector<Person> named;
        for (const auto& person : *people)
            if (!name_of(person).empty()) named.push_back(person);
        if (!named.empty()) return named;
    }
    return {Person{source.feed_title, "", source.home_page_url, ""}};
}

std::string content_html_of(const OutputEntry& entry) {
    const auto& article = entry.article;
    if (!article.content_html.empty() || article.content_text.empty()) return article.content_html;
    std::string html = "<p>";
    for (const char c : escape_html(article.content_text)) {
        if (c == '\n') html += "<br>";
        html += c;
    }
    return html + "</p>";
}

std::string summary_html_of(const OutputEntry& entry) {
    const auto& article = entry.article;
    return article.summary_html.empty() ? escape_html(article.summary) : article.summary_html;
}

const std::string& link_of(const OutputEntry& entry) {
    if (!entry.article.url.empty()) return entry.article.url;
    if (!entry.article.external_url.empty()) return entry.article.external_url;
    if (!entry.sources.front().url.empty()) return entry.sources.front().url;
    return entry.page_url;
}

std::string_view media_type_of(const Enclosure& enclosure, std::string_view otherwise) {
    const auto slash = enclosure.type.find('/', 1);  // something before it, and something after it
    const bool is_one = slash != std::string::npos && slash + 1 < enclosure.type.size();
    return is_one ? std::string_view(enclosure.type) : otherwise;
}

std::size_t expected_bytes_of(const OutputFeed& feed) {
    constexpr std::size_t around_an_entry = 2048;
    std::size_t bytes = around_an_entry;
    for (const auto& entry : feed.entries) {
        const auto& article = entry.article;
        const auto text = article.content_html.size() + article.content_text.size() + article.summary.size();
        bytes += around_an_entry + text + text / 4;  // escapes make HTML a fifth or so longer
    }
    return bytes;
}

std::string with_query(const std::string& url, const std::string& query) {
    if (query.empty()) return {};
    return query == "?" ? without_query(url) : without_query(url) + query;
}

std::string without_query(const std::string& url) {
    return url.substr(0, url.find('?'));
}

}  // namespace broadsheet::feeds
