// Which group of copies an article belongs to: equal addresses and texts, then shared sequences of words.

#include "feeds/copies.hpp"

#include "feeds/fixed_point.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t title_bonus = q16(400);
constexpr std::uint32_t habit = 3;          // groups of one feed with one shingle
constexpr std::uint32_t fewest_shared = 2;  // shingles that say anything, unless the title does

bool near(std::int64_t a, std::int64_t b, std::int64_t distance) {
    return std::abs(a - b) <= distance;
}

/// Shingles that are left when a sketch is sampled as coarsely as `level` says.
std::uint32_t count_at(const SketchView& sketch, unsigned level) {
    if (level <= sketch.level) return static_cast<std::uint32_t>(sketch.shingles.size());
    const std::uint32_t mask = (1U << level) - 1;
    return static_cast<std::uint32_t>(std::count_if(sketch.shingles.begin(), sketch.shingles.end(),
                                                    [mask](std::uint32_t shingle) { return (shingle & mask) == 0; }));
}

/// What two sketches, and each of them, have at the level that both can be compared on.
struct Shared {
    std::size_t both = 0;
    std::size_t shorter = 0;
    std::size_t longer = 0;
};

Shared compare(const SketchView& a, const SketchView& b) {
    std::vector<std::uint32_t> both;
    std::set_intersection(a.shingles.begin(), a.shingles.end(), b.shingles.begin(), b.shingles.end(),
                          std::back_inserter(both));
    const unsigned level = std::max(a.level, b.level);
    const auto [shorter, longer] = std::minmax({count_at(a, level), count_at(b, level)});
    return {both.size(), shorter, longer};
}

bool has_other_headline(const CopyKeys& a, const CopyKeys& b) {
    return a.feed == b.feed && (a.title == 0 || a.title != b.title);
}

}  // namespace

CopyKeys Copies::facts(std::uint32_t number) const {
    const Entry& entry = entries_[number];
    return {entry.id, entry.time, feeds_[entry.feed], entry.url, entry.text, entry.title};
}

Copies::Known Copies::known(std::uint32_t number) const {
    return {facts(number), sketches_.sketch(number)};
}

/// Most of the shorter text stands in the other.
bool Copies::is_version(const Known& a, const Known& b) {
    const Shared shared = compare(a.sketch, b.sketch);
    return shared.both > 0 && 2 * shared.both >= shared.shorter;
}

/// A reply bears the title of what it quotes. Where the words are not known any more the title is believed.
bool Copies::has_other_text(const Known& a, const Known& b) {
    if (a.facts.feed != b.facts.feed || a.sketch.shingles.empty() || b.sketch.shingles.empty()) return false;
    const Shared shared = compare(a.sketch, b.sketch);
    return 2 * shared.both < shared.longer;
}

std::optional<CopyMatch> Copies::find(const CopyFacts& article) {
    if (auto exact = find_exact(article)) return exact;
    const Known sought{article, article.sketch};
    count_shared(sought);
    std::optional<CopyMatch> best;
    for (const std::uint32_t alike : groups_alike(sought)) {
        const Group& group = groups_[alike];
        std::int64_t highest = 0;
        std::int64_t sum = 0;
        std::int64_t count = 0;
        std::int64_t nearest = 0;
        if (!near(entries_[group.first].time, article.time, sketch_life)) continue;
        if (tells_apart(sought, group)) continue;
        for (std::uint32_t number = group.first; number != none; number = entries_[number].next) {
            const Entry& member = entries_[number];
            if (member.compared == 0 || !near(member.time, article.time, window)) continue;
            const std::int64_t value = shared_[number];
            if (value > highest) nearest = member.id;
            highest = std::max(highest, value);
            sum += value;
            ++count;
        }
        const std::int64_t score = (highest + sum / std::max<std::int64_t>(count, 1)) / 2;
        if (score > threshold && (!best || score > best->score)) best = CopyMatch{group.id, nearest, false, score};
    }
    forget_shared();
    return best;
}

/// Makes containment of what is shared, and gives the groups that the article may be in, by id: none scores more than
/// the most alike of its members does.
std::vector<std::uint32_t> Copies::groups_alike(const Known& article) {
    std::vector<std::uint32_t> groups;
    for (const std::uint32_t number : hits_) {
        const Entry& entry = entries_[number];
        std::uint32_t& shared = shared_[number];
        const bool may_count = shared >= fewest_shared || entry.title == article.facts.title;
        shared = may_count ? static_cast<std::uint32_t>(containment(article, known(number), shared)) : 0;
        if (shared > threshold) groups.push_back(entry.group);
    }
    std::sort(groups.begin(), groups.end(),
              [this](std::uint32_t a, std::uint32_t b) { return groups_[a].id < groups_[b].id; });
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

/// A feed that has given two articles two headlines means two articles, whatever words it puts under all of them; and
/// so it does with two texts.
bool Copies::tells_apart(const Known& article, const Group& group) const {
    std::size_t left = most_of_one_feed;
    return any_member(group, [&](std::uint32_t number) {
        const CopyKeys other = facts(number);
        if (other.feed != article.facts.feed || left == 0) return false;
        --left;
        return has_other_headline(article.facts, other) || has_other_text(article, known(number));
    });
}

bool Copies::gives_other_headline(const CopyKeys& article, const Group& group) const {
    return any_member(group, [&](std::uint32_t number) { return has_other_headline(article, facts(number)); });
}

bool Copies::tells_apart(const Group& a, const Group& b) const {
    return any_member(a, [&](std::uint32_t number) { return tells_apart(known(number), b); });
}

/// Equal addresses, or equal texts of two feeds. Many a feed gives all its entries one address, as changelogs do that
/// number them in the fragment, or one text: that says nothing.
std::optional<CopyMatch> Copies::find_exact(const CopyFacts& article) const {
    const Known sought{article, article.sketch};
    const auto match = [&](std::uint32_t key, auto is_it) {
        std::optional<CopyMatch> first;
        keys_.visit_newest(key, most_of_one_key, [&](std::uint32_t keyed) {
            const std::uint32_t number = keyed >> kind_bits;
            const Known other = known(number);
            const Group& group = groups_[entries_[number].group];
            if (!first && near(other.facts.time, article.time, exact_window) && is_it(other, group))
                first = CopyMatch{group.id, other.facts.id, true, q16_one};
        });
        return first;
    };
    if (article.url != 0) {
        const auto same_url = [&](const Known& other, const Group& group) {
            return other.facts.url == article.url &&
                   (is_version(sought, other) || !gives_other_headline(article, group));
        };
        if (auto found = match(url_key(article.url), same_url)) return found;
    }
    if (article.text == 0) return std::nullopt;
    return match(text_key(article.text), [&](const Known& other, const Group& group) {
        return other.facts.text == article.text && !tells_apart(sought, group);
    });
}

/// Leaves out the articles of a feed that says these words again and again.
void Copies::drop_habits(std::vector<Having>& having) {
    if (having.size() < habit) return;
    habits_.resize(feeds_.size());
    ++look_;
    bool has_habits = false;
    for (const Having& one : having) {
        Habit& feed = habits_[one.feed];
        if (feed.look != look_) feed = {look_, 0, none, none};
        if (one.group == feed.first || one.group == feed.second) continue;
        (feed.groups == 0 ? feed.first : feed.second) = one.group;
        has_habits = ++feed.groups >= habit || has_habits;
    }
    if (has_habits) std::erase_if(having, [this](const Having& one) { return habits_[one.feed].groups >= habit; });
}

bool Copies::is_compared(const Known& article, const Entry& other) {
    return near(other.time, article.facts.time, window) && other.id != article.facts.id;
}

/// How many shingles each entry shares with the article, until forget_shared().
void Copies::count_shared(const Known& article) {
    shared_.resize(entries_.size());
    std::vector<Having> having;
    for (const std::uint32_t shingle : article.sketch.shingles) {
        having.clear();
        for (const std::uint32_t number : sketches_.having(shingle)) {
            const Entry& other = entries_[number];
            if (is_compared(article, other)) having.push_back({number, other.feed, other.group});
        }
        drop_habits(having);
        for (const Having& one : having)
            if (++shared_[one.number] == 1) hits_.push_back(one.number);
    }
}

void Copies::forget_shared() {
    for (const std::uint32_t number : hits_) shared_[number] = 0;
    hits_.clear();
}

/// The part of the shorter text that the longer one has too, in Q16, with the bonus for one title.
std::int64_t Copies::containment(const Known& article, const Known& other, std::uint32_t shared) {
    if (has_other_headline(article.facts, other.facts)) return 0;
    const unsigned level = std::max(article.sketch.level, other.sketch.level);
    std::int64_t value = 0;
    if (shared >= (level == 0 ? fewest_shared + 1 : fewest_shared)) {
        const auto smaller = std::max(1U, std::min(count_at(article.sketch, level), count_at(other.sketch, level)));
        value = q16_one * shared / smaller;
    }
    if (article.facts.feed == other.facts.feed) return std::min(value, q16_one);
    if (shared > 0 && article.facts.title != 0 && article.facts.title == other.facts.title) value += title_bonus;
    return std::min(value, q16_one);
}

}  // namespace broadsheet::feeds
