#pragma once
// Articles for tests of grouping: a line of title, summary and hour each.

#include "feeds/digest.hpp"
#include "feeds/grouping.hpp"
#include "feeds/url.hpp"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace broadsheet::tests {

struct Report {
    std::string title{};
    std::string summary{};
    double hour = 0;
    std::string feed{};  ///< empty: one that nothing else comes from
    std::string url{};
    std::string text{};
    std::string language{};
};

constexpr std::int64_t first_second = 1'700'000'000;

/// Gives articles to a Grouping and keeps where each stands, as a store would.
class Desk {
public:
    explicit Desk(bool copies_only = false, std::size_t most = feeds::Grouping::most_articles)
        : copies_only_(copies_only), most_(most), grouping_(std::in_place, copies_only, most) {}

    feeds::GroupingOutcome add(const Report& report) {
        feeds::ArrivedArticle article;
        article.id = next_++;
        article.time = first_second + static_cast<std::int64_t>(report.hour * 3600);
        article.feed = feeds::hash64(report.feed.empty() ? std::to_string(article.id) : report.feed);
        const auto url = feeds::canonical_url(report.url);
        article.url = url.empty() ? 0 : feeds::hash64(url);
        article.digest =
            feeds::digest_article({report.title, report.summary, report.text, report.language, report.feed});
        auto outcome = grouping_->add(std::move(article));
        kept_.push_back(outcome.kept);
        for (const auto& join : outcome.joins)
            for (auto& kept : kept_)
                if (kept.story == join.from) kept.story = join.into;
        for (const auto& placement : outcome.others) note(placement);
        return outcome;
    }
    void note(const feeds::Placement& placement) {
        auto& kept = kept_.at(static_cast<std::size_t>(placement.article - 1));
        kept.story = placement.story;
        kept.copy_of = placement.copy_of;
        kept.by_hand = kept.by_hand || placement.reason.step == feeds::GroupingStep::hand;
    }
    void restart() {
        grouping_.emplace(copies_only_, most_);
        std::int64_t latest = 0;
        for (const auto& kept : kept_) latest = std::max(latest, kept.facts.time);
        grouping_->restoring(latest);
        for (const auto& kept : kept_) grouping_->restore(kept);
        grouping_->restored();
    }

    [[nodiscard]] std::int64_t story(std::size_t article) const { return kept_.at(article - 1).story; }
    [[nodiscard]] std::int64_t copy_of(std::size_t article) const { return kept_.at(article - 1).copy_of; }
    [[nodiscard]] std::vector<std::int64_t> stories() const {
        std::vector<std::int64_t> result;
        for (const auto& kept : kept_) result.push_back(kept.story);
        return result;
    }
    [[nodiscard]] feeds::Grouping& grouping() { return *grouping_; }

private:
    bool copies_only_;
    std::size_t most_;
    std::optional<feeds::Grouping> grouping_;
    std::vector<feeds::GroupedArticle> kept_;
    std::int64_t next_ = 1;
};

/// A made-up stream: events with words of their own, told by several reports each, in between each other.
inline std::vector<Report> made_up_stream(unsigned seed, int reports, double hours) {
    std::mt19937 random(seed);
    const auto pick = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    const auto word = [&](unsigned topic, unsigned number) {
        return "w" + std::to_string(topic) + "x" + std::to_string(number);
    };
    std::vector<Report> stream;
    for (int i = 0; i < reports; ++i) {
        const double hour = hours * i / reports;
        const auto topic = static_cast<unsigned>(hour / 8) * 10 + pick(14);
        Report report;
        for (int n = 0; n < 7; ++n) report.title += word(topic, pick(12)) + " ";
        for (int n = 0; n < 25; ++n)
            report.summary += (pick(3) == 0 ? word(topic, pick(30)) : word(9'999, pick(500))) + " ";
        report.hour = hour - pick(5);
        report.feed = "feed " + std::to_string(pick(9));
        if (!stream.empty() && pick(12) == 0)
            report.summary = stream[pick(static_cast<unsigned>(stream.size()))].summary;
        stream.push_back(report);
    }
    return stream;
}

}  // namespace broadsheet::tests
