#include "store/sqlite/story_queries.hpp"

#include "store/json.hpp"
#include "store/sqlite/record_queries.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::store::sqlite {

namespace {

constexpr int most_companions = 40;  // of one entry: as many as a reader will look at

std::vector<std::int64_t> companions(Connection& connection, std::int64_t section, const ArticleRecord& record) {
    return connection.column<std::int64_t>(
        "SELECT other.article FROM story_articles AS own JOIN story_articles AS other ON other.lead = own.lead"
        " AND other.article <> own.article WHERE own.article = ?1 AND EXISTS (SELECT 1 FROM section_articles"
        " WHERE section = ?2 AND published = other.published AND article = other.article)"
        " ORDER BY other.article LIMIT ?3",
        record.id, section, most_companions);
}

/// The source with the highest priority speaks, then the earliest.
bool speaks_before(const ArticleSource& one, const ArticleSource& other) {
    return one.priority != other.priority ? one.priority > other.priority : one.first_seen < other.first_seen;
}

void take_words(ArticleRecord& record, ArticleRecord& speaker) {
    record.feed = speaker.feed;
    record.article = std::move(speaker.article);
    record.updated = std::max(record.updated, speaker.updated);
    record.revisions = speaker.revisions;
}

void tell_story(ArticleRecord& record, std::vector<ArticleRecord> others) {
    ArticleRecord* speaker = nullptr;
    for (ArticleRecord& other : others) {
        if (other.sources.empty() || record.sources.empty()) continue;
        const auto& best = speaker != nullptr ? speaker->sources.front() : record.sources.front();
        if (other.sources.front().priority > best.priority) speaker = &other;
        record.last_changed = std::max(record.last_changed, other.last_changed);
    }
    std::vector<ArticleSource> sources = record.sources;
    for (const ArticleRecord& other : others) sources.insert(sources.end(), other.sources.begin(), other.sources.end());
    std::stable_sort(sources.begin(), sources.end(), speaks_before);
    const FeedId voice = speaker != nullptr       ? speaker->sources.front().feed
                         : record.sources.empty() ? record.feed
                                                  : record.sources.front().feed;
    const std::string url = speaker != nullptr ? speaker->article.url : record.article.url;
    const auto is_voice = [&](const ArticleSource& source) { return source.feed == voice && source.url == url; };
    std::stable_partition(sources.begin(), sources.end(), is_voice);
    record.sources = std::move(sources);
    if (speaker != nullptr) take_words(record, *speaker);
}

}  // namespace

Result<void> tell_stories(Connection& connection, std::int64_t section, std::vector<ArticleRecord>& articles) {
    for (ArticleRecord& record : articles) {
        const auto ids = companions(connection, section, record);
        if (ids.empty()) continue;
        auto others = select_articles(connection, ids);
        if (!others) return others.error();
        tell_story(record, std::move(*others));
    }
    return connection.status();
}

Result<StoryRecord> select_story(Connection& connection, std::int64_t id) {
    StoryRecord story;
    story.id = connection.value<std::int64_t>(
        "SELECT story FROM story_articles WHERE article = ?1 UNION ALL SELECT story FROM story_articles WHERE story = "
        "?1"
        " UNION ALL SELECT story FROM story_aliases WHERE former = ?1 LIMIT 1",
        id);
    {
        Query rows = connection.query(
            "SELECT article, copy_of, lead, step, nearest, score, threshold, terms, by_hand, articles.title,"
            " articles.url, articles.published, coalesce(nullif(feeds.title, ''), nullif(own_title, ''), feeds.url)"
            " FROM story_articles JOIN articles ON articles.id = article JOIN feeds ON feeds.id = articles.feed"
            " WHERE story = ? ORDER BY article",
            story.id);
        while (rows.next()) {
            StoryMember& member = story.members.emplace_back();
            auto& placement = member.placement;
            auto& reason = placement.reason;
            std::string step;
            std::string terms;
            rows.read(placement.article, placement.copy_of, member.lead, step, reason.nearest, reason.score,
                      reason.threshold, terms, member.by_hand, member.title, member.url, member.published,
                      member.feed_title);
            member.article = ArticleId{placement.article};
            placement.story = story.id;
            reason.step = feeds::grouping_step(step);
            auto shares = terms_from_json(terms);
            if (!shares) return shares.error();
            reason.terms = std::move(*shares);
        }
    }
    Query joins = connection.query("SELECT former, score, threshold FROM story_aliases WHERE story = ? ORDER BY former",
                                   story.id);
    while (joins.next()) {
        auto& join = story.joins.emplace_back();
        joins.read(join.from, join.score, join.threshold);
        join.into = story.id;
    }
    if (auto status = connection.status(); !status) return status.error();
    if (story.members.empty())
        return fail(ErrorCode::not_found, "no article or story " + std::to_string(id) + " in the store");
    return story;
}

}  // namespace broadsheet::store::sqlite
