#include "feeds/normalise_text.hpp"

#include "feeds/ascii.hpp"
#include "feeds/entities.hpp"
#include "feeds/html.hpp"
#include "feeds/html_policy.hpp"
#include "feeds/mojibake.hpp"
#include "feeds/title_text.hpp"
#include "feeds/url.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>
#include <charconv>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_url = 4UL * 1024;
constexpr std::size_t longest_text = 1024UL * 1024;
constexpr std::size_t most_addresses = 64UL * 1024 * 1024;  // bytes

bool may_be_markup(std::string_view text) {
    return text.find('<') != std::string_view::npos || text.find('&') != std::string_view::npos;
}

bool has_tag(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (at + 1 < text.size() && (is_alpha(text[at + 1]) || text[at + 1] == '/')) return true;
    return false;
}

bool is_html(const ParsedText& text) {
    return text.kind == TextKind::html || (text.kind == TextKind::either && looks_like_html(text.value));
}

/// Markup from end to end, escaped once more than the format asks for: no tag can be seen in it, many can be read.
std::optional<std::string> escaped_twice(std::string_view html) {
    const auto kept = trimmed(html);
    if (!kept.starts_with("&lt;") || !kept.ends_with("&gt;") || kept.find('<') != std::string_view::npos)
        return std::nullopt;
    auto decoded = decoded_references(kept);
    return has_tag(decoded) && looks_like_html(decoded) ? std::optional(std::move(decoded)) : std::nullopt;
}

/// Some publishers escape their links twice.
std::string unescaped_once_more(std::string value) {
    for (auto at = value.find("&amp;"); at != std::string::npos; at = value.find("&amp;", at + 1))
        value.erase(at + 1, 4);
    return value;
}

/// There is nothing to be done about it.
bool is_settled(std::string_view url) {
    return url.size() <= longest_url && is_plain_web_url(url) && url.find("&amp;") == std::string_view::npos;
}

std::string without_credentials(std::string url) {
    const auto begin = url.find("://");
    if (begin == std::string::npos) return url;
    const auto end = std::min(url.find_first_of("/?#", begin + 3), url.size());
    const auto at = url.rfind('@', end);
    if (at != std::string::npos && at > begin && at < end) url.erase(begin + 3, at - begin - 2);
    return url;
}

/// No markup, and no blanks but single spaces between words.
bool is_plain_line(std::string_view text) {
    bool after_space = true;
    for (const char c : text) {
        if (c == '<' || c == '&' || c == '\t' || c == '\n' || c == '\r' || (c == ' ' && after_space)) return false;
        after_space = c == ' ';
    }
    return !after_space || text.empty();
}

}  // namespace

std::string_view Meaning::base(BaseId id) const {
    const std::string_view own = bases_[id];
    return own.empty() ? std::string_view(fallback_) : own;
}

std::optional<std::string> Meaning::resolve(const ParsedUrl& url) const {
    if (url.empty() || url.value.size() > longest_url || made_ > most_addresses) return std::nullopt;
    const bool twice = url.value.find("&amp;") != std::string::npos;
    auto resolved =
        twice ? resolve_url(unescaped_once_more(url.value), base(url.base)) : resolve_url(url.value, base(url.base));
    if (resolved) made_ += resolved->size();
    if (resolved && resolved->find('@') != std::string::npos && !resolved->starts_with("mailto:"))
        resolved = without_credentials(std::move(*resolved));
    return resolved;
}

std::string Meaning::url(ParsedUrl url) const {
    if (is_settled(url.value)) return std::move(url.value);
    auto resolved = resolve(url);
    return resolved && is_web_url(*resolved) ? std::move(*resolved) : std::string();
}

std::string Meaning::link(ParsedUrl url) const {
    if (is_settled(url.value)) return std::move(url.value);
    auto resolved = resolve(url);
    return resolved && (resolved->starts_with("mailto:") || is_web_url(*resolved)) ? std::move(*resolved)
                                                                                   : std::string();
}

MeantText Meaning::text(ParsedText text, PlainText wanted, std::string_view page) const {
    MeantText result;
    clamp(text.value, longest_text);
    mend_double_encoding(text.value, encoded_twice_);
    const bool may_have_lines = text.has_lines && text.kind != TextKind::html;
    if (!may_be_markup(text.value) && text.value.find('>') == std::string::npos && !may_have_lines) {
        result.plain = result.html = std::move(text.value);
        return result;
    }
    if (!is_html(text)) {
        result.html = may_have_lines ? html_of_lines(text.value) : escape_html(text.value);
        result.plain = std::move(text.value);
        return result;
    }
    if (auto once_more = escaped_twice(text.value)) text.value = std::move(*once_more);
    if (sanitise_) {
        // xml:base says where places in the text are as well.
        auto clean =
            sanitise_with_text(text.value, base(text.base), wanted, text.base == 0 ? page : std::string_view());
        result.html = std::move(clean.html);
        result.plain = std::move(clean.text);
    } else {
        if (wanted == PlainText::always) result.plain = html_to_text(text.value);
        result.html = text.value;
    }
    result.has_markup = result.html.find('<') != std::string::npos;
    // "<!DOCTYPE" as a title: there is no element in it, so it was meant literally.
    if (result.plain.empty() && result.html.empty() && !has_tag(text.value)) {
        result.html = escape_html(text.value);
        result.plain = std::move(text.value);
    }
    return result;
}

MeantText Meaning::title(ParsedText title) const {
    if (is_html(title) && may_be_markup(title.value)) {
        title.value = with_tags_as_words(title.value);
        title.kind = TextKind::html;
    }
    auto result = text(std::move(title));
    result.plain = on_one_line(std::move(result.plain));
    return result;
}

std::string Meaning::line(ParsedText text) const {
    clamp(text.value, longest_text);
    if (is_html(text)) text.value = html_to_text(text.value);
    clamp(text.value, longest_statement);
    return std::move(text.value);
}

bool looks_like_html(std::string_view text) {
    bool evidence = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '<' && text[at] != '&') continue;
        const auto rest = text.substr(at);
        if (rest[0] == '&') {
            const auto reference = read_reference(rest);
            if (reference.kind == ReferenceKind::name && html_entity(reference.name) == 0) return false;
            evidence = evidence || reference.kind != ReferenceKind::none;
            continue;
        }
        const bool closes = rest.size() > 1 && rest[1] == '/';
        const std::size_t begin = closes ? 2 : 1;
        if (rest.size() <= begin || !is_alpha(rest[begin])) continue;
        const auto end = std::min(rest.find_first_of(" \t\r\n/>", begin), rest.size());
        const auto name = lower(rest.substr(begin, std::min<std::size_t>(end - begin, 32)));
        if (element_rule(name) == ElementRule::unwrap) return false;
        evidence = evidence || closes || is_void_element(name);
    }
    return evidence;
}

std::string plain_line(std::string_view text, std::size_t limit) {
    std::string out;
    if (text.size() <= limit && is_plain_line(text)) return out.assign(text);
    const auto fold = [&out](std::string_view part) {
        bool space = false;
        for (const char c : part) {
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                space = true;
                continue;
            }
            if (space && !out.empty()) out += ' ';
            space = false;
            out += c;
        }
    };
    if (may_be_markup(text) && looks_like_html(text))
        fold(html_to_text(text));
    else
        fold(text);
    clamp(out, limit);
    return out;
}

void clamp(std::string& text, std::size_t limit) {
    text.resize(utf8_prefix(text, limit).size());
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    text = trimmed(text);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || text.empty()) return std::nullopt;
    const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
    const bool is_whole = rest.empty() || (rest[0] == '.' && std::all_of(rest.begin() + 1, rest.end(), is_digit));
    return is_whole ? std::optional(value) : std::nullopt;
}

std::string language_tag(std::string_view text) {
    std::string tag(trimmed(text));
    if (tag.size() > 35) return {};
    std::replace(tag.begin(), tag.end(), '_', '-');
    for (std::size_t begin = 0; begin <= tag.size();) {
        const auto end = std::min(tag.find('-', begin), tag.size());
        const auto subtag = std::string_view(tag).substr(begin, end - begin);
        const auto fits = [begin](char c) { return is_alpha(c) || (begin > 0 && is_digit(c)); };
        if (subtag.empty() || subtag.size() > 8 || !std::all_of(subtag.begin(), subtag.end(), fits)) return {};
        begin = end + 1;
    }
    return tag;
}

std::optional<std::chrono::seconds> duration_of(std::string_view text) {
    constexpr int most_parts = 3;  // hours, minutes, seconds
    text = trimmed(text);
    std::uint64_t seconds = 0;
    if (text.empty()) return std::nullopt;
    for (int parts = 0; parts < most_parts; ++parts) {
        const auto colon = text.find(':');
        const auto part = number_of(text.substr(0, colon));
        if (!part || *part > 1'000'000) return std::nullopt;
        seconds = seconds * 60 + *part;
        if (colon == std::string_view::npos) return std::chrono::seconds(seconds);
        text.remove_prefix(colon + 1);
    }
    return std::nullopt;
}

}  // namespace broadsheet::feeds
