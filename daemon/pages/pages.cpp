#include "daemon/pages/pages.hpp"

#include "daemon/pages/embedded.hpp"
#include "daemon/pages/words.hpp"
#include "feeds/counted.hpp"
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

constexpr std::size_t shown_errors = 300;

std::string path_of(const Site& site, const std::string& url) {
    return url.starts_with(site.base_url) ? root_of(site.base_url) + url.substr(site.base_url.size()) : url;
}

data flag(bool is) {
    return data(is ? data::type::bool_true : data::type::bool_false);
}

/// A section that is false hides the value of the outer one: what an entry does not say must not leak in from around
/// it.
data text_or_nothing(std::string text) {
    return text.empty() ? flag(false) : data(std::move(text));
}

/// Where there is nothing to say a section of the template is left out.
void put(object& target, const char* key, std::string text) {
    if (!text.empty()) target.emplace(key, data(std::move(text)));
}

data entry_data(const Site& site, const feeds::OutputEntry& entry) {
    object item;
    put(item, "title", feeds::title_of(entry));
    item["lang"] = text_or_nothing(entry.article.language);
    item["teaser"] = text_or_nothing(teaser_of(entry));
    item["thumbnail"] = text_or_nothing(thumbnail_of(entry.article));
    item["more_sources"] =
        text_or_nothing(entry.sources.size() > 1 ? std::to_string(entry.sources.size() - 1) + " more" : "");
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

list formats_of(const Site& site, const std::string& section, const std::string& title) {
    const auto address = root_of(site.base_url) + "/" + section;
    list formats;
    formats.push_back(format_link("Atom", "application/atom+xml", title, address + ".atom"));
    formats.push_back(format_link("RSS", "application/rss+xml", title, address + ".rss"));
    formats.push_back(format_link("JSON Feed", "application/feed+json", title, address + ".json"));
    return formats;
}

/// What the frame around a page says.
struct Frame {
    std::string title;          // of the window
    std::string section;        // the current one; empty: none
    std::string section_title;  // of its feeds
    bool indexed = true;        // by search engines
};

std::string render_framed(const Site& site, const Frame& frame, const char* body, object values) {
    const auto root = root_of(site.base_url);
    list sections;
    for (const auto& section : site.sections) {
        object item{{"id", section.id}, {"title", section.title}};
        item["current"] = flag(section.id == frame.section);
        sections.push_back(item);
    }
    const bool everything = frame.section.empty() || frame.section == "all";
    object around{{"site_title", site.title}, {"page_title", frame.title}, {"stylesheet", root + stylesheet_path()}};
    around["root"] = root;
    around["sections"] = sections;
    around["feeds"] =
        everything ? formats_of(site, "all", site.title) : formats_of(site, frame.section, frame.section_title);
    around["all_current"] = flag(frame.section == "all");
    around["noindex"] = flag(!frame.indexed);
    put(around, "version", site.version);
    values["root"] = root;
    values["site_title"] = site.title;
    values["entry"] = partial([] { return std::string(embedded::entry_mustache); });
    return mustache(embedded::head_mustache).render(around) + mustache(body).render(values) +
           mustache(embedded::foot_mustache).render(around);
}

list sources_data(const feeds::OutputEntry& entry) {
    list items;
    for (const auto& source : entry.sources) {
        object item{{"feed_title", source.feed_title},
                    {"title", source.title.empty() ? feeds::title_of(entry) : source.title},
                    {"datetime", feeds::to_rfc3339(source.first_seen)},
                    {"time", time_for_people(source.first_seen)}};
        item["feed_url"] = text_or_nothing(source.feed_url);
        item["url"] = text_or_nothing(source.url);
        items.push_back(item);
    }
    return items;
}

std::string name_of(const feeds::Enclosure& enclosure) {
    if (!enclosure.title.empty()) return enclosure.title;
    const auto file = enclosure.url.substr(enclosure.url.rfind('/') + 1);
    return file.empty() ? enclosure.url : file;
}

list files_data(const std::vector<feeds::Enclosure>& enclosures) {
    list items;
    for (const auto& enclosure : enclosures) {
        object item{{"url", enclosure.url}};
        item["name"] = name_of(enclosure);
        item["details"] = text_or_nothing(details_of(enclosure));
        items.push_back(item);
    }
    return items;
}

list reports_data(const Site& site, const std::vector<ArticlePage::Report>& reports) {
    list items;
    for (const auto& report : reports) {
        object item{{"title", report.title},
                    {"source", report.feed_title},
                    {"reason", report.reason},
                    {"datetime", feeds::to_rfc3339(report.published)},
                    {"time", time_for_people(report.published)}};
        put(item, "page", path_of(site, report.page_url));
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
    object item{{"title", row.title}, {"url", row.url}, {"sections", row.sections}};
    item["last_datetime"] = text_or_nothing(row.last_poll);
    item["next_datetime"] = text_or_nothing(row.next_poll);
    item["last_poll"] = time_for_tables(row.last_poll);
    item["next_poll"] = time_for_tables(row.next_poll);
    item["answer"] = row.status == 0 ? std::string("–") : std::to_string(row.status);
    item["articles"] = std::to_string(row.articles);
    std::array<char, 32> rate{};
    std::snprintf(rate.data(), rate.size(), "%.1f", row.articles_per_day);
    item["rate"] = std::string(rate.data());
    item["failing"] = flag(row.failing);
    item["retired"] = flag(row.retired && !row.detached);
    item["detached"] = flag(row.detached);
    item["error"] = text_or_nothing(shortened(row.error, shown_errors));
    item["warning"] = text_or_nothing(shortened(row.warning, shown_errors));
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
        item["filled"] = flag(!block.entries.empty());
        blocks.push_back(item);
    }
    object values;
    values["blocks"] = blocks;
    values["empty"] = flag(empty);
    return render_framed(site, {site.title, "", "", true}, embedded::front_mustache, std::move(values));
}

std::string render_section(const Site& site, const SectionPage& page) {
    object values{
        {"title", page.feed.title}, {"page", std::to_string(page.page)}, {"pages", std::to_string(page.pages)}};
    values["description"] = text_or_nothing(page.description);
    values["section_lang"] = text_or_nothing(page.feed.language);
    values["entries"] = entries_data(site, page.feed.entries);
    values["paged"] = flag(page.pages > 1);
    const auto address = [root = root_of(site.base_url), &page](unsigned number) {
        return root + "/" + page.id + (number == 1 ? "" : "?page=" + std::to_string(number));
    };
    if (page.page > 1) values["newer"] = address(page.page - 1);
    if (page.page < page.pages) values["older"] = address(page.page + 1);
    return render_framed(site, {page.feed.title + " – " + site.title, page.id, page.feed.title, true},
                         embedded::section_mustache, std::move(values));
}

std::string render_article(const Site& site, const ArticlePage& page) {
    const auto& entry = page.entry;
    const auto& article = entry.article;
    object values{{"title", feeds::title_of(entry)},
                  {"source", entry.sources.front().feed_title},
                  {"datetime", feeds::to_rfc3339(entry.published)},
                  {"time", time_for_people(entry.published)}};
    put(values, "lang", article.language);
    put(values, "source_home", entry.sources.front().home_page_url);
    put(values, "authors", names_of(article.authors));
    if (entry.updated != entry.published) {
        put(values, "updated_datetime", feeds::to_rfc3339(entry.updated));
        put(values, "updated", time_for_people(entry.updated));
    }
    auto content = feeds::content_html_of(entry);
    if (content.empty()) content = feeds::summary_html_of(entry);
    put(values, "content", std::move(content));
    if (feeds::link_of(entry) != entry.page_url) put(values, "link", feeds::link_of(entry));
    put(values, "comments", article.comments);
    put(values, "rights", article.rights);
    values["has_files"] = flag(!article.enclosures.empty());
    values["files"] = files_data(article.enclosures);
    values["sources"] = sources_data(entry);
    values["has_reports"] = flag(!page.reports.empty());
    values["reports"] = reports_data(site, page.reports);
    values["has_revisions"] = flag(!page.revisions.empty());
    values["revisions"] = revisions_data(page.revisions);
    return render_framed(site, {feeds::title_of(entry) + " – " + site.title, "", "", false}, embedded::article_mustache,
                         std::move(values));
}

std::string render_status(const Site& site, const StatusPage& page) {
    list rows;
    std::size_t failing = 0;
    for (const auto& row : page.rows) {
        failing += row.failing ? 1 : 0;
        rows.push_back(row_data(row));
    }
    object values{{"feeds", feeds::counted(page.rows.size(), "feed")},
                  {"failing", failing == 0 ? "none" : std::to_string(failing)},
                  {"articles", feeds::counted(page.articles, "article")}};
    values["rows"] = rows;
    values["uptime"] = text_or_nothing(page.uptime);
    values["store_fault"] = text_or_nothing(page.store_fault);
    return render_framed(site, {"Feed health – " + site.title, "", "", false}, embedded::status_mustache,
                         std::move(values));
}

std::string render_message(const Site& site, unsigned status, const std::string& message) {
    object values{{"status", std::to_string(status)}, {"message", message}};
    return render_framed(site, {std::to_string(status) + " – " + site.title, "", "", false}, embedded::message_mustache,
                         std::move(values));
}

const std::string& stylesheet() {
    static const std::string text = embedded::style_css;
    return text;
}

const std::string& stylesheet_path() {
    static const std::string path = [] {
        std::array<char, 9> hash{};
        std::snprintf(hash.data(), hash.size(), "%08x", static_cast<unsigned>(feeds::quick_hash64(stylesheet())));
        return "/style." + std::string(hash.data()) + ".css";
    }();
    return path;
}

}  // namespace broadsheet::pages
