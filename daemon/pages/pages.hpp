#pragma once
// HTML pages from page models, over Mustache templates that are compiled in. Everything is escaped, but for articles'
// own HTML, which the parser made safe. No network, no clock: pure. Any thread.

#include "feeds/output.hpp"

#include <string>
#include <vector>

namespace broadsheet::pages {

using feeds::Timestamp;

struct Site {
    std::string title;
    std::string base_url;
    struct Section {
        std::string id;
        std::string title;
    };
    std::vector<Section> sections;  ///< in the order of the config
    std::string version;
};

/// The front page: each section with its newest entries.
struct FrontPage {
    struct Block {
        std::string id;
        std::string title;
        std::vector<feeds::OutputEntry> entries;
    };
    std::vector<Block> blocks;
    Timestamp updated;
};

/// One section, paged.
struct SectionPage {
    std::string id;  ///< "all" for everything
    feeds::OutputFeed feed;
    std::string description;
    unsigned page = 1;
    unsigned pages = 1;
};

struct ArticlePage {
    feeds::OutputEntry entry;
    struct Revision {
        unsigned number = 0;
        Timestamp replaced_at;
        std::string title;
        std::string summary;
        std::string content_html;
    };
    std::vector<Revision> revisions;  ///< newest first
    struct Report {
        std::string title;
        std::string feed_title;
        std::string page_url;  ///< empty: this very article
        Timestamp published;
        std::string reason;  ///< why it is in the story, one sentence
    };
    std::vector<Report> reports;  ///< of the same story, as they arrived; empty: it stands alone
};

struct StatusPage {
    struct Row {
        std::string title;
        std::string url;
        std::string home_page_url;
        std::string sections;
        std::string last_poll;  ///< RFC 3339, or empty
        std::string next_poll;
        int status = 0;
        std::string error;
        std::string warning;
        std::uint64_t articles = 0;
        double articles_per_day = 0;
        bool failing = false;  ///< an error alone may be nobody's fault
        bool retired = false;
        bool detached = false;
    };
    std::vector<Row> rows;  ///< failing first
    std::uint64_t articles = 0;
    std::string uptime;
    std::string store_fault;  ///< why polls cannot be stored, or empty
};

[[nodiscard]] std::string render_front(const Site& site, const FrontPage& page);
[[nodiscard]] std::string render_section(const Site& site, const SectionPage& page);
[[nodiscard]] std::string render_article(const Site& site, const ArticlePage& page);
[[nodiscard]] std::string render_status(const Site& site, const StatusPage& page);
/// A page for a person where an address leads nowhere.
[[nodiscard]] std::string render_message(const Site& site, unsigned status, const std::string& message);

/// The one stylesheet, and its address with a version in it ("/style.1a2b3c4d.css").
[[nodiscard]] const std::string& stylesheet();
[[nodiscard]] const std::string& stylesheet_path();

}  // namespace broadsheet::pages
