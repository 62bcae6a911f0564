#include "daemon/pages/pages.hpp"

#include "daemon/pages/embedded.hpp"
#include "feeds/digest.hpp"
#include "feeds/html.hpp"
#include "feeds/render_text.hpp"
#include "feeds/time.hpp"

#include <kainjow/mustache.hpp>

#include <array>
#include <cstdio>
#include <utility>

namespace broadsheet::pages {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::list;
using kainjow::mustache::mustache;
using kainjow::mustache::object;
using kainjow::mustache::partial;

constexpr std::size_t teaser_bytes = 320;
constexpr std::size_t shown_errors = 300;

/// "24 Nov 2026, 08:22 UTC": the machine's form stands beside it in datetime.
std::string time_for_people(Timestamp time) {
    const auto machine = feeds::to_rfc822(time);  // "Tue, 24 Nov 2026 08:22:53 GMT"
    return machine.substr(5, 11) + ", " + machine.substr(17, 5) + " UTC";
}

/// Cut at a blank, and never inside a character.
std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    auto end = text.rfind(' ', bytes);
    if (end == std::string::npos || end < bytes / 2) {
        end = bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    }
    return text.substr(0, end) + "…";
}

std::string teaser_of(const feeds::OutputEntry& entry) {
    const auto& article = entry.article;
    if (!article.summary.empty()) return shortened(article.summary, teaser_bytes);
    if (!article.content_text.empty()) return shortened(article.content_text, teaser_bytes);
    return shortened(feeds::html_to_text(article.content_html), teaser_bytes);
}

std::string thumbnail_of(const feeds::Article& article) {
    if (!article.image.empty()) return article.image;
    for (const auto& media : article.media)
        if (!media.thumbnail.empty()) return media.thumbnail;
    return {};
}

std::string path_of(const Site& site, const std::string& url) {
    return url.starts_with(site.base_url) ? url.substr(site.base_url.size()) : url;
}

/// Where there is nothing to say a section of the template is left out.
void put(object& target, const char* key, std::string text) {
    if (!text.empty()) target.emplace(key, data(std::move(text)));
}

data entry_data(const Site& site, const feeds::OutputEntry& entry) {
    object item;
    put(item, "title", feeds::title_of(entry));
    // A section that is false hides the value of the outer one: an entry's own language, picture and teaser must not
    // leak into the next.
    for (const char* key : {"lang", "teaser", "thumbnail", "more_sources"}) item[key] = data(data::type::bool_false);
    if (!entry.article.language.empty()) item["lang"] = entry.article.language;
    if (auto teaser = teaser_of(entry); !teaser.empty()) item["teaser"] = teaser;
    if (auto thumbnail = thumbnail_of(entry.article); !thumbnail.empty()) item["thumbnail"] = thumbnail;
    if (entry.sources.size() > 1) item["more_sources"] = std::to_string(entry.sources.size() - 1) + " more";
    put(item, "link", feeds::link_of(entry));
    put(item, "source", entry.sources.front().feed_title);
    put(item, "page", path_of(site, entry.page_url));
    put(item, "datetime", feeds::to_rfc3339(entry.published));
    put(item, "time", time_for_people(entry.published));
    return item;
}

list entries_data(const Site& site, const std::vector<feeds::OutputEntry>& entries) {
    list items;
    for (const auto& entry : entries) items.push_back(entry_data(site, entry));
    return items;
}

data format_link(const char* name, const char* type, const std::string& title, std::string href) {
    return object{{"name", name}, {"type", type}, {"title", title + " (" + name + ")"}, {"href", std::move(href)}};
}

list formats_of(const std::string& section, const std::string& title) {
    list formats;
    formats.push_back(format_link("Atom", "application/atom+xml", title, "/" + section + ".atom"));
    formats.push_back(format_link("RSS", "application/rss+xml", title, "/" + section + ".rss"));
    formats.push_back(format_link("JSON Feed", "application/feed+json", title, "/" + section + ".json"));
    return formats;
}

/// What the frame around a page says.
struct Frame {
    std::string title;
    std::string lang = "en";
    std::string section;  // the current one
    std::string robots;
};

std::string render_framed(const Site& site, const Frame& frame, const char* body, object values) {
    list sections;
    for (const auto& section : site.sections) {
        object item{{"id", section.id}, {"title", section.title}};
        item["current"] = data(section.id == frame.section ? data::type::bool_true : data::type::bool_false);
        sections.push_back(item);
    }
    const bool everything = frame.section.empty() || frame.section == "all";
    object around{{"site_title", site.title},
                  {"page_title", frame.title},
                  {"lang", frame.lang.empty() ? "en" : frame.lang},
                  {"stylesheet", stylesheet_path()}};
    around["sections"] = sections;
    around["feeds"] = formats_of(everything ? "all" : frame.section, everything ? site.title : frame.title);
    around["all_current"] = data(frame.section == "all" ? data::type::bool_true : data::type::bool_false);
    put(around, "version", site.version);
    put(around, "robots", frame.robots);
    values["site_title"] = site.title;
    values["entry"] = partial([] { return std::string(embedded::entry_mustache); });
    return mustache(embedded::head_mustache).render(around) + mustache(body).render(values) +
           mustache(embedded::foot_mustache).render(around);
}

std::string authors_text(const feeds::OutputEntry& entry) {
    std::string text;
    for (const auto& author : entry.article.authors)
        if (!author.name.empty()) text += (text.empty() ? "" : ", ") + author.name;
    return text;
}

list sources_data(const feeds::OutputEntry& entry) {
    list items;
    for (const auto& source : entry.sources) {
        object item{{"feed_title", source.feed_title},
                    {"feed_url", source.feed_url},
                    {"title", source.title.empty() ? feeds::title_of(entry) : source.title},
                    {"datetime", feeds::to_rfc3339(source.first_seen)},
                    {"time", time_for_people(source.first_seen)}};
        item["url"] = source.url.empty() ? data(data::type::bool_false) : data(source.url);
        items.push_back(item);
    }
    return items;
}

list revisions_data(const std::vector<ArticlePage::Revision>& revisions) {
    list items;
    for (const auto& revision : revisions)
        items.push_back(object{
            {"number", std::to_string(revision.number)},
            {"title", revision.title},
            {"datetime", feeds::to_rfc3339(revision.replaced_at)},
            {"time", time_for_people(revision.replaced_at)},
            {"content", revision.content_html.empty() ? feeds::escape_html(revision.summary) : revision.content_html}});
    return items;
}

data row_data(const StatusPage::Row& row) {
    object item{{"title", row.title},
                {"url", row.url},
                {"sections", row.sections},
                {"last_poll", row.last_poll},
                {"next_poll", row.next_poll}};
    item["answer"] = row.status == 0 ? std::string("–") : std::to_string(row.status);
    item["articles"] = std::to_string(row.articles);
    std::array<char, 32> rate{};
    std::snprintf(rate.data(), rate.size(), "%.1f", row.articles_per_day);
    item["rate"] = std::string(rate.data());
    item["trouble"] = data(row.error.empty() ? data::type::bool_false : data::type::bool_true);
    item["detached"] = data(row.detached ? data::type::bool_true : data::type::bool_false);
    item["error"] = row.error.empty() ? data(data::type::bool_false) : data(shortened(row.error, shown_errors));
    item["warning"] = row.warning.empty() ? data(data::type::bool_false) : data(shortened(row.warning, shown_errors));
    return item;
}

}  // namespace

std::string render_front(const Site& site, const FrontPage& page) {
    list blocks;
    bool empty = true;
    for (const auto& block : page.blocks) {
        empty = empty && block.entries.empty();
        object item{{"id", block.id}, {"title", block.title}};
        item["entries"] = entries_data(site, block.entries);
        blocks.push_back(item);
    }
    object values;
    values["blocks"] = blocks;
    values["empty"] = data(empty ? data::type::bool_true : data::type::bool_false);
    return render_framed(site, {site.title, "en", "", ""}, embedded::front_mustache, std::move(values));
}

std::string render_section(const Site& site, const SectionPage& page) {
    object values{
        {"title", page.feed.title}, {"page", std::to_string(page.page)}, {"pages", std::to_string(page.pages)}};
    put(values, "description", page.description);
    values["formats"] = formats_of(page.id, page.feed.title);
    values["entries"] = entries_data(site, page.feed.entries);
    values["paged"] = data(page.pages > 1 ? data::type::bool_true : data::type::bool_false);
    const auto address = [&page](unsigned number) {
        return "/" + page.id + (number == 1 ? "" : "?page=" + std::to_string(number));
    };
    if (page.page > 1) values["newer"] = address(page.page - 1);
    if (page.page < page.pages) values["older"] = address(page.page + 1);
    return render_framed(site, {page.feed.title + " – " + site.title, page.feed.language, page.id, ""},
                         embedded::section_mustache, std::move(values));
}

std::string render_article(const Site& site, const ArticlePage& page) {
    const auto& entry = page.entry;
    object values{{"title", feeds::title_of(entry)}, {"source", entry.sources.front().feed_title}};
    put(values, "lang", entry.article.language);
    put(values, "source_home", entry.sources.front().home_page_url);
    put(values, "authors", authors_text(entry));
    put(values, "datetime", feeds::to_rfc3339(entry.published));
    put(values, "time", time_for_people(entry.published));
    if (entry.updated != entry.published) {
        put(values, "updated_datetime", feeds::to_rfc3339(entry.updated));
        put(values, "updated", time_for_people(entry.updated));
    }
    auto content = feeds::content_html_of(entry);
    if (content.empty())
        content =
            entry.article.summary_html.empty() ? feeds::escape_html(entry.article.summary) : entry.article.summary_html;
    values["content"] = content;
    put(values, "link", feeds::link_of(entry));
    put(values, "rights", entry.article.rights);
    values["sources"] = sources_data(entry);
    values["has_revisions"] = data(page.revisions.empty() ? data::type::bool_false : data::type::bool_true);
    values["revisions"] = revisions_data(page.revisions);
    return render_framed(site, {feeds::title_of(entry) + " – " + site.title, "en", "", "noindex"},
                         embedded::article_mustache, std::move(values));
}

std::string render_status(const Site& site, const StatusPage& page) {
    list rows;
    std::size_t failing = 0;
    for (const auto& row : page.rows) {
        failing += row.error.empty() ? 0 : 1;
        rows.push_back(row_data(row));
    }
    object values{{"feeds", std::to_string(page.rows.size())},
                  {"failing", std::to_string(failing)},
                  {"articles", std::to_string(page.articles)}};
    values["rows"] = rows;
    return render_framed(site, {"Feed health – " + site.title, "en", "", "noindex"}, embedded::status_mustache,
                         std::move(values));
}

std::string render_message(const Site& site, unsigned status, const std::string& message) {
    object values{{"status", std::to_string(status)}, {"message", message}};
    return render_framed(site, {std::to_string(status) + " – " + site.title, "en", "", "noindex"},
                         embedded::message_mustache, std::move(values));
}

const std::string& stylesheet() {
    static const std::string text = embedded::style_css;
    return text;
}

const std::string& stylesheet_path() {
    static const std::string path = "/style." + feeds::to_hex(feeds::sha256(stylesheet())).substr(0, 8) + ".css";
    return path;
}

}  // namespace broadsheet::pages
