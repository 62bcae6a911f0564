#pragma once
// One value of a TOML document on its way into a struct: read as what its key asks for, or a problem with its place.
// Internal to config/load*.

#include "config/config.hpp"
#include "config/load.hpp"

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::config {

[[nodiscard]] Position position_of(const toml::source_region& region);

/// "a string", "an array" …: a node's type as messages name it.
[[nodiscard]] std::string type_of(const toml::node& node);

/// Judges a text: what is wrong with it and how to mend it, or nothing.
using Judge = std::string (*)(std::string_view);

/// A node under the name its key has. Every method leaves `into` alone when the value is refused.
class Value {
public:
    Value(const toml::node& node, std::string_view name, std::vector<Problem>& problems)
        : node_(&node), name_(name), problems_(&problems) {}

    /// One line of text. `judge` may say more about it; `may_be_long` lets line breaks in.
    bool text(std::string& into, Judge judge = nullptr, bool may_be_long = false) const;
    bool flag(bool& into) const;
    void duration(seconds& into, seconds lowest, seconds highest) const;
    void duration_or_forever(std::optional<seconds>& into, seconds lowest, seconds highest) const;
    void size(std::uint64_t& into, std::uint64_t lowest, std::uint64_t highest) const;

    template <class Number>
    void integer(Number& into, std::int64_t lowest, std::int64_t highest) const {
        if (const auto number = checked_integer(lowest, highest)) into = static_cast<Number>(*number);
    }

    template <class Choice>
    void choice(Choice& into, std::span<const std::pair<std::string_view, Choice>> choices) const {
        std::vector<std::string> names;
        for (const auto& [name, choice] : choices) names.emplace_back(name);
        if (const auto index = chosen(names)) into = choices[*index].second;
    }

    /// An array of texts, each judged; `each` hears of every good one.
    void texts(std::vector<std::string>& into, Judge judge = nullptr,
               const std::function<void(const Value&, const std::string&)>& each = nullptr) const;

    /// The table that this must be, or nothing and a problem.
    [[nodiscard]] const toml::table* table(std::string_view example) const;

    void problem(std::string_view what) const;  ///< "NAME: WHAT", or "NAME WHAT" where it begins with a verb's space
    void warning(std::string_view what) const;
    void expected(std::string_view what) const;  ///< the type is wrong

    [[nodiscard]] const toml::node& node() const { return *node_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Position position() const { return position_of(node_->source()); }
    [[nodiscard]] Value item(const toml::node& node, std::string_view name) const { return {node, name, *problems_}; }
    [[nodiscard]] std::vector<Problem>& problems() const { return *problems_; }

private:
    [[nodiscard]] std::optional<std::int64_t> checked_integer(std::int64_t lowest, std::int64_t highest) const;
    [[nodiscard]] std::optional<std::size_t> chosen(const std::vector<std::string>& names) const;

    const toml::node* node_;
    std::string name_;
    std::vector<Problem>* problems_;
};

/// A key that a table may have, and how its value gets into the struct.
template <class T>
struct Key {
    std::string_view name;
    void (*read)(const Value& value, T& into);
};

void unknown_key(const toml::key& key, std::string_view where, const std::vector<std::string>& known,
                 std::vector<Problem>& problems);

/// Reads what `table` holds by `keys`; what they do not name is a problem, with the nearest known one.
template <class T>
void read_table(const toml::table& table, std::string_view where, std::span<const Key<T>> keys, T& into,
                std::vector<Problem>& problems) {
    for (const auto& [name, node] : table) {
        const auto key = std::find_if(keys.begin(), keys.end(),
                                      [&name = name](const Key<T>& known) { return known.name == name.str(); });
        if (key != keys.end()) {
            key->read(Value(node, name.str(), problems), into);
            continue;
        }
        std::vector<std::string> known;
        for (const auto& candidate : keys) known.emplace_back(candidate.name);
        unknown_key(name, where, known, problems);
    }
}

}  // namespace broadsheet::config
