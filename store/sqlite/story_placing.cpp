#include "store/sqlite/story_placing.hpp"

#include "store/json.hpp"
#include "store/sqlite/story_leads.hpp"
#include "store/sqlite/story_words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace broadsheet::store::sqlite {

namespace {

Error not_live(std::string_view what, std::int64_t id) {
    return fail(ErrorCode::not_found, std::string(what) + " " + std::to_string(id) +
                                          " cannot be moved: it is not in the store, or older than four days");
}

}  // namespace

feeds::Grouping& StoryPlacing::grouping() {
    if (!grouping_) {
        grouping_.emplace();
        restore_grouping(db_, *grouping_);
    }
    if (!mode_) mode_ = story_mode(db_);
    return *grouping_;
}

void StoryPlacing::use(StoryMode mode, Timestamp now) {
    set_story_mode(db_, mode, now);
    mode_.reset();
}

void StoryPlacing::forget() {
    grouping_.reset();
    mode_.reset();
}

void StoryPlacing::place(std::int64_t article, FeedId feed, Timestamp published, const IncomingArticle& incoming,
                         feeds::ArticleDigest digest, const SectionSet& placed, SectionLists& sections, Timestamp now) {
    feeds::ArrivedArticle arrived;
    arrived.id = article;
    arrived.time = published.time_since_epoch().count();
    arrived.feed = static_cast<std::uint64_t>(feed);
    arrived.url = incoming.fingerprint.canonical_url;
    arrived.digest = std::move(digest);
    const auto outcome = grouping().add(std::move(arrived));
    write_words(db_, outcome.kept);
    for (const auto& join : outcome.joins) write(join, sections, now);
    const FreshArticle fresh{outcome.kept, incoming.article.title};
    const std::int64_t lead = lead_for(db_, *mode_, outcome.placed, &fresh);
    write_first(outcome.placed, lead, published);
    if (lead != article) {
        settle_new(db_, article, lead, placed);
        sections.change_lead(lead);
    }
    for (const auto& placement : outcome.others) write(placement, sections);
}

void StoryPlacing::write_first(const feeds::Placement& placement, std::int64_t lead, Timestamp published) {
    const auto& reason = placement.reason;
    const std::string terms = terms_to_json(reason.terms);
    db_.run(
        "INSERT INTO story_articles (article, story, copy_of, lead, step, nearest, score, threshold, terms, by_hand,"
        " published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        placement.article, placement.story, placement.copy_of, lead, to_string(reason.step), reason.nearest,
        reason.score, reason.threshold, terms, published);
}

/// Of one that was placed before; one that has been removed since has no row.
void StoryPlacing::write(const feeds::Placement& placement, SectionLists& sections) {
    std::int64_t former = 0;
    Timestamp published;
    {
        Query row = db_.query("SELECT lead, published FROM story_articles WHERE article = ?", placement.article);
        if (!row.next()) return;
        row.read(former, published);
    }
    const std::int64_t lead = lead_for(db_, *mode_, placement);
    const auto& reason = placement.reason;
    const std::string terms = terms_to_json(reason.terms);
    db_.run(
        "UPDATE story_articles SET story = ?, copy_of = ?, lead = ?, step = ?, nearest = ?, score = ?, threshold = ?,"
        " terms = ?, by_hand = ? WHERE article = ?",
        placement.story, placement.copy_of, lead, to_string(reason.step), reason.nearest, reason.score,
        reason.threshold, terms, reason.step == feeds::GroupingStep::hand, placement.article);
    if (former == lead) return;
    settle_moved(db_, placement.article, published, former, lead);
    sections.change_lead(former);
    sections.change_lead(lead);
}

void StoryPlacing::write(const feeds::StoryJoin& join, SectionLists& sections, Timestamp now) {
    db_.run("UPDATE story_articles SET story = ? WHERE story = ?", join.into, join.from);
    db_.run("UPDATE story_aliases SET story = ? WHERE story = ?", join.into, join.from);
    db_.run("INSERT OR REPLACE INTO story_aliases (former, story, score, threshold, time) VALUES (?, ?, ?, ?, ?)",
            join.from, join.into, join.score, join.threshold, now);
    const std::int64_t lead = lead_for(db_, *mode_, join);
    if (lead == join.from) return;
    std::vector<std::pair<std::int64_t, Timestamp>> articles;
    {
        Query rows =
            db_.query("SELECT article, published FROM story_articles WHERE lead = ? ORDER BY article", join.from);
        while (rows.next()) {
            auto& [article, published] = articles.emplace_back();
            rows.read(article, published);
        }
    }
    for (const auto& [article, published] : articles) {
        db_.run("UPDATE story_articles SET lead = ? WHERE article = ?", lead, article);
        settle_moved(db_, article, published, join.from, lead);
    }
    sections.change_lead(join.from);
    sections.change_lead(lead);
}

Result<void> StoryPlacing::change(const StoryOrder& order, SectionLists& sections, Timestamp now) {
    recall();
    if (auto status = db_.status(); !status) return status;  // or what was not read would seem not to be there
    return order.kind == StoryOrder::Kind::split ? split(order.story, order.other, sections)
                                                 : join(order.story, order.other, sections, now);
}

Result<void> StoryPlacing::split(std::int64_t story, std::int64_t article, SectionLists& sections) {
    if (auto possible = may_split(story, article); !possible) return possible;
    const auto placements = grouping().split(article);
    if (placements.empty()) return not_live("article", article);
    db_.run("UPDATE story_articles SET by_hand = 1 WHERE story = ?", story);
    for (const auto& placement : placements) write(placement, sections);
    // It may have ended in another before: it lives again.
    db_.run("DELETE FROM story_aliases WHERE former = ?", placements.front().story);
    return db_.status();
}

/// A story bears the number of the article that founded it, so that none can be made of that article while others stand
/// in one of that number.
Result<void> StoryPlacing::may_split(std::int64_t story, std::int64_t article) {
    std::int64_t found = 0;
    std::int64_t first = 0;
    {
        Query row = db_.query("SELECT story, copy_of FROM story_articles WHERE article = ?", article);
        if (row.next()) row.read(found, first);
    }
    const auto has_others = [&](std::int64_t number) {
        return db_.value<bool>("SELECT 1 FROM story_articles WHERE story = ? AND copy_of <> ? LIMIT 1", number, first);
    };
    const bool is_alone = !has_others(found);
    const bool is_founder = has_others(first);
    if (auto status = db_.status(); !status) return status;
    if (found == 0) return not_live("article", article);
    const std::string name = "article " + std::to_string(article);
    if (found != story)
        return fail(ErrorCode::invalid,
                    name + " is in story " + std::to_string(found) + ", not in " + std::to_string(story));
    if (is_alone)
        return fail(ErrorCode::invalid, name + " has story " + std::to_string(story) +
                                            " to itself and its copies, which are not taken apart");
    if (is_founder)
        return fail(ErrorCode::invalid,
                    (first == article ? name : name + ", a copy of " + std::to_string(first) + ",") +
                        " founded the story of its number, in which others stand: take those out"
                        " of it instead");
    return {};
}

Result<void> StoryPlacing::join(std::int64_t story, std::int64_t other, SectionLists& sections, Timestamp now) {
    constexpr std::int64_t certain = 10'000;  // with no threshold: by hand
    if (story == other) return fail(ErrorCode::invalid, "a story cannot be joined to itself");
    if (!grouping().join(story, other)) return not_live("story", std::max(story, other));
    write({std::max(story, other), std::min(story, other), certain, 0}, sections, now);
    return db_.status();
}

}  // namespace broadsheet::store::sqlite
