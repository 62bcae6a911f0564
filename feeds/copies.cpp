#include "feeds/copies.hpp"

#include "feeds/fixed_point.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t window = 72 * hour;
constexpr std::int64_t sketch_life = 96 * hour;  // no group spans more; some more than the window, for late comers
constexpr std::int64_t exact_window = 7 * 24 * hour;
constexpr std::int64_t title_bonus = q16(400);
constexpr std::size_t boilerplate = 60;  // articles with one shingle
constexpr std::size_t most_of_one_key = 32;
constexpr std::size_t short_text = 30;  // shingles

constexpr std::uint64_t url_key(std::uint64_t hash) {
    return hash ^ 0x75726c5f75726c5fULL;
}
constexpr std::uint64_t text_key(std::uint64_t hash) {
    return hash ^ 0x746578745f746578ULL;
}

bool near(std::int64_t a, std::int64_t b, std::int64_t distance) {
    return std::abs(a - b) <= distance;
}

/// Shingles that are left when a sketch is sampled as coarsely as `level` says.
std::uint32_t count_at(const Sketch& sketch, unsigned level) {
    if (level <= sketch.level) return static_cast<std::uint32_t>(sketch.shingles.size());
    const std::uint32_t mask = (1U << level) - 1;
    return static_cast<std::uint32_t>(std::count_if(sketch.shingles.begin(), sketch.shingles.end(),
                                                    [mask](std::uint32_t shingle) { return (shingle & mask) == 0; }));
}

/// Too short to tell a version of an article from the words that a feed puts under every headline.
bool is_short(const Sketch& sketch) {
    return sketch.level == 0 && sketch.shingles.size() < short_text;
}

}  // namespace

std::optional<CopyMatch> Copies::find(const CopyFacts& article) const {
    if (auto exact = find_exact(article)) return exact;
    const Hits hits = shared_shingles(article);
    std::set<std::int64_t> candidates;
    for (const auto& [number, shared] : hits)
        if (containment(article, number, shared) > 0) candidates.insert(entries_[number].group);
    std::optional<CopyMatch> best;
    for (const std::int64_t group : candidates) {
        std::int64_t highest = 0;
        std::int64_t sum = 0;
        std::int64_t count = 0;
        std::int64_t nearest = 0;
        const auto& members = groups_.at(group).members;
        if (!near(entries_[members.front()].facts.time, article.time, sketch_life)) continue;
        for (const std::uint32_t number : members) {
            const Entry& member = entries_[number];
            if (!member.indexed || !near(member.facts.time, article.time, window)) continue;
            const auto hit = std::lower_bound(hits.begin(), hits.end(), std::pair(number, 0U));
            const bool shares = hit != hits.end() && hit->first == number;
            const std::int64_t value = shares ? containment(article, number, hit->second) : 0;
            if (value > highest) nearest = member.facts.id;
            highest = std::max(highest, value);
            sum += value;
            ++count;
        }
        const std::int64_t score = (highest + sum / std::max<std::int64_t>(count, 1)) / 2;
        if (score > threshold && (!best || score > best->score)) best = CopyMatch{group, nearest, false, score};
    }
    return best;
}

/// Equal addresses, or equal texts of two feeds. A feed that gives all its entries one text says nothing by it.
std::optional<CopyMatch> Copies::find_exact(const CopyFacts& article) const {
    const auto match = [&](std::uint64_t key, auto is_it) -> std::optional<CopyMatch> {
        const auto found = keys_.find(key);
        if (found == keys_.end()) return std::nullopt;
        for (const std::uint32_t number : found->second.newest(most_of_one_key)) {
            const Entry& other = entries_[number];
            if (near(other.facts.time, article.time, exact_window) && is_it(other.facts))
                return CopyMatch{other.group, other.facts.id, true, q16_one};
        }
        return std::nullopt;
    };
    if (article.url != 0) {
        const auto same_url = [&](const CopyFacts& other) { return other.url == article.url; };
        if (auto found = match(url_key(article.url), same_url)) return found;
    }
    if (article.text == 0) return std::nullopt;
    return match(text_key(article.text), [&](const CopyFacts& other) {
        return other.text == article.text &&
               (other.feed != article.feed || (other.title != 0 && other.title == article.title));
    });
}

Copies::Hits Copies::shared_shingles(const CopyFacts& article) const {
    std::vector<std::uint32_t> all;
    for (const std::uint32_t shingle : article.sketch.shingles)
        shingles_.visit(shingle, boilerplate, [&](std::uint32_t number) {
            const Entry& other = entries_[number];
            if (near(other.facts.time, article.time, window) && other.facts.id != article.id) all.push_back(number);
        });
    std::sort(all.begin(), all.end());
    Hits hits;
    for (const std::uint32_t number : all) {
        if (hits.empty() || hits.back().first != number) hits.emplace_back(number, 0U);
        ++hits.back().second;
    }
    return hits;
}

/// The part of the shorter text that the longer one has too, in Q16, with the bonus for one title.
std::int64_t Copies::containment(const CopyFacts& article, std::uint32_t member, std::uint32_t shared) const {
    const CopyFacts& other = entries_[member].facts;
    if (article.feed == other.feed && (article.title == 0 || article.title != other.title) &&
        is_short(article.sketch) && is_short(other.sketch))
        return 0;
    const unsigned level = std::max(article.sketch.level, other.sketch.level);
    const std::uint32_t smaller =
        std::max(1U, std::min(count_at(article.sketch, level), count_at(other.sketch, level)));
    const std::uint32_t least = level == 0 ? 3 : 2;
    std::int64_t value = shared >= least ? q16_one * shared / smaller : 0;
    if (shared > 0 && article.title != 0 && article.title == other.title) value += title_bonus;
    return std::min(value, q16_one);
}

void Copies::add(CopyFacts article, std::int64_t group) {
    std::uint32_t number = 0;
    if (free_.empty()) {
        number = static_cast<std::uint32_t>(entries_.size());
        entries_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    Entry& entry = entries_[number];
    entry.facts = std::move(article);
    entry.group = group;
    entry.indexed = true;
    const CopyFacts& facts = entry.facts;
    numbers_[facts.id] = number;
    groups_[group].members.push_back(number);
    if (facts.url != 0) keys_[url_key(facts.url)].push(number);
    if (facts.text != 0) keys_[text_key(facts.text)].push(number);
    if (facts.title != 0) keys_[facts.title].push(number);
    for (const std::uint32_t shingle : facts.sketch.shingles) shingles_.add(shingle, number);
    hours_[facts.time / hour].push_back(number);
    sketch_hours_[facts.time / hour].push_back(number);
}

std::vector<std::int64_t> Copies::join_by_title(std::int64_t article) {
    const std::uint32_t number = numbers_.at(article);
    const CopyFacts& facts = entries_[number].facts;
    std::vector<std::int64_t> ended;
    if (facts.title == 0) return ended;
    const auto same_title = keys_.at(facts.title).newest(most_of_one_key);
    if (same_title.size() < 2) return ended;
    const Hits hits = shared_shingles(facts);
    for (const std::uint32_t other : same_title) {
        const auto hit = std::lower_bound(hits.begin(), hits.end(), std::pair(other, 0U));
        if (hit == hits.end() || hit->first != other) continue;
        const auto [keep, drop] = std::minmax(entries_[number].group, entries_[other].group);
        if (keep == drop) continue;
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
    Entry& entry = entries_[number];
    for (const std::uint32_t shingle : entry.facts.sketch.shingles) shingles_.remove(shingle, number);
    entry.facts.sketch = {};
    entry.indexed = false;
}

void Copies::forget(std::uint32_t number) {
    const Entry entry = std::exchange(entries_[number], {});
    const auto is_it = [number](std::uint32_t other) { return other == number; };
    for (const std::uint64_t key : {entry.facts.url == 0 ? 0 : url_key(entry.facts.url),
                                    entry.facts.text == 0 ? 0 : text_key(entry.facts.text), entry.facts.title}) {
        const auto found = keys_.find(key);
        if (key == 0 || found == keys_.end()) continue;
        found->second.erase(is_it);
        if (found->second.size() == 0) keys_.erase(found);
    }
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
