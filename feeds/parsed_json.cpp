#include "feeds/parsed_json.hpp"

#include "feeds/time.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace broadsheet::feeds {

namespace json = boost::json;

namespace {

/// An object of which members without a value are left out.
class Members {
public:
    void text(json::string_view name, const std::string& value) {
        if (!value.empty()) object_.emplace(name, value);
    }
    void time(json::string_view name, const std::optional<Timestamp>& value) {
        if (value) object_.emplace(name, to_rfc3339(*value));
    }
    template <class Number>
    void number(json::string_view name, const std::optional<Number>& value) {
        if (value) object_.emplace(name, *value);
    }
    void value(json::string_view name, json::value value) { object_.emplace(name, std::move(value)); }
    void object(json::string_view name, json::object value) {
        if (!value.empty()) object_.emplace(name, std::move(value));
    }
    template <class List, class Write>
    void list(json::string_view name, const List& values, Write write) {
        if (values.empty()) return;
        json::array array;
        array.reserve(values.size());
        for (const auto& value : values) array.push_back(write(value));
        object_.emplace(name, std::move(array));
    }
    json::object take() { return std::move(object_); }

private:
    json::object object_;
};

json::value person(const Person& value) {
    Members members, extra;
    members.text("name", value.name);
    members.text("url", value.url);
    members.text("avatar", value.avatar);
    extra.text("email", value.email);
    members.object("_broadsheet", extra.take());
    return members.take();
}

json::value category(const Category& value) {
    Members members;
    members.text("term", value.term);
    members.text("scheme", value.scheme);
    members.text("label", value.label);
    return members.take();
}

json::value link(const Link& value) {
    Members members;
    members.text("rel", value.rel);
    members.text("href", value.href);
    members.text("type", value.type);
    members.text("title", value.title);
    members.text("hreflang", value.hreflang);
    members.number("length", value.length);
    return members.take();
}

json::value hub(const Link& value) {
    Members members;
    members.text("type", value.rel);
    members.text("url", value.href);
    return members.take();
}

json::value attachment(const Enclosure& value) {
    Members members;
    members.text("url", value.url);
    members.text("mime_type", value.type);
    members.text("title", value.title);
    members.number("size_in_bytes", value.length);
    if (value.duration) members.value("duration_in_seconds", value.duration->count());
    return members.take();
}

json::value medium(const Media& value) {
    Members members;
    members.text("url", value.url);
    members.text("type", value.type);
    members.text("medium", value.medium);
    members.number("width", value.width);
    members.number("height", value.height);
    members.text("title", value.title);
    members.text("description", value.description);
    members.text("thumbnail", value.thumbnail);
    return members.take();
}

json::value text_value(const std::string& value) {
    return json::value(value);
}

json::object source(const EntrySource& value) {
    Members members;
    members.text("id", value.id);
    members.text("title", value.title);
    members.text("url", value.url);
    members.text("feed_url", value.feed_url);
    members.time("updated", value.updated);
    return members.take();
}

/// Plain terms, each once, as JSON Feed has them.
std::vector<std::string> tags(const std::vector<Category>& categories) {
    std::vector<std::string> result;
    for (const auto& known : categories) {
        const auto& name = known.label.empty() ? known.term : known.label;
        if (std::find(result.begin(), result.end(), name) == result.end()) result.push_back(name);
    }
    return result;
}

json::object item_extra(const Article& article) {
    Members members;
    members.text("title_html", article.title_html);
    members.text("summary_html", article.summary_html);
    members.text("comments", article.comments);
    members.text("rights", article.rights);
    if (article.source) members.object("source", source(*article.source));
    members.list("categories", article.categories, category);
    members.list("links", article.links, link);
    members.list("contributors", article.contributors, person);
    members.text("license", article.license);
    if (article.id_is_permalink) members.value("id_is_permalink", true);
    members.time("created", article.created);
    members.time("expires", article.expires);
    if (article.geo) members.value("geo", {{"lat", article.geo->lat}, {"lon", article.geo->lon}});
    members.list("media", article.media, medium);
    return members.take();
}

json::value item(const Article& article) {
    Members members;
    members.text("id", article.id.empty() ? article.url : article.id);
    members.text("url", article.url);
    members.text("external_url", article.external_url);
    members.text("title", article.title);
    members.text("content_html", article.content_html);
    members.text("content_text", article.content_text);
    members.text("summary", article.summary);
    members.text("image", article.image);
    members.text("banner_image", article.banner_image);
    members.time("date_published", article.published);
    members.time("date_modified", article.updated);
    members.list("authors", article.authors, person);
    members.list("tags", tags(article.categories), text_value);
    members.text("language", article.language);
    members.list("attachments", article.enclosures, attachment);
    members.object("_broadsheet", item_extra(article));
    return members.take();
}

json::object feed_extra(const Feed& feed) {
    Members members, image, archive;
    members.text("format", feed.format);
    members.value("well_formed", feed.well_formed);
    members.text("encoding", feed.encoding);
    members.list("warnings", feed.warnings, text_value);
    members.text("id", feed.id);
    members.time("updated", feed.updated);
    members.time("published", feed.published);
    members.text("generator", feed.generator);
    members.text("rights", feed.rights);
    members.text("title_html", feed.title_html);
    members.text("description_html", feed.description_html);
    image.text("url", feed.image.url);
    image.text("title", feed.image.title);
    image.text("link", feed.image.link);
    members.object("image", image.take());
    members.list("categories", feed.categories, category);
    members.list("links", feed.links, link);
    members.list("contributors", feed.contributors, person);
    if (feed.ttl) members.value("ttl_minutes", feed.ttl->count());
    members.list("skip_hours", feed.skip_hours, [](int hour) { return json::value(hour); });
    members.list("skip_days", feed.skip_days, text_value);
    members.text("update_period", feed.update_period);
    members.number("update_frequency", feed.update_frequency);
    if (feed.complete) members.value("complete", true);
    archive.text("prev", feed.archive.prev);
    archive.text("next", feed.archive.next);
    archive.text("current", feed.archive.current);
    members.object("archive", archive.take());
    members.text("publisher", feed.publisher);
    members.text("license", feed.license);
    return members.take();
}

}  // namespace

void write_parsed_json(const Feed& feed, const std::function<void(std::string_view)>& write) {
    Members members;
    members.value("version", "https://jsonfeed.org/version/1.1");
    members.text("title", feed.title);
    members.text("home_page_url", feed.home_page_url);
    members.text("feed_url", feed.feed_url);
    members.text("description", feed.description);
    members.text("user_comment", feed.user_comment);
    members.text("next_url", feed.next_url);
    members.text("icon", feed.icon);
    members.text("favicon", feed.favicon);
    members.list("authors", feed.authors, person);
    members.text("language", feed.language);
    members.number("expired", feed.expired);
    members.list("hubs", feed.hubs, hub);
    members.object("_broadsheet", feed_extra(feed));
    std::string head = json::serialize(members.take());
    head.pop_back();
    write(head);
    write(",\"items\":[");
    std::string_view between;
    for (const auto& article : feed.articles) {
        write(between);
        write(json::serialize(item(article)));
        between = ",";
    }
    write("]}");
}

std::string parsed_json(const Feed& feed) {
    std::string text;
    write_parsed_json(feed, [&text](std::string_view piece) { text += piece; });
    return text;
}

}  // namespace broadsheet::feeds
