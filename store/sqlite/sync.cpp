#include "store/sqlite/sync.hpp"

#include "feeds/digest.hpp"
#include "store/sqlite/event_rows.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/section_change.hpp"
#include "store/sqlite/section_lists.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::store::sqlite {

namespace {

struct StoredSection {
    SectionNumber number{};
    std::string title;
    std::int64_t position = 0;
    bool wanted = false;
};

struct StoredFeed {
    std::int64_t id = 0;
    std::string title;
    int priority = 0;
    Extent extent = Extent::full;
    bool detached = false;
    std::vector<SectionNumber> sections;  ///< in the feed's order
    bool wanted = false;
};

class Sync {
public:
    Sync(Connection& connection, Timestamp now) : db_(connection), now_(now), lists_(connection) {}

    Result<void> run(const std::vector<SectionSpec>& sections, const std::vector<FeedSpec>& feeds);

private:
    void read_sections();
    void read_feeds();
    void rename_feeds(const std::vector<FeedSpec>& specs);
    void rename(const std::string& from, const std::string& to);
    [[nodiscard]] std::string feed_id_of(const std::string& section);
    void name_all_sections();
    void sync_section(const SectionSpec& spec, std::int64_t position);
    void add_section(const SectionSpec& spec, std::int64_t position);
    void remove_section(SectionNumber section);
    [[nodiscard]] Result<void> sync_feed(const FeedSpec& spec);
    void write_sections_of(const StoredFeed& feed, const std::vector<SectionNumber>& sections);
    [[nodiscard]] Result<void> show_in(const FeedSpec& spec, std::int64_t feed, const SectionSet& before,
                                       const SectionSet& after);

    Connection& db_;
    Timestamp now_;
    SectionLists lists_;
    std::map<std::string, StoredSection> sections_;
    std::unordered_map<std::string, StoredFeed> feeds_;
};

/// The same place, with and without TLS; empty: neither.
std::string with_other_scheme(const std::string& url) {
    constexpr std::string_view plain = "http://";
    constexpr std::string_view secure = "https://";
    if (url.starts_with(plain)) return std::string(secure) + url.substr(plain.size());
    if (url.starts_with(secure)) return std::string(plain) + url.substr(secure.size());
    return {};
}

SectionSet set_of(std::vector<SectionNumber> sections) {
    std::sort(sections.begin(), sections.end());
    return sections;
}

Result<void> Sync::run(const std::vector<SectionSpec>& sections, const std::vector<FeedSpec>& feeds) {
    read_sections();
    read_feeds();
    rename_feeds(feeds);
    name_all_sections();
    for (std::int64_t position = 0; const SectionSpec& spec : sections) sync_section(spec, position++);
    for (const FeedSpec& spec : feeds) {
        if (auto synced = sync_feed(spec); !synced) return synced;
    }
    for (const auto& [url, feed] : feeds_) {
        if (!feed.wanted && !feed.detached) db_.run("UPDATE feeds SET detached = 1 WHERE id = ?", feed.id);
    }
    for (const auto& [id, section] : sections_) {
        if (!section.wanted) remove_section(section.number);
    }
    static_cast<void>(lists_.commit(now_));
    return db_.status();
}

void Sync::read_sections() {
    Query rows = db_.query("SELECT id, num, title, position FROM sections WHERE num > 0");
    while (rows.next()) {
        std::string id;
        StoredSection section;
        rows.read(id, section.number, section.title, section.position);
        sections_.emplace(std::move(id), std::move(section));
    }
}

void Sync::read_feeds() {
    std::unordered_map<std::int64_t, std::vector<SectionNumber>> sections;
    Query lists = db_.query("SELECT feed, section FROM feed_sections ORDER BY feed, position");
    while (lists.next()) {
        std::int64_t feed = 0;
        SectionNumber section{};
        lists.read(feed, section);
        sections[feed].push_back(section);
    }
    Query rows = db_.query("SELECT url, id, title, priority, extent, detached FROM feeds");
    while (rows.next()) {
        std::string url;
        StoredFeed feed;
        rows.read(url, feed.id, feed.title, feed.priority, feed.extent, feed.detached);
        feed.sections = std::move(sections[feed.id]);
        feeds_.emplace(std::move(url), std::move(feed));
    }
}

/// A feed whose address is corrected in the config goes on as the same: to where it has moved, to where it was before,
/// or to the same place with another scheme. All its entries would be new again.
void Sync::rename_feeds(const std::vector<FeedSpec>& specs) {
    const auto is_new = [this](const FeedSpec& spec) { return !feeds_.contains(spec.url); };
    if (feeds_.empty() || std::none_of(specs.begin(), specs.end(), is_new)) return;
    std::unordered_set<std::string> kept;
    for (const FeedSpec& spec : specs) kept.insert(spec.url);
    std::unordered_map<std::string, std::string> places;  // what might be the new address of each that leaves
    for (const auto& [url, feed] : feeds_) {
        if (!kept.contains(url)) places.emplace(with_other_scheme(url), url);
    }
    for (const char* better : {"SELECT former_urls.url, feeds.url FROM former_urls JOIN feeds ON feeds.id = feed",
                               "SELECT address, url FROM feeds WHERE address <> '' ORDER BY id"}) {
        Query rows = db_.query(better);
        while (rows.next()) {
            std::string place;
            std::string url;
            rows.read(place, url);
            if (!kept.contains(url)) places.insert_or_assign(std::move(place), std::move(url));
        }
    }
    for (const FeedSpec& spec : specs) {
        const auto place = places.find(spec.url);
        if (place != places.end() && is_new(spec) && feeds_.contains(place->second)) rename(place->second, spec.url);
    }
}

void Sync::rename(const std::string& from, const std::string& to) {
    auto feed = feeds_.extract(from);
    const FeedId id{feed.mapped().id};
    db_.run(
        "UPDATE feeds SET url = ?, address = '', refused_offer = '', move_to = '', move_since = NULL,"
        " gone_since = NULL, retired = NULL WHERE id = ?",
        to, feed.mapped().id);
    db_.run("DELETE FROM former_urls WHERE url = ?", to);
    db_.run("INSERT OR REPLACE INTO former_urls VALUES (?, ?)", from, feed.mapped().id);
    write_events(db_, id,
                 {{now_, "renamed", "the config has it at " + to + " now, and not at " + from + " any longer"}});
    lists_.touch_feed(feed.mapped().id);
    feed.key() = to;
    feeds_.insert(std::move(feed));
}

void Sync::sync_section(const SectionSpec& spec, std::int64_t position) {
    const auto found = sections_.find(spec.id);
    if (found == sections_.end()) return add_section(spec, position);
    StoredSection& section = found->second;
    section.wanted = true;
    if (section.title == spec.title && section.position == position) return;
    db_.run("UPDATE sections SET title = ?, position = ? WHERE num = ?", spec.title, position, section.number);
    if (section.title != spec.title) lists_.touch(section.number);
}

/// It depends on this store and the section's name alone: a section that comes back after a mistake in the config is
/// the same feed to its readers.
std::string Sync::feed_id_of(const std::string& section) {
    return feeds::uuid_urn(db_.value<std::string>("SELECT value FROM meta WHERE name = 'store_id'") + '\n' + section);
}

/// The feed of all sections is no section of the config, and its row is as old as the store.
void Sync::name_all_sections() {
    const auto unnamed = db_.value<int>("SELECT count(*) FROM sections WHERE num = 0 AND feed_id = ''");
    if (unnamed == 0) return;
    db_.run("UPDATE sections SET feed_id = ? WHERE num = 0", feed_id_of(""));
    lists_.touch(SectionNumber{all_sections});
}

void Sync::add_section(const SectionSpec& spec, std::int64_t position) {
    // Its version goes on from that of all, which is never behind that of any section.
    db_.run(
        "INSERT INTO sections (id, title, position, feed_id, changed_at, version)"
        " SELECT ?, ?, ?, ?, ?, version FROM sections WHERE num = 0",
        spec.id, spec.title, position, feed_id_of(spec.id), now_);
    const SectionNumber number{db_.last_id()};
    sections_.emplace(spec.id, StoredSection{number, spec.title, position, true});
    lists_.touch(number);
}

void Sync::remove_section(SectionNumber section) {
    std::vector<std::pair<std::int64_t, Timestamp>> members;
    Query rows = db_.query("SELECT article, published FROM section_articles WHERE section = ?", section);
    while (rows.next()) {
        auto& [article, published] = members.emplace_back();
        rows.read(article, published);
    }
    for (const auto& [article, published] : members) {
        const SectionSet from = lists_.of(article, published);
        lists_.move(article, published, from, difference(from, {section}));
    }
    lists_.touch(section);
    db_.run("DELETE FROM feed_sections WHERE section = ?", section);
    db_.run("DELETE FROM sections WHERE num = ?", section);
}

Result<void> Sync::sync_feed(const FeedSpec& spec) {
    const auto [found, added] = feeds_.try_emplace(spec.url);
    StoredFeed& feed = found->second;
    feed.wanted = true;
    if (added) {
        db_.run("INSERT INTO feeds (url, title, priority, extent) VALUES (?, ?, ?, ?)", spec.url, spec.title,
                spec.priority, spec.extent);
        feed.id = db_.last_id();
    } else {
        const bool shows = feed.title != spec.title || feed.priority != spec.priority || feed.extent != spec.extent;
        if (shows) {
            db_.run("UPDATE feeds SET title = ?, priority = ?, extent = ? WHERE id = ?", spec.title, spec.priority,
                    spec.extent, feed.id);
            lists_.touch_feed(feed.id);
        }
        // Whoever adds it again wants it asked again, whatever its server said before.
        if (feed.detached)
            db_.run("UPDATE feeds SET detached = 0, gone_since = NULL, retired = NULL WHERE id = ?", feed.id);
    }
    std::vector<SectionNumber> sections;
    for (const std::string& id : spec.sections) {
        const auto section = sections_.find(id);
        if (section == sections_.end() || !section->second.wanted) continue;  // one that the config does not define
        if (std::find(sections.begin(), sections.end(), section->second.number) == sections.end()) {
            sections.push_back(section->second.number);
        }
    }
    if (sections == feed.sections) return {};
    write_sections_of(feed, sections);
    return added ? Result<void>() : show_in(spec, feed.id, set_of(feed.sections), set_of(sections));
}

void Sync::write_sections_of(const StoredFeed& feed, const std::vector<SectionNumber>& sections) {
    db_.run("DELETE FROM feed_sections WHERE feed = ?", feed.id);
    for (std::int64_t position = 0; const SectionNumber section : sections) {
        db_.run("INSERT INTO feed_sections VALUES (?, ?, ?)", feed.id, section, position++);
    }
}

Result<void> Sync::show_in(const FeedSpec& spec, std::int64_t feed, const SectionSet& before, const SectionSet& after) {
    SectionChange change;
    change.lost = difference(before, after);
    for (const SectionNumber section : difference(after, before)) {
        feeds::Rules rules;
        for (const auto& [id, stored] : sections_) {
            if (stored.number != section || !spec.rules) continue;
            auto read = spec.rules(id);
            if (!read) return read.error();
            rules = std::move(*read);
        }
        change.gained.push_back({section, std::move(rules)});
    }
    return move_articles(db_, lists_, feed, change);
}

}  // namespace

Result<void> sync(Connection& connection, const std::vector<SectionSpec>& sections, const std::vector<FeedSpec>& feeds,
                  Timestamp now) {
    return Sync(connection, now).run(sections, feeds);
}

}  // namespace broadsheet::store::sqlite
