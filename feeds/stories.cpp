#include "feeds/stories.hpp"

#include "feeds/fixed_point.hpp"
#include "feeds/place_in.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t hour = 3'600;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t longest_life = 96 * hour;
constexpr std::int64_t counted_days = 14;
constexpr std::int64_t join_threshold = q16(210);
constexpr std::int64_t giant_penalty = q16(50);
constexpr std::size_t giant = 300;
constexpr std::size_t largest = 1'000;

}  // namespace

StoryOutcome Stories::add(std::int64_t article, std::uint64_t feed, std::int64_t time, const StoryTerms& terms) {
    expire(std::max(clock_, time));
    StoryOutcome outcome;
    outcome.placed.article = outcome.placed.story = article;
    outcome.placed.threshold = join_threshold;
    outcome.weights = index_.weigh(terms);
    if (time / day <= clock_ / day - counted_days) return outcome;
    auto vector = index_.count(outcome.weights, time / day);
    if (time < oldest()) return outcome;

    const auto ranked = candidates(vector, feed, time);
    const Candidate* home = nullptr;
    for (const auto& candidate : ranked) {
        const Story& story = stories_[candidate.story];
        if (story.members.size() >= largest) continue;
        const std::int64_t threshold = join_threshold + (story.members.size() >= giant ? giant_penalty : 0);
        if (candidate.score < threshold) continue;
        home = &candidate;
        outcome.placed.story = story.id;
        outcome.placed.score = candidate.score;
        outcome.placed.threshold = threshold;
        if (!candidate.nearest.empty()) outcome.placed.nearest = members_[candidate.nearest.front().member].id;
        outcome.placed.terms = shares(terms, vector, story.sum);
        break;
    }
    std::uint32_t story = home != nullptr ? home->story : new_story(article, time);
    const std::uint32_t member = new_member(article, feed, time, std::move(vector));
    index_.post(members_[member].vector, member);
    put(member, story);
    join_alike(outcome, story, ranked);
    look_again(outcome, story, ranked, terms);
    return outcome;
}

void Stories::restore(std::int64_t article, std::uint64_t feed, std::int64_t time, std::int64_t story,
                      const StoryWeights& weights) {
    const auto known = story_numbers_.find(story);
    const std::uint32_t number = known != story_numbers_.end() ? known->second : new_story(story, time);
    Story& home = stories_[number];
    home.first = std::min(home.first, time);
    if (home.first < oldest()) return index_.count_only(weights, time / day);
    auto vector = index_.count(weights, time / day);
    const std::uint32_t member = new_member(article, feed, time, std::move(vector));
    members_[member].story = number;
    widen(home, members_[member]);
    home.members.push_back(member);
}

/// A story with an article that is too old ends here: only what is left then is summed up and indexed.
void Stories::restored() {
    expire(clock_);
    for (std::uint32_t number = 0; number < members_.size(); ++number) {
        const Member& member = members_[number];
        if (member.id == 0) continue;
        index_.post(member.vector, number);
        stories_[member.story].sum.add(member.vector);
    }
    for (Story& story : stories_) story.root = integer_root(static_cast<std::uint64_t>(story.sum.square()) << 16);
}

void Stories::remove(std::int64_t article) {
    const auto found = numbers_.find(article);
    if (found == numbers_.end()) return;
    const std::uint32_t member = found->second;
    take(member);
    index_.unpost(members_[member].vector, member);
    release(member);
}

bool Stories::move(std::int64_t article, std::int64_t story) {
    const auto member = numbers_.find(article);
    if (member == numbers_.end()) return false;
    auto target = story_numbers_.find(story);
    if (target == story_numbers_.end() && story != article) return false;
    const std::uint32_t number =
        target == story_numbers_.end() ? new_story(story, members_[member->second].time) : target->second;
    if (members_[member->second].story == number) return true;
    take(member->second);
    put(member->second, number);
    return true;
}

void Stories::pin(std::int64_t article) {
    const auto member = numbers_.find(article);
    if (member == numbers_.end()) return;
    members_[member->second].pinned = true;
    stories_[members_[member->second].story].pinned = true;
}

std::vector<std::int64_t> Stories::members(std::int64_t story) const {
    std::vector<std::int64_t> ids;
    if (const auto found = story_numbers_.find(story); found != story_numbers_.end())
        for (const std::uint32_t member : stories_[found->second].members) ids.push_back(members_[member].id);
    return ids;
}

bool Stories::join(std::int64_t story, std::int64_t other) {
    const auto one = story_numbers_.find(std::min(story, other));
    const auto two = story_numbers_.find(std::max(story, other));
    if (one == story_numbers_.end() || two == story_numbers_.end() || one == two) return false;
    absorb(one->second, two->second);
    return true;
}

std::int64_t Stories::oldest() const {
    return std::max((clock_ / hour) * hour - longest_life, floor_);
}

void Stories::expire(std::int64_t clock) {
    clock_ = std::max(clock_, clock);
    if (clock_ / hour == swept_) return;
    swept_ = clock_ / hour;
    retire_old();
    index_.forget_days_before(clock_ / day - counted_days + 1);
}

void Stories::forget_before(std::int64_t time) {
    if (time <= floor_) return;
    floor_ = time;
    retire_old();
}

std::int64_t Stories::story_of(std::int64_t article) const {
    const auto found = numbers_.find(article);
    return found == numbers_.end() ? 0 : stories_[members_[found->second].story].id;
}

std::uint32_t Stories::new_story(std::int64_t id, std::int64_t time) {
    const std::uint32_t number = place_in(stories_, free_stories_);
    Story& story = stories_[number];
    story.id = id;
    story.first = story.last = time;
    story_numbers_[id] = number;
    return number;
}

std::uint32_t Stories::new_member(std::int64_t article, std::uint64_t feed, std::int64_t time, StoryVector vector) {
    const std::uint32_t number = place_in(members_, free_members_);
    Member& member = members_[number];
    member.id = article;
    member.feed = feed;
    member.time = time;
    member.vector = std::move(vector);
    numbers_[article] = number;
    return number;
}

void Stories::put(std::uint32_t number, std::uint32_t story_number) {
    Member& member = members_[number];
    Story& story = stories_[story_number];
    member.story = story_number;
    story.sum.add(member.vector);
    widen(story, member);
    const auto place =
        std::upper_bound(story.members.begin(), story.members.end(), number,
                         [this](std::uint32_t a, std::uint32_t b) { return members_[a].id < members_[b].id; });
    story.members.insert(place, number);
    story.root = integer_root(static_cast<std::uint64_t>(story.sum.square()) << 16);
}

/// What a story takes over from a new member. One without any begins with this.
void Stories::widen(Story& story, const Member& member) {
    if (story.members.empty()) story.first = story.last = member.time;
    story.time_sum += member.time;
    story.pinned = story.pinned || member.pinned;
    story.first = std::min(story.first, member.time);
    story.last = std::max(story.last, member.time);
}

/// Out of its story, which ends when it is empty.
void Stories::take(std::uint32_t number) {
    const Member& member = members_[number];
    Story& story = stories_[member.story];
    story.sum.subtract(member.vector);
    std::erase(story.members, number);
    if (!story.members.empty()) return refresh(story);
    story_numbers_.erase(story.id);
    free_stories_.push_back(member.story);
    story = {};
}

/// What follows from the members, so that it is the same however they came together.
void Stories::refresh(Story& story) const {
    story.time_sum = 0;
    story.pinned = false;
    story.first = story.last = members_[story.members.front()].time;
    for (const std::uint32_t number : story.members) widen(story, members_[number]);
    story.root = integer_root(static_cast<std::uint64_t>(story.sum.square()) << 16);
}

void Stories::absorb(std::uint32_t keep, std::uint32_t drop) {
    Story ended = std::exchange(stories_[drop], {});
    Story& story = stories_[keep];
    for (const std::uint32_t member : ended.members) members_[member].story = keep;
    story.sum.add(ended.sum);
    story.members.insert(story.members.end(), ended.members.begin(), ended.members.end());
    std::sort(story.members.begin(), story.members.end(),
              [this](std::uint32_t a, std::uint32_t b) { return members_[a].id < members_[b].id; });
    refresh(story);
    story_numbers_.erase(ended.id);
    free_stories_.push_back(drop);
}

/// Their articles leave the lists of terms together: one by one each would be looked for in all of its own.
void Stories::retire_old() {
    std::vector<bool> terms(index_.size());
    std::vector<bool> gone(members_.size());
    for (std::uint32_t number = 0; number < stories_.size(); ++number) {
        if (stories_[number].id == 0 || stories_[number].first >= oldest()) continue;
        const Story story = std::exchange(stories_[number], {});
        for (const std::uint32_t member : story.members) {
            gone[member] = true;
            for (const std::uint32_t packed : members_[member].vector) terms[term_of(packed)] = true;
            release(member);
        }
        story_numbers_.erase(story.id);
        free_stories_.push_back(number);
    }
    index_.unpost(terms, gone);
}

/// Out of everything but the lists of terms.
void Stories::release(std::uint32_t number) {
    numbers_.erase(members_[number].id);
    members_[number] = {};
    free_members_.push_back(number);
}

}  // namespace broadsheet::feeds
