// Where an entry is: GeoRSS simple and GML, W3C basic geo. Points only.
#include "feeds/parse_context.hpp"

#include <charconv>
#include <cmath>
#include <optional>

namespace broadsheet::feeds {

namespace {

std::optional<double> next_number(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t\r\n,+");
    if (begin == std::string_view::npos) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

std::optional<Geo> point_of(std::string_view text) {
    const bool had_comma = text.find(',') != std::string_view::npos;
    const auto lat = next_number(text);
    const auto lon = lat ? next_number(text) : std::nullopt;
    if (!lon || std::abs(*lat) > 90 || std::abs(*lon) > 360) return std::nullopt;
    // With a third number a comma may have been a decimal point.
    if (had_comma && next_number(text)) return std::nullopt;
    return Geo{*lat, *lon};
}

/// The next element below `top` in document order after `id`; 0 at the end.
NodeId next_below(const XmlTree& tree, NodeId id, NodeId top) {
    if (const auto child = tree.first_child(id); child != 0) return child;
    while (id != top && tree.next(id) == 0) id = tree.node(id).parent;
    return id == top ? 0 : tree.next(id);
}

/// geo:lat and geo:long stand beside each other: the first to come waits with the other as NaN.
void set_half(ParsedEntry& entry, std::string_view text, bool is_lat) {
    const auto value = next_number(text);
    if (!value) return;
    if (!entry.geo) entry.geo = Geo{std::nan(""), std::nan("")};
    (is_lat ? entry.geo->lat : entry.geo->lon) = *value;
}

}  // namespace

void read_geo_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    const auto& tree = context.tree();
    for (auto id = element; id != 0; id = next_below(tree, id, element)) {
        const auto& node = tree.node(id);
        if (node.kind != XmlKind::element) continue;
        const bool is_simple_point = node.space == Space::georss && node.word == Word::point_;
        if ((node.space == Space::gml && node.word == Word::pos_) || is_simple_point) {
            if (const auto point = point_of(context.text(id)); point && !entry.geo) entry.geo = point;
        } else if (node.space == Space::geo && (node.word == Word::lat_ || node.word == Word::long_)) {
            set_half(entry, context.text(id), node.word == Word::lat_);
        }
        if (id == element && tree.first_child(element) == 0) return;
    }
}

}  // namespace broadsheet::feeds
