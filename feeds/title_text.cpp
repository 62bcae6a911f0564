#include "feeds/title_text.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// An empty element without what it would need to mean something: a picture its address, others a value of any kind.
/// `tag`: its inside, from the name on.
bool is_word(std::string_view tag) {
    const auto end = std::min(tag.find_first_of(" \t\r\n/"), tag.size());
    const auto name = lower(tag.substr(0, end));
    if (!is_void_element(name) || name == "br" || name == "hr" || name == "wbr") return false;
    const auto attributes = lower(tag.substr(end));
    return attributes.find(name == "img" ? "src" : "=") == std::string::npos;
}

}  // namespace

std::string with_tags_as_words(std::string_view html) {
    std::string out;
    std::size_t copied = 0;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        const auto end = html.find_first_of("<>", at + 1);
        if (end == std::string_view::npos) break;
        if (html[end] != '>' || !is_word(html.substr(at + 1, end - at - 1))) continue;
        // As a number, lest it look escaped once too often.
        out.append(html, copied, at - copied).append("&#60;");
        copied = at + 1;
    }
    return out.append(html, copied);
}

std::string on_one_line(std::string text) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\r' && text.compare(at, 2, "\r\n") == 0) continue;
        text[kept++] = c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
    }
    text.resize(kept);
    text.resize(utf8_prefix(text, longest_title).size());
    return text;
}

}  // namespace broadsheet::feeds
