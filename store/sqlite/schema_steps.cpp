// The migrations themselves, but for the first.

#include "store/sqlite/schema.hpp"

#include <vector>

namespace broadsheet::store::sqlite {

namespace {

// Where a feed is polled and why then; what its admin should see; servers that want to be left alone.
constexpr const char* fetching = R"sql(
ALTER TABLE feeds ADD COLUMN bounds TEXT NOT NULL DEFAULT '{}';    -- of next_poll, in seconds
ALTER TABLE feeds ADD COLUMN address TEXT NOT NULL DEFAULT '';     -- it has moved there for good
ALTER TABLE feeds ADD COLUMN move_to TEXT NOT NULL DEFAULT '';     -- it is redirected there, which is not yet believed
ALTER TABLE feeds ADD COLUMN move_since INTEGER;
ALTER TABLE feeds ADD COLUMN gone_since INTEGER;                   -- first of the 410s in a row
ALTER TABLE feeds ADD COLUMN retired INTEGER;
ALTER TABLE feeds ADD COLUMN last_full INTEGER;                    -- last document asked for without validators
ALTER TABLE feeds ADD COLUMN last_forced INTEGER;
ALTER TABLE feeds ADD COLUMN posts REAL NOT NULL DEFAULT 0;        -- each counting less the older it is
ALTER TABLE feeds ADD COLUMN posts_as_of INTEGER;
ALTER TABLE feeds ADD COLUMN posts_oldest INTEGER;
ALTER TABLE feeds ADD COLUMN posts_watched INTEGER;                -- since when

CREATE TABLE events (
    id     INTEGER PRIMARY KEY,
    feed   INTEGER NOT NULL REFERENCES feeds (id),
    time   INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_feed ON events (feed, id);

CREATE TABLE host_holds (
    host  TEXT PRIMARY KEY,                        -- authority, or a whole address
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* websub = R"sql(
ALTER TABLE feeds ADD COLUMN push_until INTEGER;                   -- a hub that has brought news answers for it until then

CREATE TABLE subscriptions (
    feed        INTEGER PRIMARY KEY REFERENCES feeds (id),
    hub         TEXT NOT NULL,
    topic       TEXT NOT NULL,
    token       TEXT NOT NULL,                     -- last part of the callback's address
    secret      TEXT NOT NULL,
    stage       INTEGER NOT NULL,                  -- 0 asked, 1 active, 2 denied, 3 left
    lease_until INTEGER,
    next_step   INTEGER NOT NULL
) STRICT;
)sql";

// Which articles are one text and which tell one event. A story bears the id of the article that founded it; so does a
// group of copies. Readers see articles with one lead as one entry: the earliest of them that a section has.
constexpr const char* stories = R"sql(
CREATE TABLE story_articles (
    article   INTEGER PRIMARY KEY,
    story     INTEGER NOT NULL,
    copy_of   INTEGER NOT NULL,                    -- first of its group of copies, or itself
    lead      INTEGER NOT NULL,
    step      TEXT NOT NULL,                       -- how it came there
    nearest   INTEGER NOT NULL,                    -- the article it is most like; 0: none
    score     INTEGER NOT NULL,                    -- in ten-thousandths
    threshold INTEGER NOT NULL,
    terms     TEXT NOT NULL,                       -- JSON: those that did most
    by_hand   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX story_articles_by_story ON story_articles (story);
CREATE INDEX story_articles_by_lead ON story_articles (lead, article);

CREATE TABLE story_aliases (                       -- stories that have ended in another
    former    INTEGER PRIMARY KEY,
    story     INTEGER NOT NULL,
    score     INTEGER NOT NULL,                    -- 0: its last article left it
    threshold INTEGER NOT NULL,
    time      INTEGER NOT NULL
) STRICT;
CREATE INDEX story_aliases_by_story ON story_aliases (story);

-- What grouping knows of the articles of the last two weeks: enough to go on after a restart as if there had been none.
-- Lists of numbers are hexadecimal digits of one width.
CREATE TABLE story_words (
    article  INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    feed     INTEGER NOT NULL,
    url      INTEGER NOT NULL,
    text     INTEGER NOT NULL,
    title    INTEGER NOT NULL,
    language TEXT NOT NULL,
    level    INTEGER NOT NULL,
    sketch   TEXT NOT NULL,
    weights  TEXT NOT NULL
) STRICT;
CREATE INDEX story_words_by_time ON story_words (time);

CREATE TABLE hidden_articles (                     -- of a section, since an earlier one there has the same lead
    section INTEGER NOT NULL,
    article INTEGER NOT NULL,
    lead    INTEGER NOT NULL,
    PRIMARY KEY (section, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX hidden_articles_by_lead ON hidden_articles (lead);
)sql";

// What feeds' habits have taught, and what their admin allows also when they are gone from the config.
constexpr const char* habits = R"sql(
ALTER TABLE feeds ADD COLUMN id_churns INTEGER NOT NULL DEFAULT 0; -- documents in a row of new ids and old links
ALTER TABLE feeds ADD COLUMN extent INTEGER NOT NULL DEFAULT 0;    -- 0 full, 1 summary, 2 headline
ALTER TABLE articles ADD COLUMN former_hash INTEGER NOT NULL DEFAULT 0;  -- of the content before this
)sql";

constexpr const char* orders = R"sql(
CREATE TABLE story_orders (                        -- what an admin asks of the process that writes
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    INTEGER NOT NULL,                      -- 0 split, 1 join
    story   INTEGER NOT NULL,
    other   INTEGER NOT NULL,                      -- an article of it, or another story
    time    INTEGER NOT NULL,
    outcome TEXT                                   -- NULL: not carried out yet; '': done; else why it could not be
) STRICT;
)sql";

// The same in half the room. What was known of words is not carried over: what is stored by then is compared with
// nothing that comes later.
constexpr const char* words = R"sql(
DROP TABLE story_words;
CREATE TABLE story_words (
    article  INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    feed     INTEGER NOT NULL,
    url      INTEGER NOT NULL,
    text     INTEGER NOT NULL,
    title    INTEGER NOT NULL,
    language TEXT NOT NULL,
    level    INTEGER NOT NULL,
    sketch   BLOB NOT NULL,                        -- numbers of four bytes, the lowest first
    weights  BLOB NOT NULL                         -- numbers of eight bytes, each with its weight in a ninth
) STRICT;
CREATE INDEX story_words_by_time ON story_words (time);
)sql";

// Which article of a lead a section shows is found without reading articles, whose rows are a hundred times as long.
constexpr const char* dates_of_stories = R"sql(
ALTER TABLE story_articles ADD COLUMN published INTEGER NOT NULL DEFAULT 0;  -- as in articles
UPDATE story_articles SET published = coalesce((SELECT articles.published FROM articles WHERE id = article), 0);
DROP INDEX story_articles_by_lead;
CREATE INDEX story_articles_by_lead ON story_articles (lead, article, published);
DROP INDEX hidden_articles_by_lead;
)sql";

constexpr const char* requests = R"sql(
ALTER TABLE subscriptions ADD COLUMN callback TEXT NOT NULL DEFAULT ''; -- the address that the hub was told
ALTER TABLE feeds ADD COLUMN variant TEXT NOT NULL DEFAULT '';     -- of the request that the validators came of
)sql";

constexpr const char* refusals = R"sql(
ALTER TABLE subscriptions ADD COLUMN error TEXT NOT NULL DEFAULT '';    -- why the hub grants nothing
)sql";

constexpr const char* offers = R"sql(
ALTER TABLE feeds ADD COLUMN refused_offer TEXT NOT NULL DEFAULT '';    -- an address that its page offered in vain
)sql";

constexpr const char* untold_posts = R"sql(
ALTER TABLE feeds ADD COLUMN posts_untold REAL NOT NULL DEFAULT 0; -- that came without a date of their own time
)sql";

// Hubs were told that these are taken: they stand here until their articles do.
constexpr const char* pushes = R"sql(
CREATE TABLE pushes (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    feed             INTEGER NOT NULL REFERENCES feeds (id),
    lease_until      INTEGER NOT NULL,
    url              TEXT NOT NULL,                -- of the topic
    content_type     TEXT NOT NULL,
    content_encoding TEXT NOT NULL,
    body             BLOB NOT NULL                 -- as it came
) STRICT;
)sql";

// A lease that is to run out is not renewed by a process that has not read the feed yet.
constexpr const char* unnamed_hubs = R"sql(
ALTER TABLE subscriptions ADD COLUMN is_named INTEGER NOT NULL DEFAULT 1; -- the feed's last document names a hub
)sql";

// Where a feed's redirects lead to two places in turn, each has its own.
constexpr const char* other_ends = R"sql(
ALTER TABLE feeds ADD COLUMN other_validator_url TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN other_etag TEXT NOT NULL DEFAULT '';
ALTER TABLE feeds ADD COLUMN other_last_modified TEXT NOT NULL DEFAULT '';
)sql";

// A whole document that was asked for in vain is asked for again before its week is over, and a hub that brings half of
// the news is not believed again at the next half.
constexpr const char* doubts = R"sql(
ALTER TABLE feeds ADD COLUMN last_whole INTEGER;                   -- last document that came of a request without validators
UPDATE feeds SET last_whole = last_full;
ALTER TABLE feeds ADD COLUMN hub_doubted_until INTEGER;
ALTER TABLE feeds ADD COLUMN hub_misses INTEGER NOT NULL DEFAULT 0;
)sql";

// Where ids are of chance, what was removed is known by its address alone.
constexpr const char* removed_addresses = R"sql(
ALTER TABLE article_sources ADD COLUMN url_hash INTEGER NOT NULL DEFAULT 0; -- of a removed article, as articles had it
CREATE INDEX article_sources_removed_by_url ON article_sources (feed, url_hash) WHERE article IS NULL AND url_hash <> 0;
)sql";

// A correction of the config that is undone is none.
constexpr const char* former_urls = R"sql(
CREATE TABLE former_urls (
    url  TEXT PRIMARY KEY,  -- as it was configured
    feed INTEGER NOT NULL REFERENCES feeds (id)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

std::span<const Migration> migrations() {
    static const std::vector<Migration> steps{{1, first_migration()},
                                              {2, fetching},
                                              {3, websub},
                                              {4, stories},
                                              {5, habits},
                                              {6, orders},
                                              {7, words},
                                              {8, dates_of_stories},
                                              {9, requests},
                                              {10, refusals},
                                              {11, offers},
                                              {12, untold_posts},
                                              {13, pushes},
                                              {14, unnamed_hubs},
                                              {15, other_ends},
                                              {16, removed_addresses},
                                              {17, doubts},
                                              {18, former_urls}};
    return steps;
}

}  // namespace broadsheet::store::sqlite
