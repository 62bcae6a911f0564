#include "feeds/html_simple_elements.hpp"

#include <array>
#include <cstddef>

namespace broadsheet::feeds {

namespace {

// clang-format off
constexpr std::array<SimpleElement, 60> elements{{
    {"a", Shape::anchor}, {"abbr", Shape::phrase}, {"acronym", Shape::phrase}, {"address", Shape::block},
    {"article", Shape::block}, {"aside", Shape::block}, {"b", Shape::phrase}, {"big", Shape::phrase},
    {"blockquote", Shape::block}, {"br", Shape::empty}, {"center", Shape::block}, {"cite", Shape::phrase},
    {"code", Shape::phrase}, {"dd", Shape::item, true}, {"del", Shape::phrase}, {"div", Shape::block},
    {"dl", Shape::list}, {"dt", Shape::item, true}, {"em", Shape::phrase}, {"figcaption", Shape::block},
    {"figure", Shape::block}, {"font", Shape::phrase}, {"footer", Shape::block}, {"h1", Shape::heading},
    {"h2", Shape::heading}, {"h3", Shape::heading}, {"h4", Shape::heading}, {"h5", Shape::heading},
    {"h6", Shape::heading}, {"header", Shape::block}, {"hr", Shape::empty_block}, {"i", Shape::phrase},
    {"iframe", Shape::raw}, {"img", Shape::empty}, {"ins", Shape::phrase}, {"kbd", Shape::phrase},
    {"li", Shape::item}, {"mark", Shape::phrase}, {"nav", Shape::block}, {"ol", Shape::list}, {"p", Shape::paragraph},
    {"pre", Shape::pre}, {"q", Shape::phrase}, {"s", Shape::phrase}, {"samp", Shape::phrase}, {"script", Shape::raw},
    {"section", Shape::block}, {"small", Shape::phrase}, {"span", Shape::phrase}, {"strike", Shape::phrase},
    {"strong", Shape::phrase}, {"style", Shape::raw}, {"sub", Shape::phrase}, {"sup", Shape::phrase},
    {"time", Shape::phrase}, {"tt", Shape::phrase}, {"u", Shape::phrase}, {"ul", Shape::list}, {"var", Shape::phrase},
    {"wbr", Shape::empty},
}};
// clang-format on

constexpr std::size_t slots = 256;

constexpr std::size_t slot_of(std::string_view name) {
    const auto first = static_cast<unsigned char>(name.front()), last = static_cast<unsigned char>(name.back());
    return (first * 7U + last * 31U + name.size() * 57U) % slots;
}

/// Open addressing: a slot holds the number of an element, counted from one.
constexpr auto table = [] {
    std::array<std::uint8_t, slots> result{};
    for (std::size_t i = 0; i < elements.size(); ++i) {
        auto slot = slot_of(elements[i].name);
        while (result[slot] != 0) slot = (slot + 1) % slots;
        result[slot] = static_cast<std::uint8_t>(i + 1);
    }
    return result;
}();

}  // namespace

const SimpleElement* find_simple_element(std::string_view name) {
    if (name.empty()) return nullptr;
    for (auto slot = slot_of(name); table[slot] != 0; slot = (slot + 1) % slots)
        if (elements[table[slot] - 1U].name == name) return &elements[table[slot] - 1U];
    return nullptr;
}

}  // namespace broadsheet::feeds
