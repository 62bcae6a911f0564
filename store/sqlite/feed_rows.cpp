#include "store/sqlite/feed_rows.hpp"

#include "store/dates.hpp"
#include "store/json.hpp"

namespace broadsheet::store::sqlite {

Error unknown_feed(std::int64_t feed) {
    return fail(ErrorCode::not_found, "feed " + std::to_string(feed) + " is not in the store: it was never configured");
}

bool read_feed_head(Connection& connection, std::int64_t feed, FeedHead& head) {
    Query rows = connection.query(
        "SELECT url, title, own_title, home_page_url, own_id, rights, authors FROM feeds WHERE id = ?", feed);
    if (!rows.next()) return false;
    rows.read(head.url, head.title, head.own_title, head.home_page_url, head.own_id, head.rights, head.authors);
    return true;
}

bool write_document(Connection& connection, std::int64_t feed, const FeedHead& before, const feeds::Feed& document,
                    Timestamp now) {
    const std::string authors = persons_to_json(document.authors);
    connection.run(
        "UPDATE feeds SET last_document = ?, own_title = ?, home_page_url = ?, own_id = ?, language = ?, rights = ?,"
        " authors = ?, updated = ? WHERE id = ?",
        now, document.title, document.home_page_url, document.id, document.language, document.rights, authors,
        plausible(document.updated, now), feed);
    const bool title_shows = before.title.empty() && before.own_title != document.title;
    return title_shows || before.home_page_url != document.home_page_url || before.own_id != document.id ||
           before.rights != document.rights || before.authors != authors;
}

bool outranks(Connection& connection, std::int64_t feed, std::int64_t other) {
    return connection.value<bool>(
        "SELECT other.detached OR feed.priority > other.priority FROM feeds AS feed, feeds AS other"
        " WHERE feed.id = ? AND other.id = ?",
        feed, other);
}

void write_schedule(Connection& connection, const FeedSchedule& schedule) {
    const std::string bounds = bounds_to_json(schedule.next.bounds);
    connection.run("UPDATE feeds SET next_poll = ?, schedule_reason = ?, bounds = ? WHERE id = ? AND last_poll IS ?",
                   schedule.next.when, feeds::name_of(schedule.next.reason), bounds, schedule.feed, schedule.last_poll);
}

void write_state(Connection& connection, std::int64_t feed, const FetchState& state, std::int64_t more_articles,
                 std::optional<Timestamp> last_change) {
    const std::string hints = hints_to_json(state.hints);
    const std::string bounds = bounds_to_json(state.bounds);
    connection.run(
        "UPDATE feeds SET articles = articles + ?, last_poll = ?, last_success = ?, last_change = ?, next_poll = ?,"
        " status = ?, error_class = ?, error = ?, error_count = ?, schedule_reason = ?, hints = ?, validator_url = ?,"
        " etag = ?, last_modified = ?, body_hash = ?, warning = ?, bounds = ?, address = ?, move_to = ?, move_since = "
        "?,"
        " gone_since = ?, retired = ?, last_full = ?, last_forced = ?, posts = ?, posts_as_of = ?, posts_oldest = ?,"
        " posts_watched = ?, push_until = ?, variant = ?, refused_offer = ?, posts_untold = ?,"
        " other_validator_url = ?, other_etag = ?, other_last_modified = ?, last_whole = ?, hub_doubted_until = ?,"
        " hub_misses = ? WHERE id = ?",
        more_articles, state.last_poll, state.last_success, last_change, state.next_poll, state.status,
        state.error_class, state.error, state.error_count, state.schedule_reason.name(), hints, state.validators.url,
        state.validators.etag, state.validators.last_modified, state.body_hash, state.warning, bounds, state.address,
        state.move.to, state.move.since, state.gone_since, state.retired, state.last_full, state.last_forced,
        state.posting.weight, state.posting.as_of, state.posting.oldest, state.posting.watched, state.push_until,
        state.variant, state.refused_offer, state.posting.untold, state.other_validators.url,
        state.other_validators.etag, state.other_validators.last_modified, state.last_whole, state.hub_doubted_until,
        state.hub_misses, feed);
}

void trust_hub(Connection& connection, FeedId feed, Timestamp until) {
    connection.run("UPDATE feeds SET push_until = ? WHERE id = ?", until, feed);
}

void DayCounts::write(Connection& connection, std::int64_t feed, Timestamp now) const {
    if (counts_.empty()) return;
    const auto first = std::chrono::floor<std::chrono::days>(now) - window;
    for (auto day = counts_.lower_bound(first); day != counts_.end(); ++day) {
        connection.run(
            "INSERT INTO feed_days VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
            feed, day->first.time_since_epoch().count(), day->second);
    }
    connection.run("DELETE FROM feed_days WHERE feed = ? AND day < ?", feed, first.time_since_epoch().count());
}

}  // namespace broadsheet::store::sqlite
