// Small shapes of many vocabularies: persons in one line, relations, categories, and which of two members stays.
#include "feeds/parse_context.hpp"

#include "feeds/ascii.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_person = 1024;

bool is_mail_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+/=?^_`{|}~.-").find(c) != std::string_view::npos;
}

/// The mail address in a text: position and length; length 0 when there is none.
std::pair<std::size_t, std::size_t> find_mail(std::string_view text) {
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        auto begin = at, end = at + 1;
        while (begin > 0 && is_mail_char(text[begin - 1])) --begin;
        const auto is_host_char = [](char c) { return is_mail_char(c) && c != '/' && c != '?' && c != '&'; };
        while (end < text.size() && is_host_char(text[end])) ++end;
        while (end > at + 1 && text[end - 1] == '.') --end;
        if (begin < at && end > at + 1) return {begin, end - begin};
    }
    return {0, 0};
}

/// A name of which a mail address was cut away: empty brackets and blanks go, those inside of others first.
std::string bare_name(std::string_view before, std::string_view after) {
    constexpr std::array<std::string_view, 5> empty{"()", "<>", "[]", "( )", "&lt;&gt;"};
    std::string name;
    for (const auto part : {before, after})
        for (const char c : part) {
            name += c;
            for (const auto brackets : empty)
                if (name.ends_with(brackets)) name.resize(name.size() - brackets.size());
        }
    auto kept = trimmed(name);
    if (kept.size() > 1 && kept.front() == '(' && kept.back() == ')') kept = kept.substr(1, kept.size() - 2);
    while (!kept.empty() && (kept.back() == ',' || kept.back() == '(' || kept.back() == '<')) kept.remove_suffix(1);
    return std::string(trimmed(kept));
}

}  // namespace

void keep(ParsedText& slot, ParsedText value, std::uint8_t rank) {
    if (value.empty() || slot.rank <= rank) return;
    slot = std::move(value);
    slot.rank = rank;
}

void keep(ParsedDate& slot, std::string value, std::uint8_t rank) {
    if (value.empty() || slot.rank < rank) return;
    slot = {std::move(value), rank};
}

ParsedPerson parse_person(std::string_view text) {
    ParsedPerson result;
    text = utf8_prefix(trimmed(text), longest_person);
    if (text.starts_with("mailto:")) text.remove_prefix(7);
    const auto [begin, length] = find_mail(text);
    if (length == 0) {
        result.name = text;
        return result;
    }
    result.email = text.substr(begin, length);
    auto before = text.substr(0, begin);
    if (before.ends_with("mailto:")) before.remove_suffix(7);
    result.name = bare_name(before, text.substr(begin + length));
    return result;
}

std::string relation(std::string rel) {
    rel = lower(rel);
    for (const std::string_view registry :
         {"http://www.iana.org/assignments/relation/", "https://www.iana.org/assignments/relation/"})
        if (rel.starts_with(registry)) rel.erase(0, registry.size());
    return rel.empty() ? "alternate" : rel;
}

void add_person(std::vector<ParsedPerson>& persons, ParsedPerson person) {
    if (!person.empty() && persons.size() < 256) persons.push_back(std::move(person));
}

void add_link(std::vector<ParsedLink>& links, ParsedLink link) {
    if (!link.href.empty() && links.size() < 1000) links.push_back(std::move(link));
}

void add_hub(ParsedFeed& feed, std::string type, ParsedUrl href) {
    if (href.empty() || feed.hubs.size() >= 16) return;
    ParsedLink hub;
    hub.rel = std::move(type);
    hub.href = std::move(href);
    feed.hubs.push_back(std::move(hub));
}

void add_category(std::vector<Category>& categories, Category category) {
    if (category.term.empty() && category.label.empty()) return;
    if (categories.size() >= 512 || std::find(categories.begin(), categories.end(), category) != categories.end())
        return;
    categories.push_back(std::move(category));
}

void add_listed(std::vector<Category>& categories, std::string_view list, std::string_view separators,
                std::string_view scheme) {
    while (!list.empty()) {
        const auto end = std::min(list.find_first_of(separators), list.size());
        add_category(categories, {std::string(trimmed(list.substr(0, end))), std::string(scheme), {}});
        list.remove_prefix(std::min(end + 1, list.size()));
    }
}

}  // namespace broadsheet::feeds
