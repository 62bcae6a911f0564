#include "daemon/cli/explain.hpp"

#include <algorithm>

namespace broadsheet::cli {

namespace {

/// "a" or "b"
std::string either(const std::vector<feeds::Rule>& rules) {
    std::string text;
    for (const auto& rule : rules) text += (text.empty() ? "\"" : " or \"") + rule.text() + "\"";
    return text;
}

std::string reason_of(const feeds::Ruling& ruling) {
    if (ruling.unmet != nullptr) return "not kept by " + either(*ruling.unmet);
    if (ruling.by == nullptr) return {};
    return (ruling.in ? "kept by \"" : "dropped by \"") + ruling.by->text() + "\"";
}

std::string shown_under(store::Reader& reader, std::int64_t lead, const store::ListedEntry& entry) {
    const auto article = static_cast<std::int64_t>(entry.article.id);
    std::string text = "shown under article " + std::to_string(lead);
    const auto story = reader.story(article);
    if (!story) return text;
    const auto self = std::find_if(story->members.begin(), story->members.end(),
                                   [&](const auto& member) { return member.article == entry.article.id; });
    if (self == story->members.end()) return text;
    const auto copy_of = self->placement.copy_of;
    return text +
           (copy_of == article ? ", which tells the same story" : ", a copy of article " + std::to_string(copy_of));
}

Decision decide(store::Reader& reader, const Destination& destination, const store::ListedEntry& entry) {
    const auto ruling = destination.rules.judge(entry.article.article);
    Decision decision{destination.section, false, reason_of(ruling)};
    const auto place =
        std::find_if(entry.places.begin(), entry.places.end(),
                     [&](const store::ListedEntry::Place& one) { return one.section == destination.section; });
    decision.in = place != entry.places.end();
    if (decision.in && !ruling.in) {
        decision.reason = entry.article.sources.size() > 1
                              ? "another feed puts it there; here it is " + decision.reason
                              : "from before the rules were changed; now it would be " + decision.reason;
    } else if (decision.in && place->lead != 0) {
        decision.reason = shown_under(reader, place->lead, entry);
    } else if (!decision.in && ruling.in) {
        decision.reason = entry.first_document ? "too old when the feed's first document brought it"
                                               : "from before the rules were changed";
    }
    return decision;
}

}  // namespace

Result<std::vector<ExplainedEntry>> explain(store::Reader& reader, const ExplainedFeed& feed) {
    auto listed = reader.listed(feed.id);
    if (!listed) return listed.error();
    std::vector<ExplainedEntry> explained;
    for (const auto& entry : *listed) {
        auto& one = explained.emplace_back();
        const auto& record = entry.article;
        one.article = static_cast<std::int64_t>(record.id);
        one.title = record.article.title;
        one.url = record.article.url;
        if (record.feed != feed.id) one.copy_of = one.article;
        for (const auto& source : record.sources)
            if (one.copy_of && source.feed == record.feed) one.copy_of_feed = source.feed_title;
        for (const auto& destination : feed.destinations) one.decisions.push_back(decide(reader, destination, entry));
    }
    return explained;
}

}  // namespace broadsheet::cli
