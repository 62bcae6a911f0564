#pragma once
// The keys of each table of the file, and how they are read. Internal to config/load*.

#include "config/config.hpp"
#include "config/load.hpp"
#include "config/load_value.hpp"

#include <vector>

namespace broadsheet::config {

void load_daemon(const Value& value, Daemon& into);
void load_fetch(const Value& value, Fetch& into);
void load_store(const Value& value, Store& into);
void load_publish(const Value& value, Publish& into);
void load_sections(const Value& value, const RuleCheck& check_rule, std::vector<Section>& into);

/// Where the daemon itself answers, as far as the file says so: where it does not, systemd may give other sockets.
struct OwnAddresses {
    std::vector<std::string> listen;
    std::string base_url;
};

/// Needs config.fetch and config.sections already read.
void load_feeds(const Value& value, const RuleCheck& check_rule, const OwnAddresses& own, Config& config);

/// The keys of [fetch], which [[feeds]] has too.
[[nodiscard]] std::span<const Key<Fetch>> fetch_keys();

/// Bounds that contradict each other, told at `value`.
void check_fetch(const Value& value, const toml::table& table, const Fetch& fetch);

/// `keep` and `drop`: every rule is shown to `check_rule`, where there is one.
void load_rules(const Value& value, const RuleCheck& check_rule, std::vector<std::string>& into);

/// A literal, or { credential = "NAME" }, { env = "NAME" }, { file = "PATH" }.
void load_secret(const Value& value, std::optional<Secret>& into);
void load_headers(const Value& value, std::map<std::string, Secret>& into);

constexpr seconds shortest_retention{1};
constexpr seconds longest_retention{100LL * 52 * 7 * 86'400};

}  // namespace broadsheet::config
