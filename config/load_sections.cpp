// [sections.*], and the rules that sections and feeds share.

#include "config/load_tables.hpp"
#include "config/nearest.hpp"
#include "config/section_id.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::config {
namespace {

std::string language_fault(std::string_view language) {
    std::size_t subtag = 0;
    for (const char c : language) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        subtag = c == '-' && subtag > 0 ? 0 : subtag + 1;
        if ((!letter && c != '-') || subtag > 8) subtag = 9;
        if (subtag > 8) break;
    }
    return subtag >= 1 && subtag <= 8 ? "" : "is no language tag; write one as \"en\" or \"pt-BR\"";
}

/// A section, and what judges its rules while it is read.
struct Reading {
    Section section;
    const RuleCheck* check_rule = nullptr;
};

constexpr std::array<Key<Reading>, 6> section_keys{{
    {"title", [](const Value& v, Reading& r) { v.text(r.section.title); }},
    {"description", [](const Value& v, Reading& r) { v.text(r.section.description, nullptr, true); }},
    {"language", [](const Value& v, Reading& r) { v.text(r.section.language, language_fault); }},
    {"keep", [](const Value& v, Reading& r) { load_rules(v, *r.check_rule, r.section.keep); }},
    {"drop", [](const Value& v, Reading& r) { load_rules(v, *r.check_rule, r.section.drop); }},
    {"retention",
     [](const Value& v, Reading& r) {
         std::optional<seconds> retention = seconds(-1);
         v.duration_or_forever(retention, shortest_retention, longest_retention);
         if (retention != seconds(-1)) r.section.retention = retention;
     }},
}};

std::string title_of(std::string id) {
    std::replace(id.begin(), id.end(), '-', ' ');
    if (id.front() >= 'a' && id.front() <= 'z') id.front() = static_cast<char>(id.front() - 'a' + 'A');
    return id;
}

/// "titel:/x/" is a slip, though as plain words it would stand for something.
std::string field_fault(std::string_view rule) {
    static const std::vector<std::string> fields = {"title", "author", "content", "url", "tag"};
    const std::size_t colon = std::min(rule.find(':'), rule.size());
    const std::string_view field = rule.substr(0, colon);
    const std::string_view rest = rule.substr(std::min(rule.find_first_not_of(": \t", colon), rule.size()));
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool word = !field.empty() && std::all_of(field.begin(), field.end(), is_letter);
    if (!word || !rest.starts_with('/') || rest.starts_with("//")) return {};
    if (std::find(fields.begin(), fields.end(), field) != fields.end()) return {};
    const std::string hint = did_you_mean(field, fields);
    return "unknown field \"" + std::string(field) + "\"" +
           (hint.empty() ? "; known: title, author, content, url, tag" : hint);
}

}  // namespace

void load_rules(const Value& value, const RuleCheck& check_rule, std::vector<std::string>& into) {
    value.texts(into, nullptr, [&](const Value& element, const std::string& rule) {
        std::string fault = field_fault(rule);
        if (fault.empty() && check_rule) fault = check_rule(rule);
        if (!fault.empty()) element.problem("\"" + rule + "\": " + fault);
    });
}

void load_sections(const Value& value, const RuleCheck& check_rule, std::vector<Section>& into) {
    const auto* tables = value.table("[sections.ID]");
    if (tables == nullptr) return;
    for (const auto& [id, node] : *tables) {
        const Value section = value.item(node, "sections." + std::string(id.str()));
        const auto* table = section.table("[sections.world] with title = \"World\" below it");
        if (table == nullptr) continue;
        Reading reading{{}, &check_rule};
        reading.section.id = id.str();
        reading.section.position = position_of(id.source());
        const std::string fault = section_id_fault(id.str());
        if (!fault.empty())
            value.problems().push_back({reading.section.position, "\"" + reading.section.id + "\" " + fault, false});
        read_table<Reading>(*table, "[" + section.name() + "]", section_keys, reading, value.problems());
        if (reading.section.title.empty() && fault.empty()) reading.section.title = title_of(reading.section.id);
        into.push_back(std::move(reading.section));  // also a refused one, so that its feeds are not refused as well
    }
    std::sort(into.begin(), into.end(),
              [](const Section& a, const Section& b) { return a.position.line < b.position.line; });
}

}  // namespace broadsheet::config
