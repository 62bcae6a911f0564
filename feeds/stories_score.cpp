// Where an article belongs: stories that share heavy terms with it first, then an exact score of the best of them.

#include "feeds/fixed_point.hpp"
#include "feeds/stories.hpp"

#include <algorithm>
#include <cstdlib>

namespace broadsheet::feeds {

namespace {

constexpr std::int64_t window = 72 * 3'600;
constexpr std::int64_t longest_life = 96 * 3'600;
constexpr std::size_t nearest_counted = 3;
constexpr std::size_t nearest_kept = 5;
constexpr std::size_t most_rescored = 12;
constexpr std::size_t most_compared = 64;  // members of a story that a second look measures
constexpr std::size_t named_terms = 5;
constexpr std::size_t least_common = 2;  // terms of the first two articles of a story

// How far posting lists are followed. Only a stream that is dense enough to make these felt has the company to do
// without the rest.
constexpr std::size_t heavy_terms = 3;
constexpr std::size_t long_list = 1'000;
constexpr std::size_t longest_read = 2'048;
constexpr std::size_t enough_read = 2'000;
constexpr std::size_t most_read = 6'000;
constexpr std::size_t crowd = 400;

std::int64_t mean_of(const std::vector<std::int64_t>& dots) {
    std::int64_t sum = 0;
    for (const std::int64_t product : dots) sum += product;
    return dots.empty() ? 0 : (sum << 16) / (static_cast<std::int64_t>(dots.size()) * unit_square);
}

}  // namespace

/// Products with all articles that share a term which matters, in products_ and touched_; those of its own feed apart,
/// in own_.
void Stories::gather(const StoryVector& vector, std::uint64_t feed, std::int64_t time) {
    for (const std::uint32_t member : touched_) products_[member] = 0;
    touched_.clear();
    own_.clear();
    products_.resize(members_.size());
    StoryVector by_weight = vector;
    std::sort(by_weight.begin(), by_weight.end(), [this](std::uint32_t a, std::uint32_t b) {
        if (weight_of(a) != weight_of(b)) return weight_of(a) > weight_of(b);
        return index_.hash(term_of(a)) < index_.hash(term_of(b));
    });
    std::int64_t left = 0;
    for (const std::uint32_t packed : by_weight)
        left += static_cast<std::int64_t>(weight_of(packed)) * weight_of(packed);
    const std::int64_t negligible = left / 4;
    std::size_t read = 0;
    std::size_t place = 0;
    for (const std::uint32_t packed : by_weight) {
        if ((left < negligible && read > enough_read) || read > most_read) break;
        const std::uint32_t weight = weight_of(packed);
        left -= static_cast<std::int64_t>(weight) * weight;
        const auto articles = index_.articles(term_of(packed));
        if (place++ >= heavy_terms && articles.size() > long_list) continue;
        for (const std::uint32_t entry : articles.last(std::min(articles.size(), longest_read))) {
            std::uint32_t& product = products_[entry >> 8];
            if (product == 0) touched_.push_back(entry >> 8);
            product += weight * weight_of(entry);
        }
        read += std::min(articles.size(), longest_read);
    }
    // What shares only common words with it is no company where there is so much of it.
    std::uint32_t least = 0;
    if (touched_.size() > crowd) {
        for (const std::uint32_t member : touched_) least = std::max(least, products_[member]);
        least /= 6;
    }
    std::erase_if(touched_, [&](std::uint32_t member) {
        if (products_[member] < least) {
            products_[member] = 0;
            return true;
        }
        if (members_[member].feed == feed) own_.push_back(member);
        const bool out = members_[member].feed == feed || std::abs(members_[member].time - time) > window ||
                         !takes(stories_[members_[member].story], time);
        if (out) products_[member] = 0;
        return out;
    });
}

/// An article may not stretch a story over more than its life, nor wake one that has been silent for long.
bool Stories::takes(const Story& story, std::int64_t time) const {
    return time - story.first <= longest_life && story.last - time <= longest_life && time - story.last <= window &&
           story.first - time <= window;
}

/// One rare word that two texts share may be chance; what several have in common is what they are about.
bool Stories::may_pair(const Story& story, const StoryVector& vector) {
    return story.members.size() > 1 || story.sum.common_terms(vector) >= least_common;
}

/// Stories by what gather() has found of them, the best first.
std::vector<std::uint32_t> Stories::promising(std::int64_t time) {
    totals_.resize(stories_.size());
    best_.resize(stories_.size());
    std::vector<std::uint32_t> found;
    for (const std::uint32_t member : touched_) {
        const std::uint32_t story = members_[member].story;
        if (totals_[story] == 0) found.push_back(story);
        totals_[story] += products_[member];
        best_[story] = std::max(best_[story], products_[member]);
    }
    std::vector<std::pair<std::int64_t, std::uint32_t>> ranked;
    ranked.reserve(found.size());
    for (const std::uint32_t number : found) {
        const Story& story = stories_[number];
        const auto centre = static_cast<std::int64_t>((totals_[number] << 24) / (255 * story.root));
        const std::int64_t single = (static_cast<std::int64_t>(best_[number]) << 16) / unit_square;
        const auto mean_time = story.time_sum / static_cast<std::int64_t>(story.members.size());
        ranked.emplace_back(-((centre + single) * time_kernel(time - mean_time) >> 16), number);
        totals_[number] = 0;
        best_[number] = 0;
    }
    const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(most_rescored, ranked.size()));
    std::partial_sort(ranked.begin(), last, ranked.end(), [this](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : stories_[a.second].id < stories_[b.second].id;
    });
    found.clear();
    std::transform(ranked.begin(), last, std::back_inserter(found), [](const auto& entry) { return entry.second; });
    return found;
}

std::vector<Stories::Candidate> Stories::candidates(const StoryVector& vector, std::uint64_t feed, std::int64_t time) {
    gather(vector, feed, time);
    const auto chosen = promising(time);
    compare_with(vector);
    std::vector<Candidate> ranked(chosen.size());
    for (std::size_t place = 0; place < chosen.size(); ++place) {
        ranked[place].story = chosen[place];
        best_[chosen[place]] = static_cast<std::uint32_t>(place + 1);
    }
    for (const std::uint32_t member : touched_)
        if (const std::uint32_t place = best_[members_[member].story]; place != 0)
            ranked[place - 1].nearest.push_back({products_[member], member});
    for (const std::uint32_t member : own_)
        if (const std::uint32_t place = best_[members_[member].story]; place != 0)
            ranked[place - 1].own += spread_.dot(members_[member].vector);
    for (Candidate& candidate : ranked) {
        best_[candidate.story] = 0;
        score(candidate, vector, time);
    }
    std::sort(ranked.begin(), ranked.end(), [this](const Candidate& a, const Candidate& b) {
        return a.score != b.score ? a.score > b.score : stories_[a.story].id < stories_[b.story].id;
    });
    return ranked;
}

/// Exact, but for which five articles are taken to be the nearest.
void Stories::score(Candidate& candidate, const StoryVector& vector, std::int64_t time) const {
    const auto better = [this](const Neighbour& a, const Neighbour& b) {
        return a.dot != b.dot ? a.dot > b.dot : members_[a.member].id < members_[b.member].id;
    };
    auto& nearest = candidate.nearest;
    const auto kept = std::min(nearest_kept, nearest.size());
    std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(kept), nearest.end(), better);
    nearest.resize(kept);
    for (Neighbour& neighbour : nearest) neighbour.dot = spread_.dot(members_[neighbour.member].vector);
    std::sort(nearest.begin(), nearest.end(), better);

    const Story& story = stories_[candidate.story];
    if (!may_pair(story, vector)) return;
    std::vector<std::int64_t> dots;
    for (std::size_t i = 0; i < std::min(nearest_counted, kept); ++i) dots.push_back(nearest[i].dot);
    const auto centre = ((story.sum.dot(vector) - candidate.own) << 24) / static_cast<std::int64_t>(255 * story.root);
    const auto mean_time = story.time_sum / static_cast<std::int64_t>(story.members.size());
    candidate.score = (centre + mean_of(dots)) / 2 * time_kernel(time - mean_time) >> 16;
}

/// The same score without the help of posting lists, of the article given to compare_with(). It may be a member of the
/// story itself.
std::int64_t Stories::score_among(const Story& story, const Member& article) const {
    if (!may_pair(story, article.vector)) return 0;
    const auto& members = story.members;
    std::int64_t left = static_cast<std::int64_t>(members.size());
    std::int64_t time_sum = story.time_sum;
    std::int64_t own = 0;
    std::int64_t square = story.sum.square();
    const std::int64_t full = story.sum.dot(article.vector);
    std::vector<std::int64_t> dots;
    const std::size_t begin = members.size() > most_compared ? members.size() - most_compared : 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Member& member = members_[members[i]];
        if (member.feed == article.feed) own += spread_.dot(member.vector);
        if (member.id == article.id) {
            const std::int64_t itself = spread_.dot(article.vector);
            square += itself - 2 * full;
            time_sum -= article.time;
            --left;
        } else if (i >= begin && member.feed != article.feed) {
            dots.push_back(spread_.dot(member.vector));
        }
    }
    if (dots.empty()) return 0;
    const std::int64_t centre = cosine_q16(full - own, square, unit_square);
    const auto counted = std::min(nearest_counted, dots.size());
    std::partial_sort(dots.begin(), dots.begin() + static_cast<std::ptrdiff_t>(counted), dots.end(), std::greater<>());
    dots.resize(counted);
    return (centre + mean_of(dots)) / 2 * time_kernel(article.time - time_sum / left) >> 16;
}

std::vector<TermShare> Stories::shares(const StoryTerms& terms, const StoryVector& vector, const StorySum& sum) const {
    const auto length = static_cast<std::int64_t>(integer_root(static_cast<std::uint64_t>(sum.square()) << 16));
    std::vector<TermShare> all;
    for (const std::uint32_t packed : vector) {
        const std::int64_t weight = sum.weight(term_of(packed));
        if (weight == 0) continue;
        const StoryTerm* term = terms.find(index_.hash(term_of(packed)));
        if (term == nullptr) continue;
        all.push_back({std::string(terms.text(*term)), ((weight * weight_of(packed)) << 24) / (255 * length)});
    }
    std::sort(all.begin(), all.end(), [](const TermShare& a, const TermShare& b) {
        return a.share != b.share ? a.share > b.share : a.term < b.term;
    });
    all.resize(std::min(all.size(), named_terms));
    return all;
}

}  // namespace broadsheet::feeds
