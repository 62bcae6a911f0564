#include "config/load_value.hpp"

#include "config/nearest.hpp"
#include "config/text.hpp"
#include "config/units.hpp"

#include <algorithm>
#include <sstream>

namespace broadsheet::config {
namespace {

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (text.size() <= longest) return "\"" + std::string(text) + "\"";
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return "\"" + std::string(text.substr(0, end)) + "…\"";
}

std::string range(const std::string& lowest, const std::string& highest) {
    return "from " + lowest + " to " + highest;
}

std::string joined(const std::vector<std::string>& names) {
    std::string result;
    for (const auto& name : names) result += (result.empty() ? "\"" : ", \"") + name + "\"";
    return result;
}

}  // namespace

Position position_of(const toml::source_region& region) {
    return {region.begin.line, region.begin.column};
}

std::string type_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return node.is_array_of_tables() ? "an array of tables" : "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "the integer " + std::to_string(node.as_integer()->get());
        case toml::node_type::floating_point: {
            std::ostringstream text;
            text << "the float " << node.as_floating_point()->get();
            return text.str();
        }
        case toml::node_type::boolean: return node.as_boolean()->get() ? "the boolean true" : "the boolean false";
        case toml::node_type::date: return "a date";
        case toml::node_type::time: return "a time of day";
        case toml::node_type::date_time: return "a date and time";
        case toml::node_type::none: break;
    }
    return "nothing";
}

void Value::problem(std::string_view what) const {
    problems_->push_back({position(), name_ + (what.starts_with(' ') ? "" : ": ") + std::string(what), false});
}

void Value::warning(std::string_view what) const {
    problems_->push_back({position(), name_ + (what.starts_with(' ') ? "" : ": ") + std::string(what), true});
}

void Value::expected(std::string_view what) const {
    problem("expected " + std::string(what) + ", found " + type_of(*node_));
}

bool Value::text(std::string& into, Judge judge, bool may_be_long) const {
    const auto* string = node_->as_string();
    if (string == nullptr) {
        expected("a string in quotes");
        return false;
    }
    std::string fault = text_fault(string->get(), may_be_long);
    if (fault.empty() && judge != nullptr) fault = judge(string->get());
    if (!fault.empty()) {
        problem(" " + fault);
        return false;
    }
    into = string->get();
    return true;
}

bool Value::flag(bool& into) const {
    if (const auto* boolean = node_->as_boolean()) {
        into = boolean->get();
        return true;
    }
    expected("true or false");
    return false;
}

void Value::duration(seconds& into, seconds lowest, seconds highest) const {
    const std::string allowed = range(format_duration(lowest), format_duration(highest));
    const auto* string = node_->as_string();
    if (string == nullptr) return expected("a duration such as \"30s\" (units s m h d w), " + allowed);
    const auto parsed = parse_duration(string->get());
    if (!parsed.fault.empty())
        return problem(quoted(string->get()) + " " + parsed.fault + "; write a duration such as \"30s\" or \"15m\", " +
                       allowed);
    if (parsed.value < lowest || parsed.value > highest)
        return problem(quoted(string->get()) + " is out of range; write a duration " + allowed);
    into = parsed.value;
}

void Value::duration_or_forever(std::optional<seconds>& into, seconds lowest, seconds highest) const {
    if (const auto* string = node_->as_string(); string != nullptr && string->get() == "forever") {
        into = std::nullopt;
        return;
    }
    seconds value{-1};
    duration(value, lowest, highest);
    if (value.count() >= 0) into = value;
}

void Value::size(std::uint64_t& into, std::uint64_t lowest, std::uint64_t highest) const {
    const std::string allowed = range(format_size(lowest), format_size(highest));
    const auto* string = node_->as_string();
    if (string == nullptr) return expected("a size such as \"16MiB\" (units KiB MiB GiB), " + allowed);
    const auto parsed = parse_size(string->get());
    if (!parsed.fault.empty())
        return problem(quoted(string->get()) + " " + parsed.fault + "; write a size such as \"16MiB\", " + allowed);
    if (parsed.value < lowest || parsed.value > highest)
        return problem(quoted(string->get()) + " is out of range; write a size " + allowed);
    into = parsed.value;
}

std::optional<std::int64_t> Value::checked_integer(std::int64_t lowest, std::int64_t highest) const {
    const std::string allowed = "an integer " + range(std::to_string(lowest), std::to_string(highest));
    const auto* integer = node_->as_integer();
    if (integer == nullptr) {
        expected(allowed);
        return std::nullopt;
    }
    if (integer->get() < lowest || integer->get() > highest) {
        problem(std::to_string(integer->get()) + " is out of range; write " + allowed);
        return std::nullopt;
    }
    return integer->get();
}

std::optional<std::size_t> Value::chosen(const std::vector<std::string>& names) const {
    const auto* string = node_->as_string();
    if (string == nullptr) {
        expected("one of " + joined(names));
        return std::nullopt;
    }
    const auto found = std::find(names.begin(), names.end(), string->get());
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    problem(quoted(string->get()) + " is not known; write one of " + joined(names) +
            did_you_mean(string->get(), names));
    return std::nullopt;
}

void Value::texts(std::vector<std::string>& into, Judge judge,
                  const std::function<void(const Value&, const std::string&)>& each) const {
    const auto* array = node_->as_array();
    if (array == nullptr) return expected("an array of strings, as [\"…\", \"…\"]");
    std::vector<std::string> read;
    for (const auto& node : *array) {
        const Value element = item(node, name_);
        std::string text;
        if (!element.text(text, judge)) continue;
        if (each) each(element, text);
        read.push_back(std::move(text));
    }
    into = std::move(read);
}

const toml::table* Value::table(std::string_view example) const {
    if (const auto* table = node_->as_table()) return table;
    expected("a table, as " + std::string(example));
    return nullptr;
}

void unknown_key(const toml::key& key, std::string_view where, const std::vector<std::string>& known,
                 std::vector<Problem>& problems) {
    std::string hint = did_you_mean(key.str(), known);
    if (hint.empty()) {
        for (const auto& name : known) hint += (hint.empty() ? "; known keys: " : " ") + name;
    }
    problems.push_back(
        {position_of(key.source()), "unknown key " + quoted(key.str()) + " in " + std::string(where) + hint, false});
}

}  // namespace broadsheet::config
