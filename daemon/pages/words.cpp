#include "daemon/pages/words.hpp"

#include "feeds/html.hpp"
#include "feeds/render_text.hpp"
#include "feeds/time.hpp"
#include "feeds/utf8.hpp"

#include <array>
#include <cstdio>

namespace broadsheet::pages {

namespace {

constexpr std::size_t teaser_bytes = 320;

void add(std::string& list, std::string_view item) {
    if (!item.empty()) list.append(list.empty() ? "" : ", ").append(item);
}

}  // namespace

std::string time_for_people(feeds::Timestamp time) {
    const auto machine = feeds::to_rfc822(time);  // "Tue, 24 Nov 2026 08:22:53 GMT"
    const auto day = machine.substr(machine[5] == '0' ? 6 : 5);
    return day.substr(0, day.size() - 13) + ", " + machine.substr(17, 5);
}

std::string time_for_tables(std::string_view rfc3339) {
    if (rfc3339.size() < 16) return "–";
    return std::string(rfc3339.substr(0, 10)) + " " + std::string(rfc3339.substr(11, 5));
}

std::string size_for_people(std::uint64_t bytes) {
    constexpr std::array<const char*, 4> units = {"kB", "MB", "GB", "TB"};
    if (bytes < 1000) return std::to_string(bytes) + " bytes";
    auto size = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    for (; size >= 999.5 && unit + 1 < units.size(); ++unit) size /= 1000;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), size < 10 ? "%.1f %s" : "%.0f %s", size, units[unit]);
    return text.data();
}

std::string duration_for_people(std::chrono::seconds duration) {
    const auto total = static_cast<long long>(duration.count());
    std::array<char, 64> text{};
    if (total >= 3600)
        std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", total / 3600, total / 60 % 60, total % 60);
    else
        std::snprintf(text.data(), text.size(), "%lld:%02lld", total / 60, total % 60);
    return text.data();
}

std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    auto end = text.rfind(' ', bytes);
    if (end == std::string::npos || end < bytes / 2) end = feeds::utf8_prefix(text, bytes).size();
    return text.substr(0, end) + "…";
}

std::string teaser_of(const feeds::OutputEntry& entry) {
    const auto& article = entry.article;
    auto text = !article.summary.empty()        ? article.summary
                : !article.content_text.empty() ? article.content_text
                                                : feeds::html_to_text(article.content_html);
    return text == feeds::title_of(entry) ? std::string() : shortened(std::move(text), teaser_bytes);
}

std::string thumbnail_of(const feeds::Article& article) {
    if (!article.image.empty()) return article.image;
    for (const auto& media : article.media)
        if (!media.thumbnail.empty()) return media.thumbnail;
    return {};
}

std::string names_of(const std::vector<feeds::Person>& people) {
    std::string text;
    for (const auto& person : people) add(text, person.name);
    return text;
}

std::string details_of(const feeds::Enclosure& enclosure) {
    std::string text = enclosure.type;
    if (enclosure.length && *enclosure.length > 0) add(text, size_for_people(*enclosure.length));
    if (enclosure.duration) add(text, duration_for_people(*enclosure.duration));
    return text;
}

std::string root_of(std::string_view base_url) {
    const auto scheme = base_url.find("://");
    const auto path = base_url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    if (path == std::string_view::npos) return {};
    auto root = std::string(base_url.substr(path));
    while (root.ends_with('/')) root.pop_back();
    return root;
}

}  // namespace broadsheet::pages
