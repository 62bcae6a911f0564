#pragma once
// The contract of a store, whatever engine keeps it. All calls block and come from the thread that owns the object: a
// Writer belongs to one thread, a Reader to one thread at a time. No clock: every time that is written comes with the
// call. Errors common to all methods: unavailable (disk full, busy, read-only: nothing was changed, try later), corrupt
// (the file is damaged: the detail names the recovery command), internal.

#include "store/records.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::store {

/// A consistent view for the length of each call; never waits for the writer.
class Reader {
public:
    virtual ~Reader() = default;

    [[nodiscard]] virtual Result<std::vector<FeedRecord>> feeds() = 0;       ///< detached ones included; by id
    [[nodiscard]] virtual Result<std::vector<PollingRecord>> polling() = 0;  ///< the same feeds, what is polled of them
    [[nodiscard]] virtual Result<FeedRecord> feed(std::string_view url) = 0;  ///< not_found
    [[nodiscard]] virtual Result<std::vector<SectionRecord>> sections() = 0;
    [[nodiscard]] virtual Result<Page> page(const ArticleQuery& query) = 0;  ///< not_found: no such section
    [[nodiscard]] virtual Result<ArticleRecord> article(ArticleId id) = 0;   ///< not_found
    [[nodiscard]] virtual Result<std::vector<RevisionRecord>> revisions(ArticleId id) = 0;  ///< oldest first
    /// What the feed's last document lists, and what one of the day before did; newest first. What is no longer kept
    /// is left out.
    [[nodiscard]] virtual Result<std::vector<ListedEntry>> listed(FeedId feed) = 0;
    [[nodiscard]] virtual Result<std::vector<EventRecord>> events(std::uint32_t limit) = 0;  ///< newest first
    /// Servers that want no requests at `now`.
    [[nodiscard]] virtual Result<std::vector<HostHold>> holds(Timestamp now) = 0;
    [[nodiscard]] virtual Result<std::vector<Subscription>> subscriptions() = 0;  ///< by feed
    [[nodiscard]] virtual Result<std::vector<KeptPush>> pushes() = 0;             ///< in the order they came
    [[nodiscard]] virtual Result<Push> push(PushId id) = 0;                       ///< not_found
    /// The story an article stands in, or the one in which a story of that id has ended. not_found.
    [[nodiscard]] virtual Result<StoryRecord> story(std::int64_t id) = 0;
    [[nodiscard]] virtual Result<Stats> stats() = 0;
    /// Whether somebody has left an order that is not carried out yet.
    [[nodiscard]] virtual Result<bool> has_orders() = 0;
    /// What has become of an order: nullopt: nothing yet; empty: it is done; else why it could not be.
    [[nodiscard]] virtual Result<std::optional<std::string>> order_outcome(std::int64_t number) = 0;

    /// Copies the store as it is now into a new file while others go on writing. conflict: the file exists.
    [[nodiscard]] virtual Result<void> backup(const std::string& file) = 0;

    /// Engine's integrity check and our own invariants: the sentences say what is wrong; empty is good.
    [[nodiscard]] virtual Result<std::vector<std::string>> verify() = 0;
};

/// The only way to change a store. At most one per store, in one process.
class Writer {
public:
    virtual ~Writer() = default;

    /// A transaction around many calls below: what StoreService groups. Each call inside stands in a savepoint
    /// of its own, so one that fails leaves the others. Without begin() each call commits by itself.
    [[nodiscard]] virtual Result<void> begin() = 0;
    /// As begin(), for work that a power cut may undo as a whole, such as the state of polls that brought nothing: what
    /// is acknowledged survives the end of the process, but commit() does not wait for the disk.
    [[nodiscard]] virtual Result<void> begin_relaxed() { return begin(); }
    /// After either: this group's calls need no savepoints, whose copies of pages cost as much as a tenth of the rest.
    /// One that fails after it has written something then spoils the group: what follows is not done, and commit()
    /// answers conflict. The same calls may be made again in another group, which undoes the one that fails alone.
    virtual void spare_savepoints() {}
    [[nodiscard]] virtual Result<void>
    commit() = 0;  ///< durable when it returns; on error nothing since begin() is kept
    virtual void rollback() noexcept = 0;

    /// Makes sections, feeds and what is one entry those of the config, all of it or nothing. A feed that is gone is
    /// detached: no longer polled, its articles kept; one that comes back goes on as the same, and is no longer
    /// retired. So does one whose address is corrected: to where it has moved, to the same place with another scheme,
    /// or back to where the config had it before. A section newly given to a feed gets those of its stored articles
    /// that its rules let in, but for what a first document kept back; one taken away loses them. Another mode of
    /// stories costs a pass over all articles.
    [[nodiscard]] virtual Result<void> sync_config(const ConfigSpec& config, Timestamp now) = 0;

    /// Stores what a poll brought. Identity is (feed, fingerprint.key); an article new to the feed whose canonical URL
    /// another feed's article of the last 7 days has joins it as a further source, and replaces its words only if
    /// it has the higher priority. Known articles with another content hash get a revision, unless the content is one
    /// they had before (A→B→A); one that a section has lost to retention, or a first document kept back, does not come
    /// in by that. New articles that are to be grouped are placed in stories, in the order of their ids. not_found: no
    /// such feed.
    [[nodiscard]] virtual Result<IngestReport> record_fetch(const FetchRecord& record) = 0;

    /// The feed is polled at `address` from now on, which its admin sees as an event. not_found: no such feed;
    /// conflict: another one of the config is polled there, whose configured URL is the detail.
    [[nodiscard]] virtual Result<void> move_feed(FeedId feed, const std::string& address, Timestamp now) = 0;

    /// A server that is not a feed's wants to be left alone, like one that a FetchRecord's hold speaks of.
    [[nodiscard]] virtual Result<void> hold(const HostHold& hold) = 0;

    /// Replaces the schedules of these feeds, as a changed config makes them, but for those that have been polled
    /// since.
    [[nodiscard]] virtual Result<void> reschedule(const std::vector<FeedSchedule>& schedules) = 0;

    /// Replaces what is known of the feed's subscription, if anything.
    [[nodiscard]] virtual Result<void> save_subscription(const Subscription& subscription) = 0;

    /// Keeps what a hub has brought until a FetchRecord takes it in, or it is dropped.
    [[nodiscard]] virtual Result<PushId> keep_push(const Push& push) = 0;
    [[nodiscard]] virtual Result<void> drop_push(PushId id) = 0;

    /// Reads the words of the last days that new articles are compared with, which the first of them would wait for.
    [[nodiscard]] virtual Result<void> recall_stories() = 0;

    /// For good. not_found: an article or story that is not there, or is too old to be moved (four days). invalid:
    /// the article is not in that story, founded it, or has it to itself and its copies.
    [[nodiscard]] virtual Result<void> change_story(const StoryOrder& order, Timestamp now) = 0;
    /// Does what Store::leave_order() has left; gives the sections that have changed by it.
    [[nodiscard]] virtual Result<IngestReport> carry_out_orders(Timestamp now) = 0;

    /// Takes at most `limit` articles out of sections whose rules no longer keep them, oldest first; what is then in
    /// no section is removed. Articles with the words of a feed that has a rule of its own follow that one, but count
    /// for `max_articles`. What is still listed by a feed stays known, so that it is never published again.
    [[nodiscard]] virtual Result<PruneReport> prune(const Retention& retention, std::uint32_t limit, Timestamp now) = 0;

    /// Folds the log into the main file as far as readers allow. Call when idle.
    [[nodiscard]] virtual Result<void> checkpoint() = 0;
};

/// An open store: hands out its one writer and any number of readers, which must not outlive it.
class Store {
public:
    virtual ~Store() = default;
    [[nodiscard]] virtual Result<std::unique_ptr<Writer>>
    writer() = 0;  ///< conflict: another process writes; names its pid
    [[nodiscard]] virtual Result<std::unique_ptr<Reader>> reader() = 0;
    /// For the process that has the writer, at its next carry_out_orders(); gives the order's number. Any process that
    /// may write the file.
    [[nodiscard]] virtual Result<std::int64_t> leave_order(const StoryOrder& order, Timestamp now) = 0;
};

enum class OpenMode {
    read_write,  ///< creates a missing store, migrates an older schema
    read_only,   ///< not_found when there is none
};

/// Opens the store that `url` names: a path, or later "postgresql://…".
/// Errors: unsupported (the schema is newer than this program, or the engine is unknown), unavailable (with path,
/// reason and remedy), corrupt, not_found.
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const std::string& url, OpenMode mode);

}  // namespace broadsheet::store
