// [[feeds]], with the defaults of [fetch], and what they say about each other and about sections.

#include "config/address.hpp"
#include "config/load_tables.hpp"
#include "config/nearest.hpp"
#include "config/url_parts.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::config {
namespace {

constexpr std::array<std::pair<std::string_view, Rights>, 3> rights{
    {{"full", Rights::full}, {"summary", Rights::summary}, {"headline", Rights::headline}}};
constexpr std::array<std::pair<std::string_view, Dates>, 2> dates{{{"trust", Dates::trust}, {"ignore", Dates::ignore}}};
constexpr std::array<std::pair<std::string_view, Identity>, 3> identities{
    {{"auto", Identity::automatic}, {"id", Identity::id}, {"link", Identity::link}}};

/// What is known while the feeds are read.
struct Context {
    const RuleCheck* check_rule;
    std::unordered_set<std::string> sections;
    std::vector<std::string> section_ids;
    std::unordered_map<std::string, Position> seen;  ///< by url_key()
    OwnAddresses own;
};

struct Reading {
    Feed feed;
    Context* context = nullptr;
    bool has_url = false;
};

std::string username_fault(std::string_view name) {
    return name.find(':') == std::string_view::npos ? "" : "has a ':' in it, which HTTP cannot carry in a user name";
}

/// Is it at an address that this daemon answers on?
bool is_own(std::string_view url, const OwnAddresses& own) {
    if (!own.base_url.empty() && url_key(url).starts_with(url_key(own.base_url + "/"))) return true;
    const auto parts = split_url(url);
    const auto port = ":" + parts.port.value_or(parts.scheme == "https" ? "443" : "80");
    const bool here = parts.host == "localhost" || parts.host == "127.0.0.1" || parts.host == "[::1]";
    return std::any_of(own.listen.begin(), own.listen.end(), [&](const std::string& address) {
        if (address == parts.host + port) return true;
        const auto is_at = [&](std::string_view host) { return address == std::string(host) + port; };
        return here && (is_at("0.0.0.0") || is_at("[::]") || is_at("127.0.0.1") || is_at("[::1]"));
    });
}

void load_url(const Value& value, Reading& reading) {
    reading.has_url = true;
    if (!value.text(reading.feed.url, feed_url_fault)) return;
    if (is_own(reading.feed.url, reading.context->own))
        value.problem(" is an address of this daemon itself, which would read what it writes; take the feed out");
    const auto [known, is_new] = reading.context->seen.emplace(url_key(reading.feed.url), value.position());
    if (is_new) return;
    value.problem("\"" + reading.feed.url + "\" is already polled for the feed at line " +
                  std::to_string(known->second.line) + "; make one [[feeds]] table of the two at lines " +
                  std::to_string(known->second.line) + " and " + std::to_string(value.position().line));
}

void load_feed_sections(const Value& value, Reading& reading) {
    auto& sections = reading.feed.sections;
    value.texts(sections, nullptr, [&](const Value& element, const std::string& id) {
        const Context& context = *reading.context;
        if (context.sections.contains(id)) return;
        std::string hint = did_you_mean(id, context.section_ids);
        if (hint.empty()) hint = "; add [sections." + (id.empty() ? "ID" : id) + "], or take it out";
        element.problem("nobody defined the section \"" + id + "\"" + hint);
    });
    // The same section twice says nothing more than once.
    std::vector<std::string> once;
    for (auto& id : sections) {
        if (std::find(once.begin(), once.end(), id) == once.end()) once.push_back(std::move(id));
    }
    sections = std::move(once);
}

constexpr std::array<Key<Reading>, 14> feed_keys{{
    {"url", load_url},
    {"sections", load_feed_sections},
    {"title", [](const Value& v, Reading& r) { v.text(r.feed.title); }},
    {"priority", [](const Value& v, Reading& r) { v.integer(r.feed.priority, -1'000'000, 1'000'000); }},
    {"headers", [](const Value& v, Reading& r) { load_headers(v, r.feed.headers); }},
    {"username", [](const Value& v, Reading& r) { v.text(r.feed.username, username_fault); }},
    {"password", [](const Value& v, Reading& r) { load_secret(v, r.feed.password); }},
    {"rights", [](const Value& v, Reading& r) { v.choice<Rights>(r.feed.rights, rights); }},
    {"dates", [](const Value& v, Reading& r) { v.choice<Dates>(r.feed.dates, dates); }},
    {"identity", [](const Value& v, Reading& r) { v.choice<Identity>(r.feed.identity, identities); }},
    {"tls_verify", [](const Value& v, Reading& r) { v.flag(r.feed.tls_verify); }},
    {"keep", [](const Value& v, Reading& r) { load_rules(v, *r.context->check_rule, r.feed.keep); }},
    {"drop", [](const Value& v, Reading& r) { load_rules(v, *r.context->check_rule, r.feed.drop); }},
    {"retention",
     [](const Value& v, Reading& r) {
         std::optional<seconds> retention = seconds(-1);
         v.duration_or_forever(retention, shortest_retention, longest_retention);
         if (retention != seconds(-1)) r.feed.retention = retention;
     }},
}};

bool read_fetch_key(const toml::key& name, const Value& value, Fetch& fetch) {
    for (const auto& key : fetch_keys()) {
        if (key.name != name.str()) continue;
        key.read(value, fetch);
        if (key.name == "concurrency") value.warning(" bounds the whole daemon; it belongs in [fetch]");
        return true;
    }
    return false;
}

/// A feed's keys are its own and those of [fetch].
void read_feed(const Value& value, const toml::table& table, Reading& reading) {
    for (const auto& [name, node] : table) {
        const Value item = value.item(node, name.str());
        if (read_fetch_key(name, item, reading.feed.fetch)) continue;
        const auto key = std::find_if(feed_keys.begin(), feed_keys.end(),
                                      [&name = name](const Key<Reading>& known) { return known.name == name.str(); });
        if (key != feed_keys.end()) {
            key->read(item, reading);
            continue;
        }
        std::vector<std::string> known;
        for (const auto& own : feed_keys) known.emplace_back(own.name);
        for (const auto& shared : fetch_keys()) known.emplace_back(shared.name);
        unknown_key(name, "[[feeds]]", known, value.problems());
    }
}

bool has_authorization(const Feed& feed) {
    return std::any_of(feed.headers.begin(), feed.headers.end(), [](const auto& header) {
        constexpr std::string_view name = "authorization";
        return std::equal(name.begin(), name.end(), header.first.begin(), header.first.end(),
                          [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    });
}

void check_feed(const Value& value, const toml::table& table, const Reading& reading) {
    check_fetch(value, table, reading.feed.fetch);
    if (!reading.has_url) value.problem(" has a table without url; write url = \"https://…\" in it");
    if (table.contains("password") && !table.contains("username"))
        value.item(*table.get("password"), "password").problem(" stands without username; add username = \"…\"");
    if (table.contains("username") && has_authorization(reading.feed))
        value.item(*table.get("headers"), "headers").problem(" and username both set Authorization; take one out");
    const auto& verify = reading.feed.tls_verify;
    if (!verify && reading.feed.url.starts_with("http://"))
        value.item(*table.get("tls_verify"), "tls_verify")
            .warning(" means nothing for an http:// address; take it out");
}

}  // namespace

void load_feeds(const Value& value, const RuleCheck& check_rule, const OwnAddresses& own, Config& config) {
    const auto* array = value.node().as_array();
    if (array == nullptr) return value.expected("tables under [[feeds]], with two brackets on each side");
    Context context{&check_rule, {}, {}, {}, own};
    for (const auto& section : config.sections) {
        context.sections.insert(section.id);
        context.section_ids.push_back(section.id);
    }
    config.feeds.reserve(array->size());
    for (const auto& node : *array) {
        const Value item = value.item(node, "feeds");
        const auto* table = item.table("[[feeds]] with url = \"https://…\" below it");
        if (table == nullptr) continue;
        Reading reading;
        reading.context = &context;
        reading.feed.fetch = config.fetch;
        reading.feed.position = item.position();
        read_feed(item, *table, reading);
        check_feed(item, *table, reading);
        config.feeds.push_back(std::move(reading.feed));
    }
}

}  // namespace broadsheet::config
