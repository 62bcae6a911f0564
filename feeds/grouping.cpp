#include "feeds/grouping.hpp"

#include "feeds/fixed_point.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t hour = 3'600;

constexpr std::array<std::pair<GroupingStep, std::string_view>, 6> step_names{{{GroupingStep::first, "first"},
                                                                               {GroupingStep::exact, "exact"},
                                                                               {GroupingStep::copy, "copy"},
                                                                               {GroupingStep::story, "story"},
                                                                               {GroupingStep::moved, "moved"},
                                                                               {GroupingStep::hand, "hand"}}};

std::int64_t ten_thousandths(std::int64_t q16_number) {
    return (q16_number * 10'000 + q16_one / 2) >> 16;
}

GroupingReason reason_of(const StoryMatch& match, GroupingStep step) {
    GroupingReason reason;
    reason.step = step;
    reason.nearest = match.nearest;
    reason.score = ten_thousandths(match.score);
    reason.threshold = ten_thousandths(match.threshold);
    for (const auto& [term, share] : match.terms) reason.terms.push_back({term, ten_thousandths(share)});
    return reason;
}

GroupingReason reason_of(const CopyMatch& match) {
    GroupingReason reason;
    reason.step = match.exact ? GroupingStep::exact : GroupingStep::copy;
    reason.nearest = match.nearest;
    reason.score = ten_thousandths(match.score);
    reason.threshold = match.exact ? 0 : ten_thousandths(Copies::threshold);
    return reason;
}

}  // namespace

std::string_view to_string(GroupingStep step) {
    for (const auto& [value, name] : step_names)
        if (value == step) return name;
    return "first";
}

GroupingStep grouping_step(std::string_view name) {
    for (const auto& [value, known] : step_names)
        if (known == name) return value;
    return GroupingStep::first;
}

GroupingOutcome Grouping::add(ArrivedArticle article) {
    tick(article.time);
    make_room();
    GroupingOutcome outcome;
    auto& kept = outcome.kept;
    kept.language = article.digest.language;
    kept.facts = {{article.id, article.time, article.feed, article.url, article.digest.text, article.digest.title},
                  std::move(article.digest.sketch)};
    outcome.placed.article = outcome.placed.story = outcome.placed.copy_of = article.id;

    const auto match = copies_.find(kept.facts);
    copies_.add(kept.facts, match ? match->group : article.id);
    if (match) {
        outcome.placed.reason = reason_of(*match);
        outcome.placed.story = copies_.story_of(match->group);
    } else {
        copies_.set_story(article.id, article.id);
    }
    const auto ended = copies_.join_by_title(article.id);
    end_groups(ended, article.id, outcome);
    outcome.placed.copy_of = copies_.group_of(article.id);
    if (outcome.placed.copy_of == article.id) {
        if (!copies_only_) place_story(article, outcome);
    } else {
        outcome.placed.story = copies_.story_of(outcome.placed.copy_of);
        if (!match) {
            outcome.placed.reason.step = GroupingStep::copy;
            outcome.placed.reason.nearest = outcome.placed.copy_of;
        }
    }
    kept.story = outcome.placed.story;
    kept.copy_of = outcome.placed.copy_of;
    return outcome;
}

void Grouping::place_story(const ArrivedArticle& article, GroupingOutcome& outcome) {
    Stories& stories = stories_in(outcome.kept.language);
    stories.expire(clock_);
    auto found = stories.add(article.id, article.feed, article.time, article.digest.terms);
    outcome.kept.weights = std::move(found.weights);
    outcome.placed.story = found.placed.story;
    if (found.placed.score > 0) outcome.placed.reason = reason_of(found.placed, GroupingStep::story);
    copies_.set_story(article.id, found.placed.story);
    for (const StoryMatch& join : found.joined) {
        outcome.joins.push_back(
            {join.former, join.story, ten_thousandths(join.score), ten_thousandths(join.threshold)});
        note_story(stories, join.story);
    }
    for (const StoryMatch& move : found.moved) {
        if (stories.members(move.former).empty()) outcome.joins.push_back({move.former, move.story, 0, 0});
        copies_.set_story(move.article, move.story);
        for (const std::int64_t member : copies_.members(move.article))
            outcome.others.push_back({member, move.story, move.article, reason_of(move, GroupingStep::moved)});
    }
}

/// Groups that have become one stand where the older one stands.
void Grouping::end_groups(const std::vector<std::int64_t>& ended, std::int64_t article, GroupingOutcome& outcome) {
    if (ended.empty()) return;
    const std::int64_t group = copies_.group_of(article);
    const std::int64_t story = copies_.story_of(group);
    for (const std::int64_t member : copies_.members(group)) {
        if (member == article || member == group) continue;
        Stories* stories = stories_with(member);
        const bool led = std::find(ended.begin(), ended.end(), member) != ended.end();
        const std::int64_t former = stories != nullptr ? stories->story_of(member) : 0;
        if (led && stories != nullptr) stories->remove(member);
        if (led && former != 0 && former != story && stories->members(former).empty())
            outcome.joins.push_back({former, story, 0, 0});
        Placement placement{member, story, group, {}};
        placement.reason.step = GroupingStep::copy;
        placement.reason.nearest = article;
        outcome.others.push_back(std::move(placement));
    }
}

void Grouping::note_story(Stories& stories, std::int64_t story) {
    for (const std::int64_t member : stories.members(story)) copies_.set_story(member, story);
}

Stories* Grouping::stories_with(std::int64_t article) {
    for (auto& [language, stories] : stories_)
        if (stories.story_of(article) != 0) return &stories;
    return nullptr;
}

Stories& Grouping::stories_in(const std::string& language) {
    const auto [stories, added] = stories_.try_emplace(language);
    if (added) stories->second.forget_before(copies_.floors().compared);
    return stories->second;
}

void Grouping::restoring(std::int64_t latest, Copies::Floors floors) {
    clock_ = latest;
    copies_.set_floors(floors);
}

void Grouping::restore(const GroupedArticle& article) {
    const std::int64_t id = article.facts.id;
    const std::int64_t time = article.facts.time;
    const std::uint64_t feed = article.facts.feed;
    copies_.restore(article.facts, article.copy_of, clock_);
    copies_.set_story(article.copy_of, article.story);
    if (copies_only_ || article.copy_of != id) return;
    Stories& stories = stories_in(article.language);
    stories.restoring(clock_);
    stories.restore(id, feed, time, article.story, article.weights);
    if (article.by_hand) stories.pin(id);
}

void Grouping::restored() {
    copies_.restored();
    for (auto& [language, stories] : stories_) stories.restored();
}

void Grouping::tick(std::int64_t time) {
    const bool new_hour = std::max(clock_, time) / hour != clock_ / hour;
    clock_ = std::max(clock_, time);
    if (!new_hour) return;
    copies_.expire(clock_);
    for (auto& [language, stories] : stories_) stories.expire(clock_);
}

void Grouping::make_room() {
    const auto before = copies_.floors();
    copies_.make_room(most_);
    if (copies_.floors() == before) return;
    for (auto& [language, stories] : stories_) stories.forget_before(copies_.floors().compared);
}

std::vector<Placement> Grouping::split(std::int64_t article) {
    const std::int64_t group = copies_.group_of(article);
    Stories* stories = stories_with(group);
    if (stories == nullptr) return {};
    const std::int64_t former = stories->story_of(group);
    if (!stories->move(group, group)) return {};
    stories->pin(group);
    for (const std::int64_t left : stories->members(former)) stories->pin(left);
    copies_.set_story(group, group);
    std::vector<Placement> placements;
    for (const std::int64_t member : copies_.members(group)) {
        Placement placement{member, group, group, {}};
        placement.reason.step = GroupingStep::hand;
        placements.push_back(std::move(placement));
    }
    return placements;
}

bool Grouping::join(std::int64_t story, std::int64_t other) {
    for (auto& [language, stories] : stories_)
        if (stories.join(story, other)) {
            note_story(stories, std::min(story, other));
            return true;
        }
    return false;
}

std::size_t Grouping::live() const {
    std::size_t count = 0;
    for (const auto& [language, stories] : stories_) count += stories.live();
    return count;
}

}  // namespace broadsheet::feeds
