#include "feeds/html_limits.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html_policy.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t deepest = 512;  // as browsers have it
constexpr long most_unclosed_formatting = 256;
constexpr std::size_t most_attributes = 256;

constexpr std::string_view blank = " \t\r\n\f";

constexpr std::array<std::string_view, 14> formatting{"a",    "b", "big",   "code",   "em",     "font", "i",
                                                      "nobr", "s", "small", "strike", "strong", "tt",   "u"};

// An end tag is optional: the next of the same kind ends the one before.
constexpr std::array<std::string_view, 13> implied{"p",     "li",    "dt",    "dd",     "tr", "td", "th",
                                                   "tbody", "thead", "tfoot", "option", "rt", "rp"};

template <std::size_t Size>
bool holds(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A tag's name as written, in lower case as far as it matters.
struct Name {
    std::array<char, 12> text{};
    std::size_t size = 0;
    [[nodiscard]] std::string_view view() const { return {text.data(), size}; }
    bool operator==(const Name& other) const { return view() == other.view(); }
};

Name name_at(std::string_view html, std::size_t at) {
    Name name;
    for (; at < html.size() && name.size < name.text.size(); ++at) {
        const char c = html[at];
        if (c == '>' || c == '/' || blank.find(c) != std::string_view::npos) break;
        name.text[name.size++] = lower(c);
    }
    return name;
}

/// Reads the attributes of a tag as HTML §13.2.5.32 has it, from the end of its name.
class AttributeCount {
public:
    /// How many there are; `budget` loses the characters looked at.
    std::size_t count(std::string_view html, std::size_t at, long& budget) {
        const auto begin = at;
        for (; at < html.size() && !(html[at] == '>' && state_ != State::quoted); ++at) take(html[at]);
        budget -= static_cast<long>(at - begin);
        return count_;
    }

private:
    enum class State { between, name, before_value, unquoted, quoted };

    void take(char c) {
        const bool is_blank = blank.find(c) != std::string_view::npos;
        switch (state_) {
            case State::between:
                if (is_blank || c == '/') return;
                if (c == '=' && named_) {
                    state_ = State::before_value;
                    return;
                }
                ++count_;
                named_ = true;
                state_ = State::name;
                return;
            case State::name:
                if (is_blank || c == '/') state_ = State::between;
                if (c == '=') state_ = State::before_value;
                return;
            case State::before_value:
                if (is_blank) return;
                quote_ = c;
                state_ = c == '"' || c == '\'' ? State::quoted : State::unquoted;
                named_ = false;
                return;
            case State::unquoted:
                if (is_blank) state_ = State::between;
                return;
            case State::quoted:
                if (c == quote_) state_ = State::between;
                return;
        }
    }

    State state_ = State::name;
    bool named_ = false;
    char quote_ = '\0';
    std::size_t count_ = 0;
};

class OpenElements {
public:
    void open(const Name& name) {
        if (is_void_element(name.view())) return;
        if (!open_.empty() && open_.back() == name && holds(implied, name.view())) return;
        if (holds(formatting, name.view())) ++formatting_;
        open_.push_back(name);
    }

    void close(const Name& name) {
        if (holds(formatting, name.view()) && formatting_ > 0) --formatting_;
        // Far down there is nothing that belongs to an end tag in a sane document.
        const auto reach = std::min<std::size_t>(open_.size(), 32);
        const auto found = std::find(open_.rbegin(), open_.rbegin() + static_cast<std::ptrdiff_t>(reach), name);
        if (found == open_.rbegin() + static_cast<std::ptrdiff_t>(reach)) return;
        open_.resize(open_.size() - static_cast<std::size_t>(found - open_.rbegin()) - 1);
    }

    [[nodiscard]] bool too_many() const { return open_.size() > deepest || formatting_ > most_unclosed_formatting; }

private:
    std::vector<Name> open_;
    long formatting_ = 0;
};

}  // namespace

bool is_too_complex(std::string_view html) {
    OpenElements elements;
    // Whatever looks like a tag is taken for one, in comments and quotes too: nobody can hide one from us.
    long budget = 4096 + 8 * static_cast<long>(html.size());
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        const bool closing = at + 1 < html.size() && html[at + 1] == '/';
        const auto begin = at + (closing ? 2 : 1);
        const char first = begin < html.size() ? static_cast<char>(html[begin] | 0x20) : '\0';
        if (first < 'a' || first > 'z') continue;
        const auto name = name_at(html, begin);
        closing ? elements.close(name) : elements.open(name);
        if (elements.too_many()) return true;
        if (AttributeCount().count(html, begin + name.size, budget) > most_attributes || budget < 0) return true;
    }
    return false;
}

}  // namespace broadsheet::feeds
