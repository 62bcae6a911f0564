// The feed's own texts, dates and wishes.
#include "feeds/ascii.hpp"
#include "feeds/normalise_text.hpp"
#include "feeds/time.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::array<std::string_view, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                               "Friday", "Saturday", "Sunday"};

std::optional<Timestamp> date_of(std::string_view text) {
    return text.empty() ? std::nullopt : parse_date(text);
}

void set_texts(Feed& feed, const Meaning& meaning, ParsedFeed& parsed) {
    auto title = meaning.title(std::move(parsed.title));
    feed.title = std::move(title.plain);
    if (title.has_markup) feed.title_html = std::move(title.html);
    auto description = meaning.text(std::move(parsed.description));
    feed.description = std::move(description.plain);
    if (description.has_markup) feed.description_html = std::move(description.html);
    feed.user_comment = meaning.line(std::move(parsed.user_comment));
    feed.rights = meaning.line(std::move(parsed.rights));
    feed.generator = plain_line(parsed.generator, longest_line);
    feed.publisher = plain_line(parsed.publisher, longest_line);
    feed.language = language_tag(parsed.language);
}

void set_schedule(Feed& feed, const ParsedFeed& parsed) {
    constexpr std::uint64_t year = 366UL * 24 * 60;
    if (const auto ttl = number_of(parsed.ttl); ttl && *ttl > 0) feed.ttl = std::chrono::minutes(std::min(*ttl, year));
    for (const auto& hour : parsed.skip_hours)
        if (const auto value = number_of(hour); value && *value <= 24)
            feed.skip_hours.push_back(static_cast<int>(*value % 24));
    for (const auto& day : parsed.skip_days)
        for (const auto name : days)
            if (lower(name) == lower(day)) feed.skip_days.emplace_back(name);
    feed.update_period = parsed.update_period;
    if (const auto frequency = number_of(parsed.update_frequency); frequency && *frequency > 0)
        feed.update_frequency = static_cast<int>(std::min<std::uint64_t>(*frequency, 1'000'000));
}

}  // namespace

void set_feed_members(Feed& feed, const Meaning& meaning, ParsedFeed& parsed) {
    feed.format = parsed.format;
    if (parsed.id.size() <= longest_id) feed.id = parsed.id;
    set_texts(feed, meaning, parsed);
    set_schedule(feed, parsed);
    feed.published = date_of(parsed.published.value);
    feed.updated = date_of(parsed.updated.value);
    if (!feed.updated) feed.updated = date_of(parsed.date);
    feed.icon = meaning.url(parsed.icon);
    feed.favicon = meaning.url(parsed.favicon);
    feed.image = {meaning.url(parsed.image.url), plain_line(parsed.image.title, longest_line),
                  meaning.url(parsed.image.link)};
    feed.license = meaning.url(parsed.license);
    feed.expired = parsed.expired;
    feed.complete = parsed.complete;
    for (auto& hub : parsed.hubs)
        if (auto url = meaning.url(std::move(hub.href)); !url.empty()) {
            auto& known = feed.hubs.emplace_back();
            known.rel = std::move(hub.rel);
            known.href = std::move(url);
        }
}

}  // namespace broadsheet::feeds
