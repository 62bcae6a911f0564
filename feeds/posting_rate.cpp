// The rate is read off the documents themselves: the dates of the entries listed say how often the feed posts now, by
// day and by night. Where entries come that have no dates, or such as they would have been seen by before, what was new
// to the store counts as well. Entries far older than most are pinned, or left over from another list: they say nothing
// of how far back the others reach. Between documents the weight fades, so that a feed which falls silent is asked less
// and less often.

#include "feeds/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace broadsheet::feeds {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

constexpr seconds memory = days(14);
constexpr seconds shortest_watch = days(1);
constexpr seconds shortest_span = hours(1);
constexpr int pinned_from = 4;  // times the median age: what is posted at random ends at twice that
constexpr seconds longest_gap = days(365);
constexpr seconds late = hours(3);  // what a cache on the way holds up looks as much older than it is new

double fading(seconds age) {
    return std::exp(-static_cast<double>(std::max(age, seconds(0)).count()) / static_cast<double>(memory.count()));
}

std::optional<Timestamp> date_of(const Article& article, Timestamp now) {
    const auto date = article.published ? article.published : article.updated;
    return date && *date <= now && now - *date < 8 * memory ? date : std::nullopt;
}

/// Of the entries that the document lists because they are the newest, youngest first.
std::vector<seconds> ages_in(const Feed& document, Timestamp now) {
    std::vector<seconds> ages;
    for (const auto& article : document.articles)
        if (const auto date = date_of(article, now)) ages.push_back(now - *date);
    std::sort(ages.begin(), ages.end());
    if (ages.empty()) return ages;
    const auto limit = pinned_from * std::max(ages[ages.size() / 2], shortest_span);
    ages.erase(std::upper_bound(ages.begin(), ages.end(), limit), ages.end());
    return ages;
}

}  // namespace

PostingRate observe(PostingRate before, const Feed& document, bool complete, Timestamp now) {
    PostingRate rate;
    rate.as_of = now;
    rate.watched = std::min(before.watched.value_or(now), now);  // the clock may have been ahead
    rate.untold = before.untold * fading(now - before.as_of);
    auto ages = ages_in(document, now);
    // What hubs bring may be all of the document, of which most has been counted.
    if (!complete && before.watched) std::erase_if(ages, [&](seconds age) { return age >= now - before.as_of; });
    for (const auto age : ages) rate.weight += fading(age);
    rate.oldest = now - (ages.empty() ? seconds(0) : ages.back());
    if (complete && rate.weight > 0) return rate;
    rate.weight += before.weight * fading(now - before.as_of);
    rate.oldest = before.watched ? std::min(before.oldest, rate.oldest) : rate.oldest;
    return rate;
}

std::size_t posts_since(const Feed& document, Timestamp last, Timestamp now) {
    const auto is_since = [&](const Article& article) {
        const auto date = date_of(article, now);
        return date && *date > last - late;
    };
    return static_cast<std::size_t>(std::count_if(document.articles.begin(), document.articles.end(), is_since));
}

PostingRate with_untold(PostingRate rate, std::size_t posts) {
    rate.untold += static_cast<double>(posts);
    return rate;
}

namespace {

/// For how long posts count in full that are as old as this at most.
double length_of(seconds age) {
    return static_cast<double>(memory.count()) * (1 - fading(std::max(age, shortest_span)));
}

}  // namespace

std::optional<seconds> posting_gap(const PostingRate& rate, Timestamp now) {
    if (!rate.watched || now - *rate.watched < shortest_watch) return std::nullopt;
    const auto posts_a_second = fading(now - rate.as_of) * (rate.weight / length_of(now - rate.oldest) +
                                                            rate.untold / length_of(now - *rate.watched));
    constexpr auto longest = static_cast<double>(longest_gap.count());
    return seconds(static_cast<std::int64_t>(posts_a_second * longest > 1 ? 1 / posts_a_second : longest));
}

}  // namespace broadsheet::feeds
