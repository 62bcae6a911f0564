#include "feeds/render.hpp"
#include "feeds/render_text.hpp"
#include "feeds/time.hpp"
#include "feeds/xml_writer.hpp"

namespace broadsheet::feeds {

namespace {

void write_channel_links(XmlWriter& xml, const OutputFeed& feed) {
    const auto link = [&xml](std::string_view rel, const std::string& href, std::string_view type) {
        if (!href.empty()) xml.empty("atom:link", {{"rel", rel}, {"href", href}, {"type", type}});
    };
    link("self", feed.rss_url, "application/rss+xml");
    for (const auto& hub : feed.hubs) link("hub", hub, "");
    link("first", with_query(feed.rss_url, feed.first_query), "");
    link("previous", with_query(feed.rss_url, feed.previous_query), "");
    link("next", with_query(feed.rss_url, feed.next_query), "");
    link("last", with_query(feed.rss_url, feed.last_query), "");
}

/// RSS has room for one enclosure; the others go as Media RSS.
void write_enclosures(XmlWriter& xml, const std::vector<Enclosure>& enclosures) {
    for (std::size_t i = 0; i < enclosures.size(); ++i) {
        const auto& enclosure = enclosures[i];
        const auto type = media_type_of(enclosure, "application/octet-stream");
        const auto length = std::to_string(enclosure.length.value_or(0));
        if (i == 0)
            xml.empty("enclosure", {{"url", enclosure.url}, {"length", length}, {"type", type}});
        else
            xml.empty("media:content",
                      {{"url", enclosure.url}, {"fileSize", enclosure.length ? length : ""}, {"type", type}});
    }
}

void write_item(XmlWriter& xml, const OutputEntry& entry) {
    const auto& article = entry.article;
    const auto& source = entry.sources.front();
    xml.open("item");
    xml.element("title", title_of(entry));
    xml.optional("link", link_of(entry));
    xml.element("guid", entry.id, {{"isPermaLink", entry.id == link_of(entry) ? "true" : "false"}});
    xml.element("pubDate", to_rfc822(entry.published));
    const auto content = content_html_of(entry);
    const auto summary = summary_html_of(entry);
    if (!summary.empty() || !content.empty()) xml.element("description", summary.empty() ? content : summary);
    if (!summary.empty()) xml.optional("content:encoded", content);
    for (const auto& author : authors_of(entry)) xml.element("dc:creator", name_of(author));
    for (const auto& category : article.categories)
        xml.optional("category", category.label.empty() ? category.term : category.label,
                     {{"domain", category.scheme}});
    xml.optional("comments", article.comments);
    write_enclosures(xml, article.enclosures);
    if (!article.image.empty()) xml.empty("media:thumbnail", {{"url", article.image}});
    xml.optional("dc:rights", article.rights);
    xml.optional("dc:language", article.language);
    if (!source.feed_url.empty()) xml.element("source", source.feed_title, {{"url", source.feed_url}});
    for (std::size_t i = 1; i < entry.sources.size(); ++i)
        if (!entry.sources[i].url.empty())
            xml.empty("atom:link",
                      {{"rel", "related"}, {"href", entry.sources[i].url}, {"title", entry.sources[i].feed_title}});
    xml.close();
}

}  // namespace

std::string render_rss(const OutputFeed& feed) {
    XmlWriter xml(expected_bytes_of(feed));
    xml.open("rss", {{"version", "2.0"},
                     {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                     {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
                     {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
                     {"xmlns:media", "http://search.yahoo.com/mrss/"}});
    xml.open("channel");
    xml.element("title", feed.title);
    xml.element("link", feed.home_page_url);
    xml.element("description", feed.description.empty() ? feed.title : feed.description);
    xml.optional("language", feed.language);
    xml.element("lastBuildDate", to_rfc822(feed.updated));
    xml.element("generator", "Broadsheet");
    xml.element("docs", "https://www.rssboard.org/rss-specification");
    if (feed.ttl_minutes > 0) xml.element("ttl", std::to_string(feed.ttl_minutes));
    write_channel_links(xml, feed);
    for (const auto& entry : feed.entries) write_item(xml, entry);
    xml.close();
    xml.close();
    return xml.take();
}

}  // namespace broadsheet::feeds
