// What readers and admins see of stories: other sources at the end of an entry, and why an article is in one.

#include "daemon/views.hpp"
#include "feeds/html.hpp"
#include "feeds/render_text.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <string_view>

namespace broadsheet {

namespace {

/// Ten-thousandths as people write scores.
std::string score_text(std::int64_t score) {
    const auto hundredths = std::to_string((score + 50) / 100 % 100);
    return std::to_string((score + 50) / 10'000) + "." + (hundredths.size() < 2 ? "0" : "") + hundredths;
}

/// Without the characters that could turn round what stands behind the text (UAX #9).
std::string without_overrides(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(feeds::utf8_sequence(text), 1);
        const auto code = length > 1 ? feeds::utf8_code(text.substr(0, length)) : 0;
        const bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
        if (!turns) kept += text.substr(0, length);
        text.remove_prefix(length);
    }
    return kept;
}

}  // namespace

std::string reason_view(const store::StoryMember& member, const store::StoryRecord& story) {
    const auto& reason = member.placement.reason;
    std::string nearest;
    for (const auto& other : story.members)
        if (other.placement.article == reason.nearest)
            nearest = " “" + without_overrides(other.title) + "” (" + without_overrides(other.feed_title) + ")";
    std::string terms;
    for (const auto& [term, share] : reason.terms)
        terms += (terms.empty() ? ": " : ", ") + term + " " + score_text(share);
    const auto score = score_text(reason.score) + " of " + score_text(reason.threshold) + " needed" + terms;
    switch (reason.step) {
        case feeds::GroupingStep::first: return "founded the story";
        case feeds::GroupingStep::exact: return "the same article as" + nearest;
        case feeds::GroupingStep::copy: return "the same text as" + nearest;
        case feeds::GroupingStep::story: return "like" + nearest + ", " + score;
        case feeds::GroupingStep::moved:
            return "moved here when a better story had formed, like" + nearest + ", " + score;
        case feeds::GroupingStep::hand: return "put here by hand";
    }
    return {};
}

void list_sources(feeds::OutputFeed& feed) {
    for (auto& entry : feed.entries) {
        std::string list;
        for (std::size_t i = 1; i < entry.sources.size(); ++i) {
            const auto& source = entry.sources[i];
            if (source.url.empty() || source.title.empty()) continue;
            list += "<li><a href=\"" + feeds::escape_html(source.url) + "\">" + feeds::escape_html(source.feed_title) +
                    ": " + feeds::escape_html(source.title) + "</a></li>";
        }
        if (list.empty()) continue;
        auto text = feeds::content_html_of(entry);
        if (text.empty()) text = feeds::summary_html_of(entry);
        entry.article.content_html = text + "<p>Also covered by:</p><ul>" + list + "</ul>";
        entry.article.content_text.clear();
    }
}

}  // namespace broadsheet
