#include "daemon/views.hpp"

#include "daemon/feed_plan.hpp"
#include "daemon/polled_feed.hpp"
#include "daemon/rights.hpp"
#include "feeds/html.hpp"
#include "feeds/time.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <tuple>

namespace broadsheet {

namespace {

using feeds::OutputEntry;
using feeds::OutputFeed;

/// What the feed whose words they are allows.
store::Extent extent_of(const store::ArticleRecord& record, const ViewContext& context) {
    if (record.sources.empty()) return store::Extent::full;
    const auto& source = record.sources.front();
    const auto configured = context.extents.find(source.feed_url);
    return configured == context.extents.end() ? source.extent : configured->second;
}

feeds::OutputSource source_view(const store::ArticleSource& source) {
    feeds::OutputSource view;
    view.feed_id = feeds::is_absolute_iri(source.feed_own_id) ? source.feed_own_id : source.feed_url;
    view.feed_title = source.feed_title;
    view.feed_url = source.feed_address;
    view.home_page_url = source.home_page_url;
    view.rights = source.feed_rights;
    view.authors = source.feed_authors;
    view.updated = source.feed_updated;
    view.entry_id = source.entry_id;
    view.url = source.url;
    view.title = source.title;
    view.first_seen = source.first_seen;
    return view;
}

std::string page_of(store::ArticleId article, const ViewContext& context) {
    return context.base_url + "/article/" + std::to_string(static_cast<std::int64_t>(article));
}

std::string page_query(unsigned page) {
    return page == 1 ? std::string() : "?page=" + std::to_string(page);
}

void set_addresses(OutputFeed& feed, const std::string& home, unsigned page, unsigned pages) {
    feed.home_page_url = home;
    feed.atom_url = home + ".atom" + page_query(page);
    feed.rss_url = home + ".rss" + page_query(page);
    feed.json_url = home + ".json" + page_query(page);
    if (pages == 1) return;
    feed.first_query = "?";
    feed.last_query = "?page=" + std::to_string(pages);
    if (page < pages) feed.next_query = "?page=" + std::to_string(page + 1);
    if (page > 1) feed.previous_query = page == 2 ? "?" : "?page=" + std::to_string(page - 1);
}

/// The language of all sections, where they share one.
std::string common_language(const std::vector<config::Section>& sections) {
    const auto first = sections.empty() ? std::string() : sections.front().language;
    const bool shared = std::all_of(sections.begin(), sections.end(),
                                    [&first](const auto& section) { return section.language == first; });
    return shared ? first : std::string();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string time_text(const std::optional<feeds::Timestamp>& time) {
    return time ? feeds::to_rfc3339(*time) : std::string();
}

}  // namespace

ViewContext::ViewContext(const config::Config& config, std::string version_)
    : base_url(config.daemon.base_url),
      title(config.daemon.title),
      version(std::move(version_)),
      limit(config.publish.limit),
      sections(config.sections),
      since(config.written) {
    for (const auto& feed : config.feeds) {
        extents.emplace(feed.url, extent_of(feed.rights));
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(feed.fetch.interval).count();
        const auto shorten = [&](const std::string& id) {
            auto& ttl = ttl_minutes.emplace(id, minutes).first->second;
            ttl = std::min(ttl, static_cast<int>(minutes));
        };
        for (const auto& id : feed.sections) shorten(id);
        shorten(std::string(everything));
    }
}

bool ViewContext::says_the_same_as(const ViewContext& other) const {
    const auto shown = [](const ViewContext& context) {
        return std::tie(context.base_url, context.title, context.version, context.limit, context.ttl_minutes,
                        context.extents);
    };
    const auto alike = [](const config::Section& a, const config::Section& b) {
        return std::tie(a.id, a.title, a.description, a.language) == std::tie(b.id, b.title, b.description, b.language);
    };
    return shown(*this) == shown(other) &&
           std::equal(sections.begin(), sections.end(), other.sections.begin(), other.sections.end(), alike);
}

const config::Section* ViewContext::section(std::string_view id) const {
    const auto found =
        std::find_if(sections.begin(), sections.end(), [id](const auto& section) { return section.id == id; });
    return found == sections.end() ? nullptr : &*found;
}

OutputEntry entry_view(const store::ArticleRecord& record, const ViewContext& context) {
    OutputEntry entry;
    entry.id = record.uid;
    entry.published = record.published;
    entry.updated = std::max(record.updated, record.published);
    entry.article = record.article;
    for (const auto& source : record.sources) entry.sources.push_back(source_view(source));
    if (entry.sources.empty()) {  // its feed is gone from the store: it still needs a source to speak for it
        feeds::OutputSource gone;
        gone.feed_id = record.uid;
        gone.feed_title = context.title;
        gone.updated = record.updated;
        entry.sources.push_back(std::move(gone));
    }
    entry.page_url = page_of(record.id, context);
    cut_to(entry.article, extent_of(record, context));
    return entry;
}

OutputFeed feed_view(std::string_view section, const store::Page& records, unsigned page, const ViewContext& context) {
    OutputFeed feed;
    feed.id = records.section.feed_id;
    if (const auto* configured = context.section(section)) {
        feed.title = context.title + ": " + configured->title;
        feed.description = configured->description;
        feed.language = configured->language;
    } else {
        feed.title = context.title;
        feed.description = "Everything that " + context.title + " gathers";
        feed.language = common_language(context.sections);
    }
    set_addresses(feed, context.base_url + "/" + std::string(section), page, page_count(records.total, context.limit));
    feed.updated = records.section.changed_at;
    if (const auto ttl = context.ttl_minutes.find(std::string(section)); ttl != context.ttl_minutes.end())
        feed.ttl_minutes = ttl->second;
    for (const auto& record : records.articles) feed.entries.push_back(entry_view(record, context));
    return feed;
}

pages::Site site_view(const ViewContext& context) {
    pages::Site site;
    site.title = context.title;
    site.base_url = context.base_url;
    site.version = context.version;
    for (const auto& section : context.sections) site.sections.push_back({section.id, section.title});
    return site;
}

pages::SectionPage section_view(std::string_view section, const store::Page& records, unsigned page,
                                const ViewContext& context) {
    pages::SectionPage view;
    view.id = section;
    view.feed = feed_view(section, records, page, context);
    if (const auto* configured = context.section(section))
        view.feed.title = configured->title;
    else
        view.feed.title = "Everything";
    view.description = view.feed.description;
    view.page = page;
    view.pages = page_count(records.total, context.limit);
    return view;
}

pages::ArticlePage article_view(const store::ArticleRecord& record, const std::vector<store::RevisionRecord>& revisions,
                                const store::StoryRecord& story, const ViewContext& context) {
    pages::ArticlePage view;
    view.entry = entry_view(record, context);
    for (const auto& member : story.members) {
        if (story.members.size() < 2) break;
        const bool own = member.article == record.id;
        view.reports.push_back({member.title, member.feed_title, own ? std::string() : page_of(member.article, context),
                                member.published, reason_view(member, story)});
    }
    const auto shown = extent_of(record, context);
    for (const auto& revision : revisions) {
        pages::ArticlePage::Revision earlier{revision.number, revision.replaced_at, revision.title, {}, {}};
        earlier.summary = summary_for(revision.summary, shown);
        if (shown == store::Extent::full)
            earlier.content_html =
                revision.content_html.empty() ? feeds::escape_html(revision.content_text) : revision.content_html;
        view.revisions.push_back(std::move(earlier));
    }
    std::reverse(view.revisions.begin(), view.revisions.end());
    return view;
}

pages::StatusPage status_view(std::vector<store::FeedRecord> feeds, const store::Stats& stats) {
    const auto rank = [](const store::FeedRecord& feed) {
        return feed.detached ? 2 : is_failing(feed.state) || feed.state.retired ? 0 : 1;
    };
    std::stable_sort(feeds.begin(), feeds.end(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
    pages::StatusPage view;
    view.articles = stats.articles;
    for (const auto& feed : feeds) {
        pages::StatusPage::Row row;
        row.title = feed.title;
        row.url = feed.url;
        row.home_page_url = feed.home_page_url;
        row.sections = joined(feed.sections);
        row.last_poll = time_text(feed.state.last_poll);
        row.next_poll = time_text(next_poll_of(feed));
        row.status = feed.state.status;
        row.error = feed.state.error;
        row.warning = feed.state.warning;
        row.articles = feed.articles;
        row.articles_per_day = feed.articles_per_day;
        row.failing = !feed.detached && is_failing(feed.state);
        row.retired = feed.state.retired.has_value();
        row.detached = feed.detached;
        view.rows.push_back(std::move(row));
    }
    return view;
}

feeds::OpmlList sections_opml(const ViewContext& context) {
    feeds::OpmlList list;
    list.title = context.title;
    const auto add = [&](const std::string& id, const std::string& title, const std::string& description,
                         const std::string& language) {
        feeds::OpmlFeed feed;
        feed.title = title;
        feed.feed_url = context.base_url + "/" + id + ".atom";
        feed.home_page_url = context.base_url + "/" + id;
        feed.description = description;
        feed.language = language;
        list.feeds.push_back(std::move(feed));
    };
    for (const auto& section : context.sections)
        add(section.id, context.title + ": " + section.title, section.description, section.language);
    add(std::string(everything), context.title, "Everything", "");
    return list;
}

feeds::OpmlList sources_opml(const std::vector<store::FeedRecord>& feeds, const ViewContext& context) {
    feeds::OpmlList list;
    list.title = "Sources of " + context.title;
    for (const auto& record : feeds) {
        if (record.detached) continue;
        for (const auto& id : record.sections) {
            const auto* section = context.section(id);
            feeds::OpmlFeed feed;
            feed.title = record.title;
            feed.feed_url = record.address();
            feed.home_page_url = record.home_page_url;
            feed.language = record.language;
            feed.folders = {section != nullptr ? section->title : id};
            list.feeds.push_back(std::move(feed));
        }
    }
    return list;
}

unsigned page_count(std::uint64_t total, unsigned limit) {
    const std::uint64_t entries = std::max(1U, limit);
    return static_cast<unsigned>(std::max<std::uint64_t>(1, (total + entries - 1) / entries));
}

}  // namespace broadsheet
