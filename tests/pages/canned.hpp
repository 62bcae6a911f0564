#pragma once
// A small paper with news of everywhere and nowhere, for the tests of pages and for looking at them.

#include "daemon/pages/pages.hpp"

#include <array>

namespace broadsheet::pages {

struct Outlet {
    const char* title;
    const char* host;
};

inline constexpr std::array<Outlet, 4> outlets = {{{"Harbour Gazette", "harbour.example"},
                                                   {"The Coast Wire", "coast.example"},
                                                   {"Kernel & Compiler Weekly", "kernel.example"},
                                                   {"Institut für Küstenforschung", "kueste.example"}}};

struct Story {
    const char* title;
    const char* summary;
};

inline constexpr std::array<Story, 7> stories = {
    {{"Ferries stay in port as fog closes the northern strait for a third day",
      "No boat has crossed since Sunday. The harbour master says the fog may lift tomorrow; the islands have bread and "
      "milk for a week, and post is flown in by helicopter when the wind allows it. Schools stay open."},
     {"Scheduler rewrite lands after nine years", "Latency of interactive tasks falls by a third, its authors say."},
     {"Old lighthouse lamp is lit again, this time by the sun", ""},
     {"Why the tide tables of 1912 are still right to the minute",
      "A clerk, a brass machine and forty thousand pencil marks: how the port calculates its future."},
     {"Parliament votes on the harbour tunnel; nobody is satisfied", "The count was 112 to 109."},
     {"Zwölf Seemeilen: was die neue Karte der Nordsee zeigt", "Eine Vermessung, die alles ein wenig verschiebt."},
     {"Sysadmin's notebook: the disk that was full of nothing",
      "Sparse files, deleted logs that a process still held open, and what df does not tell."}}};

inline Timestamp morning(int minutes_earlier) {
    return Timestamp(std::chrono::seconds(1'795'510'000)) - std::chrono::minutes(minutes_earlier);
}

inline feeds::OutputSource canned_source(const Outlet& outlet, std::size_t story) {
    feeds::OutputSource source;
    const auto home = "https://" + std::string(outlet.host) + "/";
    source.feed_id = home + "feed.xml";
    source.feed_title = outlet.title;
    source.feed_url = home + "feed.xml";
    source.home_page_url = home;
    source.updated = source.first_seen = morning(5);
    source.url = home + std::to_string(story);
    source.title = stories[story].title;
    return source;
}

inline feeds::OutputEntry canned_entry(std::size_t story) {
    feeds::OutputEntry entry;
    const auto& outlet = outlets[story % outlets.size()];
    entry.id = "urn:example:" + std::to_string(story);
    entry.published = entry.updated = morning(37 * static_cast<int>(story * story));
    entry.page_url = "https://news.example/article/" + std::to_string(story + 1);
    entry.sources = {canned_source(outlet, story)};
    if (story % 3 == 0)
        for (std::size_t i = 1; i < outlets.size(); ++i)
            entry.sources.push_back(canned_source(outlets[(story + i) % outlets.size()], story));
    entry.article.title = stories[story].title;
    entry.article.summary = stories[story].summary;
    entry.article.url = entry.sources.front().url;
    entry.article.language = story == 5 ? "de" : "";
    return entry;
}

inline Site canned_site() {
    Site site;
    site.title = "The Daily Broadsheet";
    site.base_url = "https://news.example";
    site.version = "1.0.0";
    site.sections = {{"world", "World"}, {"sea", "Sea & Weather"}, {"code", "Code"}, {"science", "Science"}};
    return site;
}

inline FrontPage canned_front() {
    FrontPage front;
    std::size_t first = 0;
    for (const auto& section : canned_site().sections) {
        FrontPage::Block block{section.id, section.title, {}};
        if (section.id != "science")
            for (std::size_t i = 0; i < stories.size(); ++i)
                block.entries.push_back(canned_entry((first + i) % stories.size()));
        front.blocks.push_back(std::move(block));
        ++first;
    }
    front.updated = morning(0);
    return front;
}

inline SectionPage canned_section() {
    SectionPage page;
    page.id = "sea";
    page.feed.title = "Sea & Weather";
    page.feed.language = "en";
    page.description = "All that floats, blows or freezes.";
    page.page = 2;
    page.pages = 5;
    for (std::size_t i = 0; i < stories.size(); ++i) page.feed.entries.push_back(canned_entry(i));
    return page;
}

inline ArticlePage canned_article() {
    ArticlePage page;
    page.entry = canned_entry(0);
    page.entry.updated = morning(-90);
    auto& article = page.entry.article;
    article.authors = {{"Ada Brandt", "", "", ""}, {"Ole Moe", "", "", ""}};
    article.rights = "© 2026 Harbour Gazette. All rights reserved.";
    article.categories = {{"sea", "", "Sea"}, {"fog", "", ""}};
    article.enclosures = {{"https://harbour.example/fog.mp3", "audio/mpeg", "The foghorn, recorded", 4'812'345,
                           std::chrono::seconds(301)}};
    article.content_html =
        "<p>No boat has crossed since Sunday. The <a href=\"https://harbour.example/master\">harbour master</a> says "
        "that "
        "the fog may lift tomorrow; the islands have bread and milk for a week, and post is flown in by helicopter "
        "when "
        "the wind allows it.</p><h2>What the instruments say</h2><p>Visibility at the pier is forty metres. The record "
        "stands at <em>eleven</em>, on a morning in 1953 that older islanders still speak of.</p><blockquote><p>You "
        "hear "
        "the horn, then the gulls, and then you hear nothing at all.</p></blockquote><ul><li>Line 1 is closed.</li>"
        "<li>Line 4 sails to the inner islands only, at half speed.</li></ul><pre><code>$ curl -s "
        "https://harbour.example/visibility\n40 m, falling; next reading in ten minutes, weather permitting, and not "
        "before\n</code></pre><table><tr><th>Day</th><th>Crossings</th></tr><tr><td>Sunday</td><td>3</td></tr>"
        "<tr><td>Monday</td><td>0</td></tr></table><p>The company refunds all tickets.</p>";
    page.revisions = {
        {2, morning(40), "Ferries stay in port as fog closes the strait", "", "<p>No boat has crossed.</p>"},
        {1, morning(90), "Fog delays ferries", "Delays of an hour are to be expected.", ""}};
    return page;
}

inline StatusPage canned_status() {
    StatusPage page;
    page.articles = 48'211;
    page.uptime = "12 days";
    const auto row = [&page](const Outlet& outlet, int status, const char* error, const char* warning) {
        StatusPage::Row item;
        item.title = outlet.title;
        item.home_page_url = "https://" + std::string(outlet.host) + "/";
        item.url = item.home_page_url + "feed.xml";
        item.sections = "world, sea";
        item.last_poll = "2026-11-24T08:22:53Z";
        item.next_poll = "2026-11-24T09:22:53Z";
        item.status = status;
        item.error = error;
        item.failing = !item.error.empty();
        item.warning = warning;
        item.articles = 1'234;
        item.articles_per_day = 7.25;
        page.rows.push_back(item);
    };
    row(outlets[0], 503, "the server answers 503 Service Unavailable for the fourth time; next try in 2 h", "");
    row(outlets[1], 200, "", "line 14: \"&nbsp;\" is no entity of XML; read as a blank");
    row(outlets[2], 304, "", "");
    row(outlets[3], 0, "", "");
    page.rows.back().last_poll.clear();
    page.rows.back().next_poll.clear();
    page.rows.back().detached = true;
    return page;
}

}  // namespace broadsheet::pages
