// What an article changes beside its own place: stories that join, and articles that find a better one.

#include "feeds/fixed_point.hpp"
#include "feeds/stories.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t join_threshold = q16(265);
constexpr std::int64_t move_threshold = q16(210);
constexpr std::int64_t move_margin = q16(20);
constexpr std::int64_t second_look = 12 * 3'600;  // from arrival
constexpr std::size_t compared_stories = 6;
constexpr std::size_t compared_articles = 8;
constexpr int most_joins = 3;
constexpr std::size_t largest = 1'000;

}  // namespace

/// What articles of one feed add to the product of two stories, and how many such pairs there are.
Stories::OwnPairs Stories::of_one_feed(const Story& a, const Story& b) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> by_feed;
    for (const std::uint32_t member : a.members) by_feed.emplace_back(members_[member].feed, member);
    std::sort(by_feed.begin(), by_feed.end());
    OwnPairs pairs;
    for (const std::uint32_t member : b.members) {
        const std::uint64_t feed = members_[member].feed;
        auto other = std::lower_bound(by_feed.begin(), by_feed.end(), std::pair(feed, 0U));
        if (other == by_feed.end() || other->first != feed) continue;
        compare_with(members_[member].vector);
        for (; other != by_feed.end() && other->first == feed; ++other, ++pairs.count)
            pairs.product += spread_.dot(members_[other->second].vector);
    }
    return pairs;
}

std::int64_t Stories::likeness(const Story& a, const Story& b) {
    const auto count_a = static_cast<std::int64_t>(a.members.size());
    const auto count_b = static_cast<std::int64_t>(b.members.size());
    const auto length = static_cast<std::int64_t>((a.root * b.root) >> 16);
    if (length == 0) return 0;
    const std::int64_t kernel = time_kernel(a.time_sum / count_a - b.time_sum / count_b);
    const auto value = [&](std::int64_t product, std::int64_t pairs) {
        if (pairs <= 0) return std::int64_t{0};
        const std::int64_t centres = (product << 16) / length;
        const std::int64_t mean = (product << 16) / (pairs * unit_square);
        return (centres + mean) / 2 * kernel >> 16;
    };
    const std::int64_t product = a.sum.dot(b.sum);
    const std::int64_t all = value(product, count_a * count_b);
    if (all < join_threshold) return all;
    if (count_b == 1 && !may_pair(a, members_[b.members.front()].vector)) return 0;
    const OwnPairs own = of_one_feed(a, b);
    return value(product - own.product, count_a * count_b - own.count);
}

/// Does the story that has just grown now match another of the nearest ones?
void Stories::join_alike(StoryOutcome& outcome, std::uint32_t& home, const std::vector<Candidate>& ranked) {
    for (int round = 0; round < most_joins && !stories_[home].pinned; ++round) {
        std::int64_t highest = 0;
        std::uint32_t best = home;
        for (std::size_t i = 0; i < std::min(compared_stories, ranked.size()); ++i) {
            const std::uint32_t other = ranked[i].story;
            if (other == home || stories_[other].id == 0 || stories_[other].pinned) continue;
            if (stories_[other].members.size() + stories_[home].members.size() > largest) continue;
            const std::int64_t value = likeness(stories_[home], stories_[other]);
            if (value < join_threshold) continue;
            if (best != home && (value < highest || (value == highest && stories_[other].id > stories_[best].id)))
                continue;
            highest = value;
            best = other;
        }
        if (best == home) return;
        const bool mine_older = stories_[home].id < stories_[best].id;
        const auto [keep, drop] = mine_older ? std::pair(home, best) : std::pair(best, home);
        StoryMatch match;
        match.article = outcome.placed.article;
        match.story = stories_[keep].id;
        match.former = stories_[drop].id;
        match.nearest = outcome.placed.nearest;
        match.score = highest;
        match.threshold = join_threshold;
        outcome.joined.push_back(std::move(match));
        absorb(keep, drop);
        home = keep;
        outcome.placed.story = stories_[keep].id;
    }
}

/// Articles of the last hours that stand elsewhere and are near the new one: would they join its story now, and rather
/// than stay where they are?
void Stories::look_again(StoryOutcome& outcome, std::uint32_t home, const std::vector<Candidate>& ranked,
                         const StoryTerms& terms) {
    const std::uint32_t arrived = numbers_.at(outcome.placed.article);
    std::vector<Neighbour> near;
    for (const auto& candidate : ranked)
        for (const Neighbour& neighbour : candidate.nearest)
            if (members_[neighbour.member].story != home &&
                std::abs(members_[neighbour.member].time - members_[arrived].time) <= second_look)
                near.push_back(neighbour);
    std::sort(near.begin(), near.end(), [this](const Neighbour& a, const Neighbour& b) {
        return a.dot != b.dot ? a.dot > b.dot : members_[a.member].id < members_[b.member].id;
    });
    near.resize(std::min(near.size(), compared_articles));
    for (const Neighbour& neighbour : near) {
        const Member& member = members_[neighbour.member];
        if (member.pinned) continue;
        compare_with(member.vector);
        const std::int64_t there = score_among(stories_[home], member);
        if (there < move_threshold || stories_[home].members.size() >= largest) continue;
        const std::int64_t here = score_among(stories_[member.story], member);
        if (there < here + move_margin) continue;
        StoryMatch match;
        match.article = member.id;
        match.story = stories_[home].id;
        match.former = stories_[member.story].id;
        match.nearest = members_[arrived].id;
        match.score = there;
        match.threshold = std::max(move_threshold, here + move_margin);
        StorySum other;
        other.add(members_[neighbour.member].vector);
        match.terms = shares(terms, members_[arrived].vector, other);
        outcome.moved.push_back(std::move(match));
        take(neighbour.member);
        put(neighbour.member, home);
    }
}

}  // namespace broadsheet::feeds
