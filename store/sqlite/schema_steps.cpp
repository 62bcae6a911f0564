// The migrations themselves.

#include "store/sqlite/schema.hpp"

#include <vector>

namespace broadsheet::store::sqlite {

namespace {

// Times are seconds since 1970, UTC. Hashes are the first 64 bits of SHA-256, as signed integers. Lists of persons,
// links and the like are JSON.
constexpr const char* first = R"sql(
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('store_id', lower(hex(randomblob(16))));  -- ids minted here differ from those of other stores

CREATE TABLE feeds (
    id              INTEGER PRIMARY KEY,
    url             TEXT NOT NULL UNIQUE,
    title           TEXT NOT NULL,                 -- as configured
    priority        INTEGER NOT NULL,
    detached        INTEGER NOT NULL DEFAULT 0,    -- 1: no longer in the config
    articles        INTEGER NOT NULL DEFAULT 0,    -- rows of article_sources with an article
    last_document   INTEGER,                       -- when a document was last read
    own_title       TEXT NOT NULL DEFAULT '',
    home_page_url   TEXT NOT NULL DEFAULT '',
    own_id          TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL DEFAULT '',
    rights          TEXT NOT NULL DEFAULT '',
    authors         TEXT NOT NULL DEFAULT '[]',
    updated         INTEGER,                       -- as the document says
    last_poll       INTEGER,
    last_success    INTEGER,
    last_change     INTEGER,
    next_poll       INTEGER,
    status          INTEGER NOT NULL DEFAULT 0,    -- of HTTP
    error_class     TEXT NOT NULL DEFAULT '',
    error           TEXT NOT NULL DEFAULT '',
    error_count     INTEGER NOT NULL DEFAULT 0,
    schedule_reason TEXT NOT NULL DEFAULT '',
    hints           TEXT NOT NULL DEFAULT '{}',
    validator_url   TEXT NOT NULL DEFAULT '',
    etag            TEXT NOT NULL DEFAULT '',
    last_modified   TEXT NOT NULL DEFAULT '',
    body_hash       TEXT NOT NULL DEFAULT '',
    warning         TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE feed_days (                           -- articles by the day they were published on, the last weeks only
    feed     INTEGER NOT NULL REFERENCES feeds (id),
    day      INTEGER NOT NULL,                     -- since 1970
    articles INTEGER NOT NULL,
    PRIMARY KEY (feed, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE sections (
    num        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    position   INTEGER NOT NULL,                   -- in the config
    feed_id    TEXT NOT NULL,                      -- atom:id of the merged feed
    changed_at INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    articles   INTEGER NOT NULL DEFAULT 0          -- rows of section_articles
) STRICT;
INSERT INTO sections VALUES (0, '', '', 0, '', 0, 1, 0), (-1, '(none)', '', 0, '', 0, 1, 0);

CREATE TABLE feed_sections (
    feed     INTEGER NOT NULL REFERENCES feeds (id),
    section  INTEGER NOT NULL REFERENCES sections (num),
    position INTEGER NOT NULL,                     -- in the feed's list
    PRIMARY KEY (feed, section)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    feed          INTEGER NOT NULL REFERENCES feeds (id),  -- that brought it first: these are its words
    uid           TEXT NOT NULL,                   -- entry id in what we publish
    uid_hash      INTEGER NOT NULL,
    url_hash      INTEGER NOT NULL,                -- of its URL in canonical form; 0: not to be joined by it
    content_hash  INTEGER NOT NULL,
    published     INTEGER NOT NULL,
    updated       INTEGER NOT NULL,
    first_seen    INTEGER NOT NULL,
    last_changed  INTEGER NOT NULL,
    revisions     INTEGER NOT NULL DEFAULT 0,      -- rows of revisions
    entry_id      TEXT,                            -- in the feed; NULL: it is the uid
    url           TEXT NOT NULL,
    title         TEXT NOT NULL,
    summary       TEXT NOT NULL,
    details       TEXT NOT NULL,                   -- all else, as JSON
    content_html  TEXT NOT NULL,
    content_text  TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_uid ON articles (uid_hash);
CREATE INDEX articles_by_url ON articles (url_hash, first_seen) WHERE url_hash <> 0;

-- Which entry of which feed is which article. A feed's entries stand together, so that a poll that finds them all known
-- reads a page or two.
CREATE TABLE article_sources (
    feed         INTEGER NOT NULL REFERENCES feeds (id),
    key_hash     INTEGER NOT NULL,
    article      INTEGER REFERENCES articles (id),  -- NULL: removed, but never to be published again
    content_hash INTEGER NOT NULL,                 -- of what the entry last said
    first_seen   INTEGER NOT NULL,
    last_seen    INTEGER NOT NULL,                 -- to the day
    feed_updated INTEGER NOT NULL,                 -- as the feed said with this entry
    entry_id     TEXT NOT NULL DEFAULT '',         -- these three only where the article's words are another feed's
    url          TEXT NOT NULL DEFAULT '',
    title        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (feed, key_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_sources_by_article ON article_sources (article) WHERE article IS NOT NULL;
CREATE INDEX article_sources_removed ON article_sources (feed, last_seen) WHERE article IS NULL;

-- The sections as readers get them: a page is one walk from the end. Section 0 holds what is in any section, section -1 what
-- is in none. No foreign key on the article: it would need an index of its own.
CREATE TABLE section_articles (
    section   INTEGER NOT NULL,
    published INTEGER NOT NULL,
    article   INTEGER NOT NULL,
    PRIMARY KEY (section, published, article)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    article      INTEGER NOT NULL REFERENCES articles (id),
    number       INTEGER NOT NULL,
    replaced_at  INTEGER NOT NULL,
    content_hash INTEGER NOT NULL,
    title        TEXT NOT NULL,
    summary      TEXT NOT NULL,
    content_html TEXT NOT NULL,
    content_text TEXT NOT NULL,
    UNIQUE (article, number)
) STRICT;

CREATE TABLE retired_uids (                        -- of removed articles: no other may ever have them
    uid_hash INTEGER PRIMARY KEY
) STRICT;
)sql";

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
    host  TEXT PRIMARY KEY,                        -- authority
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
    stage       INTEGER NOT NULL,                  -- 0 asked, 1 active, 2 denied
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

constexpr const char* callbacks =  // the address that the hub was told
    "ALTER TABLE subscriptions ADD COLUMN callback TEXT NOT NULL DEFAULT ''";

}  // namespace

std::span<const Migration> migrations() {
    static const std::vector<Migration> steps{{1, first},   {2, fetching},         {3, websub},
                                              {4, stories}, {5, habits},           {6, orders},
                                              {7, words},   {8, dates_of_stories}, {9, callbacks}};
    return steps;
}

}  // namespace broadsheet::store::sqlite
