#pragma once
// What goes into the store and what comes out: plain data in the feeds' nouns, no SQL. Ids are opaque.

#include "feeds/article.hpp"
#include "feeds/article_digest.hpp"
#include "feeds/conditional.hpp"
#include "feeds/fingerprint.hpp"
#include "feeds/move.hpp"
#include "feeds/result.hpp"
#include "feeds/rules.hpp"
#include "feeds/schedule.hpp"
#include "store/ids.hpp"
#include "store/push.hpp"
#include "store/schedule_reason.hpp"
#include "store/story_records.hpp"
#include "store/subscription.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::store {

/// How much of a feed's articles may be passed on.
enum class Extent { full, summary, headline };

/// A section as the config defines it.
struct SectionSpec {
    std::string id;
    std::string title;
};

/// A feed as the config defines it: all that the store must know to decide.
struct FeedSpec {
    std::string url;  ///< as configured: what the feed is known by
    std::string title;
    std::vector<std::string> sections;
    int priority = 0;
    Extent extent = Extent::full;
    /// What its articles must meet in a section of that id, for those that are stored when it gains one; may be empty:
    /// nothing. Called while the config is taken into the store, and not after.
    std::function<Result<feeds::Rules>(const std::string& section)> rules = {};
};

/// All that the store must know of the config.
struct ConfigSpec {
    std::vector<SectionSpec> sections;
    std::vector<FeedSpec> feeds;
    StoryMode stories = StoryMode::merge;  ///< what readers see as one entry
};

struct SectionRecord {
    std::string id;
    std::string feed_id;        ///< atom:id of the merged feed, minted once (urn:uuid)
    Timestamp changed_at;       ///< when what readers see of it last changed; never goes backwards
    std::uint64_t version = 0;  ///< raised by each commit that changed what readers see of it
};

/// What polling a feed has come to. Written as a whole after each poll.
struct FetchState {
    std::optional<Timestamp> last_poll;
    std::optional<Timestamp> last_success;
    std::optional<Timestamp> last_change;  ///< last poll that brought something new: the store sees to it
    std::optional<Timestamp> next_poll;    ///< nullopt: due at once
    int status = 0;                        ///< HTTP status of the last answer; 0: none
    std::string error_class;               ///< to_string(ErrorCode); empty: the last poll went well
    std::string error;                     ///< one sentence for an admin
    unsigned error_count = 0;              ///< failed polls in a row
    ScheduleReason schedule_reason;        ///< what chose next_poll, or that there is none
    std::vector<feeds::PollBound> bounds;  ///< all that were weighed, as feeds::NextPoll has them
    feeds::DocumentHints hints;            ///< of the last document, for the polls that bring none
    feeds::Validators validators;
    feeds::Validators other_validators;  ///< of another URL, that answered before: redirects may lead to both in turn
    std::string variant;    ///< what their request said beside its address, by a short hash; empty: nothing
    std::string body_hash;  ///< of the last document that was stored
    std::string warning;    ///< first warning of the last document; empty: none
    feeds::PostingRate posting;
    std::string address;                  ///< where the feed has moved to for good; empty: its configured URL
    std::string refused_offer;            ///< an address that its page offered, and that was not to be had; or empty
    feeds::PendingMove move;              ///< that is not yet believed
    std::optional<Timestamp> gone_since;  ///< first of the 410s in a row, or 404s where it has moved to
    std::optional<Timestamp> retired;     ///< gone for good, or polled elsewhere: not polled unless by hand
    std::optional<Timestamp> last_full;   ///< when it was last asked for all of its document, though it had validators
    std::optional<Timestamp> last_whole;  ///< the last document that came of that; nullopt: validators misled us since
    std::optional<Timestamp> push_until;  ///< until when a hub that has brought news answers for the feed
    std::optional<Timestamp> hub_doubted_until;  ///< until when news prove nothing of it, as it has left out others
    unsigned hub_misses = 0;                     ///< so often, since it was last found to keep its word
    std::optional<Timestamp> last_forced;        ///< last poll by hand against a server's Retry-After

    bool operator==(const FetchState&) const = default;
};

/// Something about a feed that its admin should see.
struct Event {
    Timestamp time;
    /// "moved", "moved-back", "moved-to-no-feed", "moved-to-another", "duplicate", "retired", "revived", "denied",
    /// "discovered", "hub-missed", "ids-changed", "renamed"
    std::string kind;
    std::string detail;  ///< one sentence
};

struct EventRecord {
    FeedId feed{};
    Event event;
};

/// A server, or one address at it, that wants no requests before a time.
struct HostHold {
    std::string host;  ///< authority ("example.org:8443"), or the whole address
    Timestamp until;
};

/// When a feed is polled next, and why then: that part of its state, apart.
struct FeedSchedule {
    FeedId feed{};
    feeds::NextPoll next;
    std::optional<Timestamp> last_poll{};  ///< that it follows: a later one has made a schedule of its own
};

/// What polling goes on with after a start.
struct PollingRecord {
    FeedId id{};
    std::string url;  ///< as configured
    FetchState state;

    /// Where it is asked for.
    [[nodiscard]] const std::string& address() const { return state.address.empty() ? url : state.address; }
};

struct FeedRecord : PollingRecord {
    std::string title;  ///< configured, else the feed's own, else its address: never empty
    std::string home_page_url;
    std::string own_id;  ///< the feed's atom:id
    std::string language;
    std::string rights;
    std::vector<feeds::Person> authors;
    Timestamp updated;  ///< as the feed says, else its last change
    std::vector<std::string> sections;
    int priority = 0;
    bool detached = false;  ///< no longer in the config: not polled, its articles kept
    std::uint64_t articles = 0;
    double articles_per_day = 0;  ///< over the last four weeks
};

/// An entry of a fetched document with its fingerprint, as the ingest wants it.
struct IncomingArticle {
    feeds::Article article;
    feeds::Fingerprint fingerprint;
    std::vector<std::string> sections;           ///< where it is to appear; empty: nowhere, but known
    bool grouped = false;                        ///< if it is new, it is placed among stories; else it stands alone
    std::optional<feeds::ArticleDigest> digest;  ///< of its words, where it was made before it was known to be new
};

/// All that one poll of one feed leaves behind: written in one transaction, or not at all.
struct FetchRecord {
    FeedId feed{};
    Timestamp time;    ///< of the poll: first-seen and last-changed of what it brought
    FetchState state;  ///< replaces the feed's
    /// The document; nullopt when there was none (304, same body, error). Its own `articles` are empty: they are in
    /// `articles`.
    std::optional<feeds::Feed> document;
    std::vector<IncomingArticle> articles;  ///< in document order
    bool ignore_dates = false;              ///< feeds.toml: dates = "ignore"
    /// What the rules that gave `articles` their sections say of any article, from any thread. An edit then brings an
    /// article only to sections that its words before it were not for. Empty: to all that it has.
    std::function<std::vector<std::string>(const feeds::Article&)> sections_for{};
    std::vector<Event> events;
    std::optional<HostHold> hold;         ///< what a 429 or 503 asks for
    std::optional<PushId> push;           ///< what a hub has brought and this takes in: it is kept no longer
    std::optional<Timestamp> push_until;  ///< takes the place of the state's where it tells anything
};

struct IngestReport {
    std::uint32_t added = 0;    ///< articles that are new to the store
    std::uint32_t joined = 0;   ///< articles of other feeds that this feed carries as well, new to it
    std::uint32_t revised = 0;  ///< articles with a new revision
    std::uint32_t unchanged = 0;
    std::vector<std::string> changed_sections;  ///< whose merged feeds are different now; that of all is so with any

    /// Whether the poll counts as a change of its feed.
    [[nodiscard]] bool has_news() const { return added + revised > 0; }
    /// Whether anything of it had not been known of its feed.
    [[nodiscard]] bool tells_anything() const { return has_news() || joined > 0; }
};

/// One feed that carries an article.
struct ArticleSource {
    FeedId feed{};
    std::string feed_title;
    std::string feed_url;      ///< as configured
    std::string feed_address;  ///< where it has moved to, or what the page offers that is configured in its place
    std::string feed_own_id;
    std::string home_page_url;
    std::string feed_rights;
    std::vector<feeds::Person> feed_authors;
    Timestamp feed_updated;
    int priority = 0;
    Extent extent = Extent::full;  ///< as last configured: it holds also when the feed is gone from the config
    std::string entry_id;
    std::string url;
    std::string title;
    Timestamp first_seen;
};

struct ArticleRecord {
    ArticleId id{};
    FeedId feed{};    ///< whose words they are: the first of `sources`
    std::string uid;  ///< the entry id that readers know: minted once, never changed (RFC 4287 §4.2.6)
    feeds::Article article;
    Timestamp published;  ///< claimed, else first seen; fixed at first sight
    Timestamp updated;    ///< moves only with a significant change
    Timestamp first_seen;
    Timestamp last_changed;              ///< of anything stored of it
    std::uint32_t revisions = 0;         ///< earlier versions kept
    std::vector<ArticleSource> sources;  ///< the one that speaks first
};

/// An article that a feed lists, and where readers find it.
struct ListedEntry {
    struct Place {
        std::string section;
        std::int64_t lead = 0;  ///< the article that stands there for it; 0: it does so itself
    };
    ArticleRecord article;
    std::vector<Place> places;
    bool first_document = false;  ///< it came with the first of the feed
};

/// An earlier version of an article.
struct RevisionRecord {
    std::uint32_t number = 0;  ///< 1 is the first version seen
    Timestamp replaced_at;
    std::string title;
    std::string summary;
    std::string content_html;
    std::string content_text;
};

/// Which articles: those of one section, newest first, or of all.
struct ArticleQuery {
    std::string section;  ///< empty: all
    std::uint32_t limit = 50;
    std::uint32_t page = 1;  ///< from 1
    ArticleQuery() = default;
    ArticleQuery(std::string section_, std::uint32_t limit_, std::uint32_t page_)
        : section(std::move(section_)), limit(limit_), page(page_) {}
};

struct Page {
    std::vector<ArticleRecord> articles;  ///< newest first: published (never after first seen), then newest id
    std::uint64_t total = 0;              ///< articles the query matches in all
    SectionRecord section;                ///< of the section asked for, or of all together
};

struct RetentionRule {
    std::string section;              ///< empty: articles in no section
    std::optional<Timestamp> before;  ///< drop articles that were published before this
    std::uint64_t max_articles = 0;   ///< 0: no bound
};

/// For a feed whose articles are kept as long as it says, not as their sections say.
struct FeedRetention {
    std::string feed;                 ///< by its address in the config
    std::optional<Timestamp> before;  ///< drop its articles that were published before this
};

struct Retention {
    std::vector<RetentionRule> sections;
    std::vector<FeedRetention> feeds;
};

struct PruneReport {
    std::uint64_t removed = 0;                  ///< articles that no section keeps any longer
    std::vector<std::string> changed_sections;  ///< that show something else now, as in IngestReport
    bool more = false;                          ///< the batch was full: call again
};

struct Stats {
    std::uint64_t feeds = 0;
    std::uint64_t articles = 0;
    std::uint64_t revisions = 0;
    std::uint64_t file_bytes = 0;
    int schema_version = 0;
};

}  // namespace broadsheet::store
