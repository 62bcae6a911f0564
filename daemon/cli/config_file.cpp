#include "daemon/cli/config_file.hpp"

#include "config/url_parts.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/feed_plan.hpp"
#include "daemon/http/address_policy.hpp"
#include "daemon/http/web_address.hpp"
#include "feeds/ascii.hpp"
#include "feeds/rules.hpp"
#include "feeds/url.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <utility>

namespace broadsheet::cli {
namespace {

constexpr std::size_t problems_shown = 20;

/// A name that every machine takes for itself (RFC 6761 §6.3).
bool is_this_machine(std::string name) {
    name = feeds::lower(std::move(name));
    if (name.ends_with('.')) name.pop_back();
    return name == "localhost" || name.ends_with(".localhost");
}

/// Why an address is no place for feeds that are not allowed to be private, as far as it tells by itself; empty: it may
/// be one. What a name leads to is known when it is asked for.
std::string privacy_of(const http::WebAddress& address) {
    auto host = address.host.starts_with('[') ? address.host.substr(1, address.host.size() - 2) : address.host;
    boost::system::error_code is_name;
    const auto literal = boost::asio::ip::make_address(host, is_name);
    const auto reason = is_name ? std::nullopt : http::not_public(literal);
    if (reason) return " is at " + host + " (" + *reason + ")";
    if (is_name && is_this_machine(host)) return " is on this machine";
    if (!http::is_web_port(address.port))
        return " is at port " + std::to_string(address.port) + ", not 80, 443 or 1024 and up";
    return {};
}

/// As it is asked for: "１２７。0。0。1" is a number as well.
void judge_place(const config::Feed& feed, std::vector<config::Problem>& problems) {
    const auto address = http::parse_web_address(asked_address(feed.url));
    const auto warn = [&](const std::string& what) {
        problems.push_back({feed.position, "the feed " + feed.url + what, true});
    };
    if (!address) return warn(" cannot be polled: " + address.error().detail());
    const auto privacy = feed.fetch.allow_private ? std::string() : privacy_of(*address);
    if (!privacy.empty())
        warn(privacy + ", where feeds may not live; set allow_private = true for it if it is meant to be");
}

/// Of names beyond ASCII, which are asked for as others are.
void judge_names(config::Loaded& loaded) {
    const auto is_asked_as_it_is = [](const config::Feed& feed) { return feeds::is_web_url(feed.url); };
    const auto& feeds = loaded.config.feeds;
    if (std::all_of(feeds.begin(), feeds.end(), is_asked_as_it_is)) return;
    std::unordered_map<std::string, std::uint32_t> lines;
    for (const auto& feed : feeds) {
        const auto [known, is_new] = lines.emplace(config::url_key(asked_address(feed.url)), feed.position.line);
        if (is_new) continue;
        loaded.problems.push_back({feed.position, "\"" + feed.url + "\" is already polled for the feed at line " +
                                                      std::to_string(known->second) +
                                                      "; make one [[feeds]] table of the two"});
    }
}

config::Loaded load_with_rules(const std::string& path) {
    auto loaded = config::load_config(path, [](std::string_view text) -> std::string {
        const auto rule = feeds::Rule::compile(text);
        return rule ? "" : rule.error().detail();
    });
    if (loaded.ok()) judge_names(loaded);
    return loaded;
}

}  // namespace

std::string problem_lines(const std::string& path, std::vector<config::Problem> problems) {
    std::string lines;
    const std::size_t shown = std::min(problems.size(), problems_shown);
    // No fault is left out for the sake of a warning.
    if (shown < problems.size())
        std::stable_partition(problems.begin(), problems.end(), [](const auto& problem) { return !problem.warning; });
    for (std::size_t i = 0; i < shown; ++i) lines += printable(config::format_problem(path, problems[i])) + "\n";
    if (shown < problems.size()) {
        lines += printable(path) + ": and " + std::to_string(problems.size() - shown) + " more\n";
    }
    return lines;
}

config::Loaded load_config(const std::string& path) {
    auto loaded = load_with_rules(path);
    if (loaded.ok())
        for (const auto& feed : loaded.config.feeds) judge_place(feed, loaded.problems);
    return loaded;
}

std::optional<config::Config> load_or_complain(const Common& common) {
    auto loaded = load_with_rules(common.config_path);
    if (loaded.ok()) return std::move(loaded.config);
    std::erase_if(loaded.problems, [](const config::Problem& problem) { return problem.warning; });
    std::fputs(problem_lines(common.config_path, loaded.problems).c_str(), stderr);
    complain("the config " + common.config_path + " has faults, listed above; nothing was done");
    return std::nullopt;
}

}  // namespace broadsheet::cli
