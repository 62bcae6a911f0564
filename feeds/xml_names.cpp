#include "feeds/xml_names.hpp"

#include "feeds/ascii.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

struct NamedSpace {
    std::string_view name;
    Space space;
};

// Without scheme, "www." and closing slash or hash; sorted.
constexpr std::array spaces{
    NamedSpace{"a9.com/-/spec/opensearch/1.1", Space::other},
    NamedSpace{"backend.userland.com/creativecommonsrssmodule", Space::cc},
    NamedSpace{"backend.userland.com/rss", Space::core},
    NamedSpace{"backend.userland.com/rss091", Space::core},
    NamedSpace{"backend.userland.com/rss2", Space::core},
    NamedSpace{"blogs.law.harvard.edu/tech/rss", Space::core},
    NamedSpace{"creativecommons.org/ns", Space::cc},
    NamedSpace{"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", Space::cc},
    NamedSpace{"example.com/dtds/podcast-1.0.dtd", Space::itunes},
    NamedSpace{"github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", Space::podcast},
    NamedSpace{"itunes.com/dtds/podcast-1.0.dtd", Space::itunes},
    NamedSpace{"my.netscape.com/publish/formats/rss-0.91.dtd", Space::core},
    NamedSpace{"my.netscape.com/rdf/simple/0.9", Space::core},
    NamedSpace{"opengis.net/gml", Space::gml},
    NamedSpace{"opengis.net/gml/3.2", Space::gml},
    NamedSpace{"pheedo.com/namespace/pheedo", Space::feedburner},
    NamedSpace{"podcastindex.org/namespace/1.0", Space::podcast},
    NamedSpace{"purl.org/atom/ns", Space::core},
    NamedSpace{"purl.org/dc/elements/1.0", Space::dc},
    NamedSpace{"purl.org/dc/elements/1.1", Space::dc},
    NamedSpace{"purl.org/dc/terms", Space::dc},
    NamedSpace{"purl.org/echo", Space::core},
    NamedSpace{"purl.org/net/rss1.1", Space::core},
    NamedSpace{"purl.org/pie", Space::core},
    NamedSpace{"purl.org/rss/1.0", Space::core},
    NamedSpace{"purl.org/rss/1.0/modules/content", Space::content},
    NamedSpace{"purl.org/rss/1.0/modules/rss091", Space::core},
    NamedSpace{"purl.org/rss/1.0/modules/slash", Space::slash},
    NamedSpace{"purl.org/rss/1.0/modules/syndication", Space::sy},
    NamedSpace{"purl.org/syndication/history/1.0", Space::fh},
    NamedSpace{"purl.org/syndication/thread/1.0", Space::thr},
    NamedSpace{"rssnamespace.org/feedburner/ext/1.0", Space::feedburner},
    NamedSpace{"search.yahoo.com/mrss", Space::media},
    NamedSpace{"video.search.yahoo.com/mrss", Space::media},
    NamedSpace{"w3.org/1998/math/mathml", Space::mathml},
    NamedSpace{"w3.org/1999/02/22-rdf-syntax-ns", Space::rdf},
    NamedSpace{"w3.org/1999/xhtml", Space::xhtml},
    NamedSpace{"w3.org/2000/svg", Space::svg},
    NamedSpace{"w3.org/2003/01/geo/wgs84_pos", Space::geo},
    NamedSpace{"w3.org/2005/atom", Space::core},
    NamedSpace{"w3.org/xml/1998/namespace", Space::xml},
    NamedSpace{"web.resource.org/cc", Space::cc},
    NamedSpace{"webns.net/mvcb", Space::admin},
    NamedSpace{"wellformedweb.org/commentapi", Space::wfw},
};

constexpr std::array prefixes{
    NamedSpace{"a10", Space::core},
    NamedSpace{"admin", Space::admin},
    NamedSpace{"atom", Space::core},
    NamedSpace{"atom03", Space::core},
    NamedSpace{"atom10", Space::core},
    NamedSpace{"cc", Space::cc},
    NamedSpace{"content", Space::content},
    NamedSpace{"creativecommons", Space::cc},
    NamedSpace{"dc", Space::dc},
    NamedSpace{"dcterms", Space::dc},
    NamedSpace{"feedburner", Space::feedburner},
    NamedSpace{"fh", Space::fh},
    NamedSpace{"geo", Space::geo},
    NamedSpace{"georss", Space::georss},
    NamedSpace{"gml", Space::gml},
    NamedSpace{"itunes", Space::itunes},
    NamedSpace{"media", Space::media},
    NamedSpace{"pheedo", Space::feedburner},
    NamedSpace{"podcast", Space::podcast},
    NamedSpace{"rdf", Space::rdf},
    NamedSpace{"rss", Space::core},
    NamedSpace{"slash", Space::slash},
    NamedSpace{"sy", Space::sy},
    NamedSpace{"thr", Space::thr},
    NamedSpace{"wfw", Space::wfw},
    NamedSpace{"xhtml", Space::xhtml},
    NamedSpace{"xml", Space::xml},
};

constexpr bool by_name(const NamedSpace& a, const NamedSpace& b) {
    return a.name < b.name;
}
static_assert(std::is_sorted(spaces.begin(), spaces.end(), by_name));
static_assert(std::is_sorted(prefixes.begin(), prefixes.end(), by_name));

template <std::size_t Size>
Space find_in(const std::array<NamedSpace, Size>& table, std::string_view name) {
    const auto found = std::lower_bound(table.begin(), table.end(), NamedSpace{name, Space::other}, by_name);
    return found != table.end() && found->name == name ? found->space : Space::other;
}

constexpr std::array<std::string_view, static_cast<std::size_t>(Word::width_) + 1> words{
    "",
#define BROADSHEET_WORD(word) #word,
    BROADSHEET_FEED_WORDS(BROADSHEET_WORD)
#undef BROADSHEET_WORD
};

constexpr std::size_t slots = 1024;

constexpr std::uint32_t hash(std::string_view name) {
    std::uint32_t value = 2166136261U;
    for (const char c : name) value = (value ^ static_cast<unsigned char>(lower(c))) * 16777619U;
    return value ^ value >> 15U;
}

/// Open addressing: a slot holds the number of a word.
constexpr auto word_table = [] {
    std::array<std::uint16_t, slots> table{};
    for (std::size_t i = 1; i < words.size(); ++i) {
        auto slot = hash(words[i]) % slots;
        while (table[slot] != 0) slot = (slot + 1) % slots;
        table[slot] = static_cast<std::uint16_t>(i);
    }
    return table;
}();

}  // namespace

Space space_of_uri(std::string_view uri) {
    std::array<char, 96> buffer{};
    if (const auto at = uri.find("://"); at != std::string_view::npos) uri.remove_prefix(at + 3);
    if (uri.size() > 4 && equals_ignoring_case(uri.substr(0, 4), "www.")) uri.remove_prefix(4);
    while (!uri.empty() && (uri.back() == '/' || uri.back() == '#' || uri.back() == ' ')) uri.remove_suffix(1);
    if (uri.empty()) return Space::core;
    if (uri.size() > buffer.size()) return Space::other;
    std::transform(uri.begin(), uri.end(), buffer.begin(), [](char c) { return lower(c); });
    const std::string_view name(buffer.data(), uri.size());
    if (name.starts_with("georss.org/georss")) return Space::georss;
    return find_in(spaces, name);
}

Space space_of_usual_prefix(std::string_view prefix) {
    std::array<char, 16> buffer{};
    if (prefix.empty() || prefix.size() > buffer.size()) return Space::other;
    std::transform(prefix.begin(), prefix.end(), buffer.begin(), [](char c) { return lower(c); });
    return find_in(prefixes, std::string_view(buffer.data(), prefix.size()));
}

Word word_of(std::string_view local) {
    if (local.size() > 18) return Word::none;
    for (auto slot = hash(local) % slots; word_table[slot] != 0; slot = (slot + 1) % slots)
        if (equals_ignoring_case(words[word_table[slot]], local)) return static_cast<Word>(word_table[slot]);
    return Word::none;
}

}  // namespace broadsheet::feeds
