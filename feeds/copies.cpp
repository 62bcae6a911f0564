#include "feeds/copies.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::feeds {

void Copies::add(CopyFacts article, std::int64_t group) {
    const std::uint32_t number = insert(article, group);
    keep_sketch(number, std::move(article.sketch));
}

void Copies::restore(CopyFacts article, std::int64_t group, std::int64_t clock) {
    if (article.time / hour < (clock - exact_window) / hour) return;
    const bool compared = compares_words(article.time, clock);
    const std::uint32_t number = insert(article, group);
    if (!compared) return;
    entries_[number].compared = true;
    sketches_.restore(number, std::move(article.sketch));
}

std::uint32_t Copies::insert(const CopyKeys& article, std::int64_t group) {
    std::uint32_t number = 0;
    if (free_.empty()) {
        number = static_cast<std::uint32_t>(entries_.size());
        entries_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    Entry& entry = entries_[number];
    entry.facts = article;
    entry.feed = feeds_.try_emplace(article.feed, static_cast<std::uint32_t>(feeds_.size())).first->second;
    entry.group = group_numbered(group);
    Group& joined = groups_[entry.group];
    (joined.last == none ? joined.first : entries_[joined.last].next) = number;
    joined.last = number;
    const CopyKeys& facts = entry.facts;
    numbers_[facts.id] = number;
    if (facts.url != 0) keys_.add(url_key(facts.url), number);
    if (facts.text != 0) keys_.add(text_key(facts.text), number);
    if (facts.title != 0) keys_.add(title_key(facts.title), number);
    return number;
}

std::uint32_t Copies::group_numbered(std::int64_t id) {
    const auto [entry, added] = group_numbers_.try_emplace(id, 0U);
    if (added && free_groups_.empty()) {
        entry->second = static_cast<std::uint32_t>(groups_.size());
        groups_.emplace_back();
    } else if (added) {
        entry->second = free_groups_.back();
        free_groups_.pop_back();
    }
    groups_[entry->second].id = id;
    return entry->second;
}

void Copies::keep_sketch(std::uint32_t number, Sketch sketch) {
    entries_[number].compared = true;
    sketches_.add(number, std::move(sketch));
}

std::vector<std::int64_t> Copies::join_by_title(std::int64_t article) {
    const std::uint32_t number = numbers_.at(article);
    const CopyKeys& facts = entries_[number].facts;
    std::vector<std::int64_t> ended;
    if (facts.title == 0) return ended;
    std::vector<std::uint32_t> same_title;
    keys_.visit_newest(title_key(facts.title), most_of_one_key, [&](std::uint32_t other) {
        const CopyKeys& known = entries_[other].facts;
        if (known.title == facts.title && known.feed != facts.feed) same_title.push_back(other);
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
    const Group ended = std::exchange(groups_[drop], {});
    group_numbers_.erase(ended.id);
    free_groups_.push_back(drop);
    Group& group = groups_[keep];
    std::uint32_t one = std::exchange(group.first, none);
    std::uint32_t two = ended.first;
    group.last = none;
    while (one != none || two != none) {
        const bool mine = two == none || (one != none && entries_[one].facts.id < entries_[two].facts.id);
        std::uint32_t& number = mine ? one : two;
        (group.last == none ? group.first : entries_[group.last].next) = number;
        group.last = number;
        entries_[number].group = keep;
        number = std::exchange(entries_[number].next, none);
    }
}

void Copies::expire(std::int64_t clock) {
    for (std::uint32_t number = 0; number < entries_.size(); ++number) {
        const Entry& entry = entries_[number];
        if (entry.facts.id == 0) continue;
        if (entry.compared && !compares_words(entry.facts.time, clock)) forget_sketch(number);
        if (entry.facts.time / hour < (clock - exact_window) / hour) forget(number);
    }
}

void Copies::forget_sketch(std::uint32_t number) {
    sketches_.remove(number);
    entries_[number].compared = false;
}

void Copies::forget(std::uint32_t number) {
    leave_group(number);
    const Entry entry = std::exchange(entries_[number], {});
    const CopyKeys& facts = entry.facts;
    if (facts.url != 0) keys_.remove(url_key(facts.url), number);
    if (facts.text != 0) keys_.remove(text_key(facts.text), number);
    if (facts.title != 0) keys_.remove(title_key(facts.title), number);
    numbers_.erase(facts.id);
    free_.push_back(number);
}

void Copies::leave_group(std::uint32_t number) {
    Group& group = groups_[entries_[number].group];
    std::uint32_t before = none;
    for (std::uint32_t member = group.first; member != number; member = entries_[member].next) before = member;
    (before == none ? group.first : entries_[before].next) = entries_[number].next;
    if (group.last == number) group.last = before;
    if (group.last != none) return;
    group_numbers_.erase(group.id);
    free_groups_.push_back(entries_[number].group);
    group = {};
}

std::int64_t Copies::group_of(std::int64_t article) const {
    const auto found = numbers_.find(article);
    return found == numbers_.end() ? 0 : groups_[entries_[found->second].group].id;
}

std::int64_t Copies::story_of(std::int64_t group) const {
    const auto found = group_numbers_.find(group);
    return found == group_numbers_.end() ? 0 : groups_[found->second].story;
}

void Copies::set_story(std::int64_t group, std::int64_t story) {
    if (const auto found = group_numbers_.find(group); found != group_numbers_.end())
        groups_[found->second].story = story;
}

std::vector<std::int64_t> Copies::members(std::int64_t group) const {
    std::vector<std::int64_t> ids;
    const auto found = group_numbers_.find(group);
    if (found == group_numbers_.end()) return ids;
    for (std::uint32_t number = groups_[found->second].first; number != none; number = entries_[number].next)
        ids.push_back(entries_[number].facts.id);
    return ids;
}

}  // namespace broadsheet::feeds
