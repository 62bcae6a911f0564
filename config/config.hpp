#pragma once
// config/feeds.toml as plain structs, one per table, with the defaults of the file. Made by load.hpp, read by
// daemon/ alone. Plain data; once loaded it does not change.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet::config {

using std::chrono::seconds;

/// Where in the file a value stands; both count from 1, 0 means "not in the file".
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

/// A value that may be kept outside the file.
struct Secret {
    enum class Kind { literal, credential, environment, file };
    Kind kind = Kind::literal;
    std::string value;    ///< the text itself, or the name or path that leads to it
    Position position{};  ///< of what the file says of it
};

enum class LogLevel { trace, debug, info, warning, error };
enum class Stories { merge, copies, off };
/// Whom a 429 holds up.
enum class RateLimit { host, url };

enum class Rights { full, summary, headline };
enum class Dates { trust, ignore };
enum class Identity { automatic, id, link };

struct Daemon {
    std::string database = "/var/lib/broadsheet/broadsheet.db";
    std::vector<std::string> listen = {"127.0.0.1:8080"};
    std::string base_url = "http://localhost:8080";  ///< without a trailing slash
    std::string title = "Broadsheet";
    LogLevel log_level = LogLevel::info;
    std::string contact;
};

/// [fetch], and for each feed the same with its own overrides applied.
struct Fetch {
    seconds interval{3600};
    seconds min_interval{600};
    seconds max_interval{86400};
    seconds timeout{30};
    seconds connect_timeout{10};
    std::uint64_t max_size = 16ULL * 1024 * 1024;  ///< bytes, decoded
    unsigned concurrency = 256;
    unsigned per_host = 1;
    seconds host_spacing{2};
    RateLimit rate_limit = RateLimit::host;
    bool allow_private = false;
    bool websub = true;  ///< subscribe where a hub is offered
    std::string proxy;
    std::vector<std::string> no_proxy;
    std::string record;  ///< a directory; empty: off
};

struct Store {
    std::optional<seconds> retention = seconds{90L * 86400};  ///< nullopt: forever
    std::uint64_t max_articles = 0;                           ///< per section; 0: no bound
};

struct Publish {
    unsigned limit = 50;
    bool websub = true;
    Stories stories = Stories::merge;
};

struct Section {
    std::string id;
    std::string title;
    std::string description;
    std::string language;
    std::vector<std::string> keep;
    std::vector<std::string> drop;
    std::optional<std::optional<seconds>> retention;  ///< outer nullopt: [store]'s
    Position position;
};

struct Feed {
    std::string url;
    std::vector<std::string> sections;
    std::string title;  ///< empty: the feed's own
    int priority = 0;   ///< the greater speaks
    Fetch fetch;        ///< defaults and overrides already one
    std::map<std::string, Secret> headers;
    std::string username;
    std::optional<Secret> password;
    Rights rights = Rights::full;
    Dates dates = Dates::trust;
    Identity identity = Identity::automatic;
    bool tls_verify = true;
    std::vector<std::string> keep;
    std::vector<std::string> drop;
    std::optional<std::optional<seconds>> retention;  ///< outer nullopt: the section's
    Position position;
};

struct Config {
    Daemon daemon;
    Fetch fetch;
    Store store;
    Publish publish;
    std::vector<Section> sections;       ///< in the order of the file
    std::vector<Feed> feeds;             ///< in the order of the file
    std::chrono::sys_seconds written{};  ///< when the file was; the epoch: there is none
};

}  // namespace broadsheet::config
