// The first migration: the tables of feeds, sections and articles.

#include "store/sqlite/schema.hpp"

namespace broadsheet::store::sqlite {

namespace {

// Times are seconds since 1970, UTC. Hashes are the first 64 bits of SHA-256, as signed integers. Lists of persons,
// links and the like are JSON.
constexpr const char* tables = R"sql(
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
    feed          INTEGER NOT NULL REFERENCES feeds (id),  -- whose words these are: that brought it first, or outranks it
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

}  // namespace

const char* first_migration() {
    return tables;
}

}  // namespace broadsheet::store::sqlite
