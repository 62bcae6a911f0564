#include "feeds/render.hpp"
#include "feeds/render_text.hpp"
#include "feeds/time.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_writer.hpp"

namespace broadsheet::feeds {

namespace {

/// RFC 4287 §3.2.3.
bool is_email_address(std::string_view text) {
    const auto at = text.find('@', 1);
    return at != std::string_view::npos && at + 1 < text.size();
}

void write_person(XmlWriter& xml, std::string_view element, const Person& person) {
    xml.open(element);
    xml.element("name", name_of(person));
    xml.optional("uri", person.url);
    if (is_email_address(person.email)) xml.element("email", person.email);
    xml.close();
}

void write_feed_links(XmlWriter& xml, const OutputFeed& feed) {
    const auto link = [&xml](std::string_view rel, const std::string& href, std::string_view type) {
        if (!href.empty()) xml.empty("link", {{"rel", rel}, {"href", href}, {"type", type}});
    };
    link("self", feed.atom_url, "application/atom+xml");
    link("alternate", feed.home_page_url, "text/html");
    link("alternate", feed.rss_url, "application/rss+xml");
    link("alternate", feed.json_url, "application/feed+json");
    for (const auto& hub : feed.hubs) link("hub", hub, "");
    link("first", with_query(feed.atom_url, feed.first_query), "");
    link("previous", with_query(feed.atom_url, feed.previous_query), "");
    link("next", with_query(feed.atom_url, feed.next_query), "");
    link("last", with_query(feed.atom_url, feed.last_query), "");
}

/// RFC 4287 §4.2.11: the origin feed's own metadata, so that nothing of it is lost in the merging.
void write_source(XmlWriter& xml, const OutputSource& source) {
    xml.open("source");
    xml.element("id", source.feed_id);
    xml.element("title", source.feed_title);
    if (source.updated != Timestamp()) xml.element("updated", to_rfc3339(source.updated));
    if (!source.feed_url.empty()) xml.empty("link", {{"rel", "self"}, {"href", source.feed_url}});
    if (!source.home_page_url.empty()) xml.empty("link", {{"rel", "alternate"}, {"href", source.home_page_url}});
    for (const auto& author : source.authors)
        if (!name_of(author).empty()) write_person(xml, "author", author);
    xml.optional("rights", source.rights);
    xml.close();
}

void write_links(XmlWriter& xml, const OutputEntry& entry) {
    const auto& article = entry.article;
    if (!link_of(entry).empty())
        xml.empty("link", {{"rel", "alternate"}, {"href", link_of(entry)}, {"type", "text/html"}});
    if (!article.external_url.empty() && article.external_url != link_of(entry))
        xml.empty("link", {{"rel", "related"}, {"href", article.external_url}});
    for (const auto& enclosure : article.enclosures) {
        const auto length = enclosure.length ? std::to_string(*enclosure.length) : std::string();
        xml.empty("link", {{"rel", "enclosure"},
                           {"href", enclosure.url},
                           {"type", media_type_of(enclosure, "")},
                           {"length", length},
                           {"title", enclosure.title}});
    }
    if (!article.comments.empty())
        xml.empty("link", {{"rel", "replies"}, {"href", article.comments}, {"type", "text/html"}});
    if (!article.license.empty()) xml.empty("link", {{"rel", "license"}, {"href", article.license}});
    for (std::size_t i = 1; i < entry.sources.size(); ++i) {
        const auto& source = entry.sources[i];
        if (!source.url.empty())
            xml.empty("link",
                      {{"rel", "related"}, {"href", source.url}, {"title", source.feed_title + ": " + source.title}});
    }
}

void write_entry(XmlWriter& xml, const OutputEntry& entry) {
    const auto& article = entry.article;
    xml.open("entry", {{"xml:lang", article.language}});
    xml.element("id", entry.id);
    if (article.title.empty() || article.title_html.empty())
        xml.element("title", title_of(entry));
    else
        xml.element("title", article.title_html, {{"type", "html"}});
    xml.element("published", to_rfc3339(entry.published));
    xml.element("updated", to_rfc3339(entry.updated));
    for (const auto& author : authors_of(entry)) write_person(xml, "author", author);
    for (const auto& contributor : article.contributors)
        if (!name_of(contributor).empty()) write_person(xml, "contributor", contributor);
    for (const auto& category : article.categories) {
        if (category.term.empty()) continue;
        const auto scheme = is_absolute_iri(category.scheme) ? category.scheme : std::string();  // §4.2.2.2
        xml.empty("category", {{"term", category.term}, {"scheme", scheme}, {"label", category.label}});
    }
    write_links(xml, entry);
    if (!article.summary_html.empty())
        xml.element("summary", article.summary_html, {{"type", "html"}});
    else
        xml.optional("summary", article.summary);
    xml.optional("content", content_html_of(entry), {{"type", "html"}});
    xml.optional("rights", article.rights);
    if (!article.image.empty()) xml.empty("media:thumbnail", {{"url", article.image}});
    write_source(xml, entry.sources.front());
    xml.close();
}

}  // namespace

std::string render_atom(const OutputFeed& feed) {
    XmlWriter xml(expected_bytes_of(feed));
    xml.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"},
                      {"xmlns:media", "http://search.yahoo.com/mrss/"},
                      {"xml:lang", feed.language}});
    xml.element("id", feed.id);
    xml.element("title", feed.title);
    xml.optional("subtitle", feed.description);
    xml.element("updated", to_rfc3339(feed.updated));
    xml.element("generator", "Broadsheet");
    xml.optional("icon", feed.icon_url);
    write_feed_links(xml, feed);
    for (const auto& entry : feed.entries) write_entry(xml, entry);
    xml.close();
    return xml.take();
}

}  // namespace broadsheet::feeds
