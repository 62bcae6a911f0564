#include "feeds/parse_json_feed.hpp"

#include "feeds/mended_json.hpp"
#include "feeds/parse_context.hpp"
#include "feeds/utf8.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <new>
#include <system_error>

namespace broadsheet::feeds {

namespace json = boost::json;

namespace {

/// Memory that runs out, so that a document of a million zeros does not.
class BoundedMemory : public json::memory_resource {
public:
    explicit BoundedMemory(std::size_t limit) : left_(limit) {}

private:
    // Boost.JSON asks for no more than the alignment of a pointer, and gives back with another than it asked for.
    void* do_allocate(std::size_t size, std::size_t) override {
        if (size > left_) throw std::bad_alloc();
        left_ -= size;
        return ::operator new(size);
    }
    void do_deallocate(void* memory, std::size_t size, std::size_t) override {
        left_ += size;
        ::operator delete(memory);
    }
    [[nodiscard]] bool do_is_equal(const json::memory_resource& other) const noexcept override {
        return this == &other;
    }

    std::size_t left_;
};

/// An escape may name what XML forbids.
std::string clean(const json::string& string) {
    const auto text = trimmed({string.data(), string.size()});
    return valid_xml_prefix(text) == text.size() ? std::string(text) : scrub_utf8(text);
}

/// A member as text; numbers and truth values as they are written.
std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    if (value == nullptr) return {};
    if (value->is_string()) return clean(value->get_string());
    if (value->is_double()) {  // 61.5, never 6.15E1
        std::array<char, 32> digits{};
        const auto [end, error] =
            std::to_chars(digits.data(), digits.data() + digits.size(), value->get_double(), std::chars_format::fixed);
        return error == std::errc() ? std::string(digits.data(), end) : std::string();
    }
    if (value->is_number()) return json::serialize(*value);
    return {};
}

const json::array* array_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value != nullptr ? value->if_array() : nullptr;
}

ParsedUrl url_of(const json::object& object, std::string_view name) {
    return {text_of(object, name), 0};
}

void keep_text(ParsedText& slot, std::string value, TextKind kind) {
    ParsedText text;
    text.value = std::move(value);
    text.kind = kind;
    text.has_lines = true;
    keep(slot, std::move(text), 0);
}

ParsedPerson person_of(const json::value& value) {
    if (value.is_string()) return parse_person(clean(value.get_string()));
    const auto* object = value.if_object();
    if (object == nullptr) return {};
    ParsedPerson person;
    person.name = text_of(*object, "name");
    person.email = text_of(*object, "email");
    person.url = url_of(*object, "url");
    person.avatar = url_of(*object, "avatar");
    return person;
}

std::vector<ParsedPerson> authors_of(const json::object& object) {
    std::vector<ParsedPerson> result;
    const auto add = [&](const json::value& value) { add_person(result, person_of(value)); };
    if (const auto* authors = array_of(object, "authors"))
        for (const auto& author : *authors) add(author);
    if (const auto* author = object.if_contains("author"); author != nullptr && result.empty()) add(*author);
    return result;
}

void add_address(std::vector<ParsedLink>& links, std::string rel, ParsedUrl href, std::string type = {}) {
    ParsedLink link;
    link.rel = std::move(rel);
    link.href = std::move(href);
    link.type = std::move(type);
    add_link(links, std::move(link));
}

void read_attachments(const json::object& item, ParsedEntry& entry) {
    const auto* attachments = array_of(item, "attachments");
    if (attachments == nullptr) return;
    for (const auto& value : *attachments) {
        const auto* attachment = value.if_object();
        if (attachment == nullptr) continue;
        ParsedLink link;
        link.rel = "enclosure";
        link.href = url_of(*attachment, "url");
        link.type = text_of(*attachment, "mime_type");
        link.title = text_of(*attachment, "title");
        link.length = text_of(*attachment, "size_in_bytes");
        link.duration = text_of(*attachment, "duration_in_seconds");
        add_link(entry.links, std::move(link));
    }
}

void read_item(const json::object& item, ParsedEntry& entry) {
    entry.id = text_of(item, "id");
    entry.link = url_of(item, "url");
    entry.external_url = url_of(item, "external_url");
    add_address(entry.links, "alternate", entry.link);
    add_address(entry.links, "related", entry.external_url);
    keep_text(entry.title, text_of(item, "title"), TextKind::text);
    keep_text(entry.summary, text_of(item, "summary"), TextKind::text);
    keep_text(entry.content, text_of(item, "content_html"), TextKind::html);
    keep_text(entry.content, text_of(item, "content_text"), TextKind::text);
    keep(entry.published, text_of(item, "date_published"), 0);
    keep(entry.updated, text_of(item, "date_modified"), 0);
    entry.image = url_of(item, "image");
    entry.banner_image = url_of(item, "banner_image");
    entry.language = text_of(item, "language");
    entry.authors = authors_of(item);
    if (const auto* tags = array_of(item, "tags"))
        for (const auto& tag : *tags)
            if (const auto* text = tag.if_string()) add_category(entry.categories, {clean(*text), {}, {}});
    read_attachments(item, entry);
}

void read_hubs(const json::object& root, ParsedFeed& feed) {
    const auto* hubs = array_of(root, "hubs");
    if (hubs == nullptr) return;
    for (const auto& value : *hubs) {
        const auto* hub = value.if_object();
        if (hub == nullptr) continue;
        add_hub(feed, text_of(*hub, "type"), {text_of(*hub, "url"), 0});
    }
}

void read_root(const json::object& root, ParsedFeed& feed) {
    keep_text(feed.title, text_of(root, "title"), TextKind::text);
    keep_text(feed.description, text_of(root, "description"), TextKind::text);
    keep_text(feed.user_comment, text_of(root, "user_comment"), TextKind::text);
    feed.link = url_of(root, "home_page_url");
    feed.feed_url = url_of(root, "feed_url");
    feed.next_url = url_of(root, "next_url");
    feed.icon = url_of(root, "icon");
    feed.favicon = url_of(root, "favicon");
    feed.language = text_of(root, "language");
    if (const auto* expired = root.if_contains("expired"); expired != nullptr && expired->is_bool())
        feed.expired = expired->get_bool();
    feed.authors = authors_of(root);
    add_address(feed.links, "alternate", feed.link);
    add_address(feed.links, "self", feed.feed_url, "application/feed+json");
    add_address(feed.links, "next", feed.next_url, "application/feed+json");
    read_hubs(root, feed);
}

Result<void> read_document(const json::value& document, std::size_t max_entries, ParsedFeed& feed) {
    const auto* root = document.if_object();
    const auto* items = root != nullptr ? array_of(*root, "items") : nullptr;
    const auto version = root != nullptr ? text_of(*root, "version") : std::string();
    const bool says_so = version.find("jsonfeed.org/version/") != std::string::npos;
    if (root == nullptr || (!says_so && (items == nullptr || !version.empty() || text_of(*root, "title").empty())))
        return fail(ErrorCode::invalid, "JSON that is no feed");
    feed.format = version.ends_with("/1") || version.ends_with("/1.0") ? "json-feed-1.0" : "json-feed-1.1";
    read_root(*root, feed);
    if (items == nullptr) return {};
    for (const auto& value : *items) {
        const auto* item = value.if_object();
        if (item == nullptr) continue;
        if (feed.entries.size() >= max_entries) {
            ++feed.dropped_entries;
            continue;
        }
        read_item(*item, feed.entries.emplace_back());
    }
    return {};
}

json::value parsed(std::string_view text, BoundedMemory& memory, json::error_code& error) {
    json::parse_options options;
    options.allow_trailing_commas = true;
    options.allow_comments = true;
    options.allow_invalid_utf8 = false;
    options.max_depth = 64;
    return json::parse({text.data(), text.size()}, error, &memory, options);
}

}  // namespace

Result<JsonRepairs> parse_json_feed(std::string_view text, std::size_t max_heap, std::size_t max_entries,
                                    ParsedFeed& feed) {
    BoundedMemory memory(max_heap);
    JsonRepairs repairs;
    try {
        json::error_code error;
        auto document = parsed(text, memory, error);
        if (error) {
            const auto first_error = "JSON that cannot be read: " + error.message();
            auto mended = mended_json(text);
            if (mended.faults.empty()) return fail(ErrorCode::invalid, first_error);
            document = parsed(mended.text, memory, error);
            if (error) return fail(ErrorCode::invalid, first_error);
            repairs = {std::move(mended.faults), mended.cut_short};
        }
        if (auto done = read_document(document, max_entries, feed); !done) return done.error();
        return repairs;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::too_large, "JSON of more values than " + std::to_string(max_heap >> 20U) + " MiB hold");
    }
}

}  // namespace broadsheet::feeds
