#include "feeds/render.hpp"
#include "feeds/render_text.hpp"
#include "feeds/time.hpp"
#include "feeds/xml_writer.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace json = boost::json;

namespace {

void put(json::object& object, std::string_view key, std::string_view text) {
    if (!text.empty()) object[key] = xml_text(text);
}

json::array persons(const std::vector<Person>& people) {
    json::array list;
    for (const auto& person : people) {
        json::object item;
        put(item, "name", name_of(person));
        put(item, "url", person.url);
        put(item, "avatar", person.avatar);
        if (!item.empty()) list.push_back(std::move(item));
    }
    return list;
}

json::array tags(const std::vector<Category>& categories) {
    std::vector<std::string> seen;
    json::array list;
    for (const auto& category : categories) {
        auto tag = xml_text(category.label.empty() ? category.term : category.label);
        if (tag.empty() || std::find(seen.begin(), seen.end(), tag) != seen.end()) continue;
        list.emplace_back(tag);
        seen.push_back(std::move(tag));
    }
    return list;
}

json::array attachments(const std::vector<Enclosure>& enclosures) {
    json::array list;
    for (const auto& enclosure : enclosures) {
        json::object item;
        put(item, "url", enclosure.url);
        put(item, "mime_type", media_type_of(enclosure, "application/octet-stream"));
        put(item, "title", enclosure.title);
        if (enclosure.length) item["size_in_bytes"] = *enclosure.length;
        if (enclosure.duration) item["duration_in_seconds"] = enclosure.duration->count();
        list.push_back(std::move(item));
    }
    return list;
}

json::object source_of(const OutputSource& source) {
    json::object item;
    put(item, "feed_id", source.feed_id);
    put(item, "title", source.feed_title);
    put(item, "feed_url", source.feed_url);
    put(item, "home_page_url", source.home_page_url);
    put(item, "rights", source.rights);
    if (source.updated != Timestamp()) item["updated"] = to_rfc3339(source.updated);
    put(item, "entry_id", source.entry_id);
    put(item, "entry_url", source.url);
    put(item, "entry_title", source.title);
    item["first_seen"] = to_rfc3339(source.first_seen);
    return item;
}

json::object extension_of(const OutputEntry& entry) {
    json::object extension;
    json::array sources;
    for (const auto& source : entry.sources) sources.push_back(source_of(source));
    extension["sources"] = std::move(sources);
    put(extension, "title_html", entry.article.title_html);
    put(extension, "summary_html", entry.article.summary_html);
    put(extension, "comments", entry.article.comments);
    put(extension, "rights", entry.article.rights);
    put(extension, "license", entry.article.license);
    put(extension, "page_url", entry.page_url);
    return extension;
}

json::object item_of(const OutputEntry& entry) {
    const auto& article = entry.article;
    json::object item;
    put(item, "id", entry.id);
    put(item, "url", link_of(entry));
    put(item, "external_url", article.external_url);
    put(item, "title", title_of(entry));
    put(item, "content_html", article.content_html);
    put(item, "content_text", article.content_text);
    // One of the two must be there, even where there is nothing to say (JSON Feed 1.1, Items).
    if (article.content_html.empty() && article.content_text.empty()) item["content_text"] = xml_text(article.summary);
    put(item, "summary", article.summary);
    put(item, "image", article.image);
    put(item, "banner_image", article.banner_image);
    item["date_published"] = to_rfc3339(entry.published);
    item["date_modified"] = to_rfc3339(entry.updated);
    item["authors"] = persons(authors_of(entry));
    if (auto list = tags(article.categories); !list.empty()) item["tags"] = std::move(list);
    put(item, "language", article.language);
    if (!article.enclosures.empty()) item["attachments"] = attachments(article.enclosures);
    item["_broadsheet"] = extension_of(entry);
    return item;
}

void append(std::string& text, const json::object& object) {
    constexpr std::size_t piece = 16 * 1024;
    std::array<char, piece> buffer{};
    json::serializer serializer;
    serializer.reset(&object);
    while (!serializer.done()) text += std::string_view(serializer.read(buffer.data(), buffer.size()));
}

}  // namespace

std::string render_json_feed(const OutputFeed& feed) {
    json::object document;
    document["version"] = "https://jsonfeed.org/version/1.1";
    put(document, "title", feed.title);
    put(document, "home_page_url", feed.home_page_url);
    put(document, "feed_url", feed.json_url);
    put(document, "description", feed.description);
    put(document, "next_url", with_query(feed.json_url, feed.next_query));
    put(document, "icon", feed.icon_url);
    put(document, "language", feed.language);
    json::array hubs;
    for (const auto& hub : feed.hubs) hubs.push_back(json::object{{"type", "WebSub"}, {"url", xml_text(hub)}});
    if (!hubs.empty()) document["hubs"] = std::move(hubs);
    json::object extension;
    put(extension, "id", feed.id);
    extension["updated"] = to_rfc3339(feed.updated);
    document["_broadsheet"] = std::move(extension);

    // Each item is written before the next is made: a tree of the whole document costs more than the writing.
    std::string text;
    text.reserve(expected_bytes_of(feed));
    append(text, document);
    text.back() = ',';
    text += "\"items\":[";
    for (const auto& entry : feed.entries) {
        if (&entry != &feed.entries.front()) text += ',';
        append(text, item_of(entry));
    }
    return text += "]}\n";
}

}  // namespace broadsheet::feeds
