#include "feeds/render_text.hpp"

#include "feeds/html.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t title_bytes = 80;

/// The first words, cut at a blank and never inside a character.
std::string first_words(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() <= title_bytes) return text;
    auto end = text.rfind(' ', title_bytes);
    if (end == std::string::npos || end == 0) {
        end = title_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    }
    return text.substr(0, end) + "…";
}

}  // namespace

std::string title_of(const OutputEntry& entry) {
    const auto& article = entry.article;
    if (!article.title.empty()) return article.title;
    if (!article.summary.empty()) return first_words(article.summary);
    auto words = first_words(article.content_text.empty() ? html_to_text(article.content_html) : article.content_text);
    if (!words.empty()) return words;
    return link_of(entry).empty() ? entry.id : link_of(entry);
}

std::vector<Person> authors_of(const OutputEntry& entry) {
    if (!entry.article.authors.empty()) return entry.article.authors;
    const auto& source = entry.sources.front();
    if (!source.authors.empty()) return source.authors;
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

const std::string& link_of(const OutputEntry& entry) {
    if (!entry.article.url.empty()) return entry.article.url;
    if (!entry.article.external_url.empty()) return entry.article.external_url;
    if (!entry.sources.front().url.empty()) return entry.sources.front().url;
    return entry.page_url;
}

std::string with_query(const std::string& url, const std::string& query) {
    return query.empty() ? std::string() : without_query(url) + query;
}

std::string without_query(const std::string& url) {
    return url.substr(0, url.find('?'));
}

}  // namespace broadsheet::feeds
