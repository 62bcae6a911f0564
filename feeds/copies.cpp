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
    if (compared) keep_sketch(number, std::move(article.sketch));
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
    entry.group = group;
    const CopyKeys& facts = entry.facts;
    numbers_[facts.id] = number;
    groups_[group].members.push_back(number);
    if (facts.url != 0) keys_.add(url_key(facts.url), number);
    if (facts.text != 0) keys_.add(text_key(facts.text), number);
    if (facts.title != 0) keys_.add(title_key(facts.title), number);
    hours_[facts.time / hour].push_back(number);
    return number;
}

void Copies::keep_sketch(std::uint32_t number, Sketch sketch) {
    Entry& entry = entries_[number];
    entry.compared = true;
    sketches_.add(number, std::move(sketch));
    sketch_hours_[entry.facts.time / hour].push_back(number);
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
    const Hits hits = shared_shingles(known(number));
    for (const std::uint32_t other : same_title) {
        const auto hit = std::lower_bound(hits.begin(), hits.end(), std::pair(other, 0U));
        if (hit == hits.end() || hit->first != other) continue;
        const auto [keep, drop] = std::minmax(entries_[number].group, entries_[other].group);
        if (keep == drop || tells_apart(groups_.at(keep), groups_.at(drop))) continue;
        const auto moved = std::move(groups_.at(drop).members);
        groups_.erase(drop);
        auto& members = groups_.at(keep).members;
        for (const std::uint32_t member : moved) entries_[member].group = keep;
        members.insert(members.end(), moved.begin(), moved.end());
        std::sort(members.begin(), members.end(),
                  [this](std::uint32_t a, std::uint32_t b) { return entries_[a].facts.id < entries_[b].facts.id; });
        ended.push_back(drop);
    }
    return ended;
}

void Copies::expire(std::int64_t clock) {
    while (!sketch_hours_.empty() && sketch_hours_.begin()->first < (clock - sketch_life) / hour) {
        for (const std::uint32_t number : sketch_hours_.begin()->second) forget_sketch(number);
        sketch_hours_.erase(sketch_hours_.begin());
    }
    while (!hours_.empty() && hours_.begin()->first < (clock - exact_window) / hour) {
        for (const std::uint32_t number : hours_.begin()->second) forget(number);
        hours_.erase(hours_.begin());
    }
}

void Copies::forget_sketch(std::uint32_t number) {
    sketches_.remove(number);
    entries_[number].compared = false;
}

void Copies::forget(std::uint32_t number) {
    const Entry entry = std::exchange(entries_[number], {});
    const CopyKeys& facts = entry.facts;
    if (facts.url != 0) keys_.remove(url_key(facts.url), number);
    if (facts.text != 0) keys_.remove(text_key(facts.text), number);
    if (facts.title != 0) keys_.remove(title_key(facts.title), number);
    auto& members = groups_.at(entry.group).members;
    std::erase(members, number);
    if (members.empty()) groups_.erase(entry.group);
    numbers_.erase(entry.facts.id);
    free_.push_back(number);
}

std::int64_t Copies::group_of(std::int64_t article) const {
    const auto found = numbers_.find(article);
    return found == numbers_.end() ? 0 : entries_[found->second].group;
}

std::int64_t Copies::story_of(std::int64_t group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? 0 : found->second.story;
}

void Copies::set_story(std::int64_t group, std::int64_t story) {
    if (const auto found = groups_.find(group); found != groups_.end()) found->second.story = story;
}

std::vector<std::int64_t> Copies::members(std::int64_t group) const {
    std::vector<std::int64_t> ids;
    if (const auto found = groups_.find(group); found != groups_.end())
        for (const std::uint32_t number : found->second.members) ids.push_back(entries_[number].facts.id);
    return ids;
}

}  // namespace broadsheet::feeds
