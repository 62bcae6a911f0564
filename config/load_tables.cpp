#include "config/load_tables.hpp"

#include "config/address.hpp"
#include "config/units.hpp"

#include <array>

namespace broadsheet::config {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::weeks;

constexpr std::array<std::pair<std::string_view, LogLevel>, 5> log_levels{{{"trace", LogLevel::trace},
                                                                           {"debug", LogLevel::debug},
                                                                           {"info", LogLevel::info},
                                                                           {"warning", LogLevel::warning},
                                                                           {"error", LogLevel::error}}};
constexpr std::array<std::pair<std::string_view, Stories>, 3> stories{
    {{"merge", Stories::merge}, {"copies", Stories::copies}, {"off", Stories::off}}};

constexpr std::array<std::pair<std::string_view, RateLimit>, 2> rate_limits{
    {{"host", RateLimit::host}, {"url", RateLimit::url}}};

constexpr seconds shortest{1};
constexpr seconds polite = minutes(10);
constexpr seconds longest_interval = weeks(52);
constexpr std::string_view impolite_warning = " is below 10m: only an origin of your own should be polled that often";

std::string database_fault(std::string_view database) {
    if (database.empty()) return "is empty; write the path of a file";
    if (database == ":memory:") return "would be another one for each connection; write the path of a file";
    if (database.starts_with("postgresql:") || database.starts_with("postgres:"))
        return "names PostgreSQL, which this version cannot use; write the path of a file";
    if (database.find("://") != std::string_view::npos) return "is a URL; write the path of a file";
    return database.ends_with('/') ? "is a folder; write the path of a file in it" : "";
}

std::string title_fault(std::string_view title) {
    return title.find_first_not_of(' ') == std::string_view::npos ? "is empty; write a name, or take the key out" : "";
}

void load_base_url(const Value& value, Daemon& into) {
    value.text(into.base_url, base_url_fault);
    while (into.base_url.ends_with('/')) into.base_url.pop_back();
}

void load_listen(const Value& value, Daemon& into) {
    std::vector<std::string> addresses;
    const std::size_t before = value.problems().size();
    value.texts(addresses, listen_fault, [&](const Value& element, const std::string& address) {
        if (std::find(addresses.begin(), addresses.end(), address) != addresses.end())
            element.problem("\"" + address + "\" stands here twice; take one out");
        addresses.push_back(address);
    });
    if (addresses.empty() && value.problems().size() == before)
        value.problem(" is empty; write at least one address, as [\"127.0.0.1:8080\"]");
    if (!addresses.empty()) into.listen = std::move(addresses);
}

constexpr std::array<Key<Daemon>, 6> daemon_keys{{
    {"database", [](const Value& v, Daemon& d) { v.text(d.database, database_fault); }},
    {"listen", load_listen},
    {"base_url", load_base_url},
    {"title", [](const Value& v, Daemon& d) { v.text(d.title, title_fault); }},
    {"log_level", [](const Value& v, Daemon& d) { v.choice<LogLevel>(d.log_level, log_levels); }},
    {"contact", [](const Value& v, Daemon& d) { v.text(d.contact, contact_fault); }},
}};

constexpr std::array<Key<Fetch>, 15> keys_of_fetch{{
    {"interval", [](const Value& v, Fetch& f) { v.duration(f.interval, shortest, longest_interval); }},
    {"min_interval", [](const Value& v, Fetch& f) { v.duration(f.min_interval, shortest, longest_interval); }},
    {"max_interval", [](const Value& v, Fetch& f) { v.duration(f.max_interval, shortest, longest_interval); }},
    {"timeout", [](const Value& v, Fetch& f) { v.duration(f.timeout, shortest, hours(1)); }},
    {"connect_timeout", [](const Value& v, Fetch& f) { v.duration(f.connect_timeout, shortest, hours(1)); }},
    {"max_size", [](const Value& v, Fetch& f) { v.size(f.max_size, 1ULL << 10, 1ULL << 30); }},
    {"concurrency", [](const Value& v, Fetch& f) { v.integer(f.concurrency, 1, 10'000); }},
    {"per_host", [](const Value& v, Fetch& f) { v.integer(f.per_host, 1, 1'000); }},
    {"host_spacing", [](const Value& v, Fetch& f) { v.duration(f.host_spacing, seconds(0), hours(24)); }},
    {"rate_limit", [](const Value& v, Fetch& f) { v.choice<RateLimit>(f.rate_limit, rate_limits); }},
    {"allow_private", [](const Value& v, Fetch& f) { v.flag(f.allow_private); }},
    {"websub", [](const Value& v, Fetch& f) { v.flag(f.websub); }},
    {"proxy", [](const Value& v, Fetch& f) { v.text(f.proxy, proxy_fault); }},
    {"no_proxy", [](const Value& v, Fetch& f) { v.texts(f.no_proxy, no_proxy_fault); }},
    {"record", [](const Value& v, Fetch& f) { v.text(f.record); }},
}};

constexpr std::array<Key<Store>, 2> store_keys{{
    {"retention",
     [](const Value& v, Store& s) { v.duration_or_forever(s.retention, shortest_retention, longest_retention); }},
    {"max_articles", [](const Value& v, Store& s) { v.integer(s.max_articles, 0, 1'000'000'000'000); }},
}};

constexpr std::array<Key<Publish>, 3> publish_keys{{
    {"limit", [](const Value& v, Publish& p) { v.integer(p.limit, 1, 1'000); }},
    {"websub", [](const Value& v, Publish& p) { v.flag(p.websub); }},
    {"stories", [](const Value& v, Publish& p) { v.choice<Stories>(p.stories, stories); }},
}};

template <class T, std::size_t size>
void load(const Value& value, const char* name, const std::array<Key<T>, size>& keys, T& into) {
    if (const auto* table = value.table(name)) read_table<T>(*table, name, keys, into, value.problems());
}

}  // namespace

std::span<const Key<Fetch>> fetch_keys() {
    return keys_of_fetch;
}

void check_fetch(const Value& value, const toml::table& table, const Fetch& fetch) {
    const auto at = [&](const char* key) {
        const auto* node = table.get(key);
        return node != nullptr ? value.item(*node, key) : value.item(value.node(), key);
    };
    const std::string minimum = format_duration(fetch.min_interval);
    const std::string maximum = format_duration(fetch.max_interval);
    if (fetch.min_interval > fetch.max_interval && (table.contains("min_interval") || table.contains("max_interval")))
        return at(table.contains("min_interval") ? "min_interval" : "max_interval")
            .problem("the shortest, " + minimum + ", is longer than the longest, " + maximum + "; change one of them");
    const bool impolite = table.contains("min_interval") && fetch.min_interval < polite;
    if (impolite) at("min_interval").warning(minimum + std::string(impolite_warning));
    if (!table.contains("interval")) return;
    const std::string interval = format_duration(fetch.interval);
    if (fetch.interval < fetch.min_interval) {
        at("interval")
            .warning(interval + " is shorter than min_interval " + minimum + ", which wins; lower that as well");
    } else if (fetch.interval > fetch.max_interval) {
        at("interval")
            .warning(interval + " is longer than max_interval " + maximum + ", which wins; raise that as well");
    } else if (fetch.interval < polite && !impolite) {
        at("interval").warning(interval + std::string(impolite_warning));
    }
}

void load_daemon(const Value& value, Daemon& into) {
    load<Daemon>(value, "[daemon]", daemon_keys, into);
}

void load_fetch(const Value& value, Fetch& into) {
    load<Fetch>(value, "[fetch]", keys_of_fetch, into);
    if (const auto* table = value.node().as_table()) check_fetch(value, *table, into);
}

void load_store(const Value& value, Store& into) {
    load<Store>(value, "[store]", store_keys, into);
}

void load_publish(const Value& value, Publish& into) {
    load<Publish>(value, "[publish]", publish_keys, into);
}

}  // namespace broadsheet::config
