#include "feeds/copies.hpp"

#include "feeds/place_in.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace broadsheet::feeds {

std::uint32_t Copies::EntryKey::operator()(std::uint32_t keyed) const {
    const Entry& entry = (*entries)[keyed >> kind_bits];
    switch (keyed & ((1U << kind_bits) - 1)) {
        case by_url: return url_key(entry.url);
        case by_text: return text_key(entry.text);
        default: return title_key(entry.title);
    }
}

void Copies::add(const CopyFacts& article, std::int64_t group) {
    const std::uint32_t number = insert(article, group);
    entries_[number].compared = 1;
    ++compared_;
    sketches_.add(number, article.sketch);
}

void Copies::restore(const CopyFacts& article, std::int64_t group, std::int64_t clock) {
    if (article.time < std::max(oldest(exact_window, clock), floors_.known)) return;
    const bool compared = compares_words(article.time, clock);
    const std::uint32_t number = insert(article, group);
    if (!compared) return;
    entries_[number].compared = 1;
    ++compared_;
    sketches_.restore(number, article.sketch);
}

std::uint32_t Copies::insert(const CopyKeys& article, std::int64_t group) {
    const std::uint32_t number = place_in(entries_, free_);
    Entry& entry = entries_[number];
    entry = {article.id, article.time, article.url, article.text, article.title, group_numbered(group)};
    const auto [feed, added] = feed_numbers_.try_emplace(article.feed, static_cast<std::uint32_t>(feeds_.size()));
    if (added) feeds_.push_back(article.feed);
    entry.feed = feed->second & 0x7fff'ffffU;
    append(groups_[entry.group], number);
    numbers_.insert(number);
    if (entry.url != 0) keys_.add(number << kind_bits | by_url);
    if (entry.text != 0) keys_.add(number << kind_bits | by_text);
    if (entry.title != 0) keys_.add(number << kind_bits | by_title);
    return number;
}

void Copies::append(Group& group, std::uint32_t number) {
    entries_[number].previous = group.last;
    (group.last == none ? group.first : entries_[group.last].next) = number;
    group.last = number;
}

std::uint32_t Copies::group_numbered(std::int64_t id) {
    if (const std::uint32_t* const known = group_numbers_.find(id)) return *known;
    const std::uint32_t number = place_in(groups_, free_groups_);
    groups_[number].id = id;
    group_numbers_.insert(number);
    return number;
}

std::vector<std::int64_t> Copies::join_by_title(std::int64_t article) {
    const std::uint32_t number = *numbers_.find(article);
    const Entry& placed = entries_[number];
    std::vector<std::int64_t> ended;
    if (placed.title == 0) return ended;
    std::vector<std::uint32_t> same_title;
    keys_.visit_newest(title_key(placed.title), most_of_one_key, [&](std::uint32_t keyed) {
        const Entry& other = entries_[keyed >> kind_bits];
        if (other.title == placed.title && other.feed != placed.feed) same_title.push_back(keyed >> kind_bits);
    });
    if (same_title.empty()) return ended;
    count_shared(known(number));
    for (const std::uint32_t other : same_title) {
        if (shared_[other] == 0) continue;
        auto keep = entries_[number].group;
        auto drop = entries_[other].group;
        if (keep == drop) continue;
        if (groups_[drop].id < groups_[keep].id) std::swap(keep, drop);
        if (tells_apart(groups_[keep], groups_[drop])) continue;
        ended.push_back(groups_[drop].id);
        join_groups(keep, drop);
    }
    forget_shared();
    return ended;
}

void Copies::join_groups(std::uint32_t keep, std::uint32_t drop) {
    group_numbers_.erase(groups_[drop].id);
    const Group ended = std::exchange(groups_[drop], {});
    free_groups_.push_back(drop);
    Group& group = groups_[keep];
    std::uint32_t one = std::exchange(group.first, none);
    std::uint32_t two = ended.first;
    group.last = none;
    while (one != none || two != none) {
        const bool mine = two == none || (one != none && entries_[one].id < entries_[two].id);
        std::uint32_t& number = mine ? one : two;
        append(group, number);
        entries_[number].group = keep;
        number = std::exchange(entries_[number].next, none);
    }
}

void Copies::expire(std::int64_t clock) {
    forget_before(std::max(oldest(exact_window, clock), floors_.known),
                  std::max(oldest(sketch_life, clock), floors_.compared));
}

void Copies::make_room(std::size_t most) {
    const std::size_t most_known = known_to_compared * most;
    if (compared_ <= most && size() <= most_known) return;
    const auto left = [](std::size_t count) { return count - count / 8; };
    if (compared_ > most) floors_.compared = std::max(floors_.compared, floor_for(left(most), true));
    if (size() > most_known) floors_.known = std::max(floors_.known, floor_for(left(most_known), false));
    forget_before(floors_.known, floors_.compared);
}

/// The earliest time that no more than `left` articles reach, of all or of those compared, which are more.
std::int64_t Copies::floor_for(std::size_t left, bool compared) const {
    std::vector<std::int64_t> times;
    times.reserve(size());
    for (const Entry& entry : entries_)
        if (entry.id != 0 && (!compared || entry.compared != 0)) times.push_back(entry.time);
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(left);
    std::nth_element(times.begin(), last, times.end(), std::greater<>());
    return *last + 1;
}

void Copies::forget_before(std::int64_t oldest_known, std::int64_t oldest_compared) {
    std::uint32_t number = 0;
    for (const Entry& entry : entries_) {
        if (entry.id != 0) {
            if (entry.compared != 0 && entry.time < std::max(oldest_compared, oldest_known)) forget_sketch(number);
            if (entry.time < oldest_known) forget(number);
        }
        ++number;
    }
}

void Copies::forget_sketch(std::uint32_t number) {
    sketches_.remove(number);
    entries_[number].compared = 0;
    --compared_;
}

void Copies::forget(std::uint32_t number) {
    leave_group(number);
    Entry& entry = entries_[number];
    if (entry.url != 0) keys_.remove(number << kind_bits | by_url);
    if (entry.text != 0) keys_.remove(number << kind_bits | by_text);
    if (entry.title != 0) keys_.remove(number << kind_bits | by_title);
    numbers_.erase(entry.id);
    entry = {};
    free_.push_back(number);
}

void Copies::leave_group(std::uint32_t number) {
    Group& group = groups_[entries_[number].group];
    const std::uint32_t before = entries_[number].previous;
    const std::uint32_t after = entries_[number].next;
    (before == none ? group.first : entries_[before].next) = after;
    (after == none ? group.last : entries_[after].previous) = before;
    if (group.last != none) return;
    group_numbers_.erase(group.id);
    free_groups_.push_back(entries_[number].group);
    group = {};
}

std::int64_t Copies::group_of(std::int64_t article) const {
    const std::uint32_t* const number = numbers_.find(article);
    return number == nullptr ? 0 : groups_[entries_[*number].group].id;
}

std::int64_t Copies::story_of(std::int64_t group) const {
    const std::uint32_t* const number = group_numbers_.find(group);
    return number == nullptr ? 0 : groups_[*number].story;
}

void Copies::set_story(std::int64_t group, std::int64_t story) {
    if (const std::uint32_t* const number = group_numbers_.find(group)) groups_[*number].story = story;
}

std::vector<std::int64_t> Copies::members(std::int64_t group) const {
    std::vector<std::int64_t> ids;
    const std::uint32_t* const found = group_numbers_.find(group);
    if (found == nullptr) return ids;
    for (std::uint32_t number = groups_[*found].first; number != none; number = entries_[number].next)
        ids.push_back(entries_[number].id);
    return ids;
}

}  // namespace broadsheet::feeds
