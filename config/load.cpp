#include "config/load.hpp"

#include "config/file.hpp"
#include "config/load_tables.hpp"
#include "config/nearest.hpp"
#include "config/text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace broadsheet::config {
namespace {

/// What a file's folder is for: relative paths begin there.
void resolve_paths(Config& config, const std::filesystem::path& folder) {
    const auto resolve = [&folder](std::string& path) {
        if (!path.empty()) path = (folder / path).lexically_normal().string();
    };
    const auto resolve_secret = [&resolve](Secret& secret) {
        if (secret.kind == Secret::Kind::file) resolve(secret.value);
    };
    resolve(config.daemon.database);
    resolve(config.fetch.record);
    for (auto& feed : config.feeds) {
        resolve(feed.fetch.record);
        for (auto& header : feed.headers) resolve_secret(header.second);
        if (feed.password) resolve_secret(*feed.password);
    }
}

void load_tables(const toml::table& root, const RuleCheck& check_rule, Loaded& loaded) {
    Config& config = loaded.config;
    const auto read = [&](const char* name, const auto& load) {
        if (const auto* node = root.get(name)) load(Value(*node, name, loaded.problems));
    };
    read("daemon", [&](const Value& value) { load_daemon(value, config.daemon); });
    read("fetch", [&](const Value& value) { load_fetch(value, config.fetch); });
    read("store", [&](const Value& value) { load_store(value, config.store); });
    read("publish", [&](const Value& value) { load_publish(value, config.publish); });
    read("sections", [&](const Value& value) { load_sections(value, check_rule, config.sections); });
    OwnAddresses own;
    if (root["daemon"]["listen"]) own.listen = config.daemon.listen;
    if (root["daemon"]["base_url"]) own.base_url = config.daemon.base_url;
    read("feeds", [&](const Value& value) { load_feeds(value, check_rule, own, config); });
    static const std::vector<std::string> known = {"daemon", "fetch", "store", "publish", "sections", "feeds"};
    for (const auto& [name, node] : root) {
        if (std::find(known.begin(), known.end(), name.str()) == known.end())
            unknown_key(name, "the file", known, loaded.problems);
    }
}

void warn_of_idle_tables(Loaded& loaded) {
    if (loaded.config.feeds.empty())
        loaded.problems.push_back({{}, "there is no [[feeds]] table, so nothing will be polled", true});
    std::vector<std::string> used;
    for (const auto& feed : loaded.config.feeds) used.insert(used.end(), feed.sections.begin(), feed.sections.end());
    std::sort(used.begin(), used.end());
    for (const auto& section : loaded.config.sections) {
        if (!std::binary_search(used.begin(), used.end(), section.id))
            loaded.problems.push_back({section.position, "no feed is in the section \"" + section.id + "\"", true});
    }
}

/// How to mend what the TOML parser stumbled over.
std::string syntax_hint(std::string_view reason) {
    struct Hint {
        std::string_view in;
        std::string_view mend;
    };
    static constexpr std::array<Hint, 8> hints{{
        {"invalid utf-8", "; save the file as UTF-8"},
        {"cannot redefine", "; take one of the two out"},
        {"expected '='", "; write KEY = VALUE"},
        {"parsing string", "; a string ends on its line with the quote it began with"},
        {"parsing array", "; an array is written as [\"one\", \"two\"]"},
        {"parsing inline table", "; an inline table stands on one line, as { key = \"value\" }"},
        {"value", "; text stands in quotes, as \"text\""},
        {"root table", "; write [TABLE] lines and KEY = VALUE lines"},
    }};
    const auto hint = std::find_if(hints.begin(), hints.end(),
                                   [&](const Hint& known) { return reason.find(known.in) != reason.npos; });
    return hint == hints.end() ? "" : std::string(hint->mend);
}

void parse(std::string_view text, const RuleCheck& check_rule, Loaded& loaded) {
    if (const auto line = line_of_too_deep_key(text); line != 0) {
        loaded.problems.push_back(
            {{static_cast<std::uint32_t>(line), 1}, "a key is dotted more than 1,000 deep", false});
        return;
    }
    try {
        const toml::table root = toml::parse(text);
        if (root.empty())
            loaded.problems.push_back(
                {{}, "the file holds nothing; write at least one [[feeds]] table with a url", false});
        load_tables(root, check_rule, loaded);
        if (loaded.ok()) warn_of_idle_tables(loaded);
    } catch (const toml::parse_error& error) {
        const std::string reason(error.description());
        std::string message = "this is no TOML: " + reason + syntax_hint(reason);
        loaded.problems.push_back({position_of(error.source()), std::move(message), false});
    }
}

/// A password in a file that others may read.
void warn_of_open_secrets(Loaded& loaded) {
    for (const auto& feed : loaded.config.feeds) {
        if (feed.password && feed.password->kind == Secret::Kind::literal)
            loaded.problems.push_back(
                {feed.position,
                 "the password of this feed stands in a file that others may read; write password = { "
                 "credential = \"NAME\" }, or chmod 600 the file",
                 true});
    }
}

void sort(std::vector<Problem>& problems) {
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::pair(a.position.line, a.position.column) < std::pair(b.position.line, b.position.column);
    });
}

void check_secret(const std::string& key, const Secret& secret, std::vector<Problem>& problems) {
    const auto text = read_secret(secret);
    const auto* error = std::get_if<SecretError>(&text);
    if (error != nullptr) problems.push_back({secret.position, key + ": " + error->message, error->only_here});
}

}  // namespace

std::size_t Loaded::faults() const {
    const auto is_fault = [](const Problem& problem) { return !problem.warning; };
    return static_cast<std::size_t>(std::count_if(problems.begin(), problems.end(), is_fault));
}

Loaded parse_config(std::string_view toml, const RuleCheck& check_rule) {
    Loaded loaded;
    parse(toml, check_rule, loaded);
    sort(loaded.problems);
    return loaded;
}

Loaded load_config(const std::string& path, const RuleCheck& check_rule) {
    Loaded loaded;
    const File file = read_file(path, "with --config");
    if (!file.fault.empty()) {
        loaded.problems.push_back({{}, file.fault, false});
        return loaded;
    }
    parse(file.text, check_rule, loaded);
    loaded.config.written = file.written;
    if (file.readable_by_others) warn_of_open_secrets(loaded);
    sort(loaded.problems);
    resolve_paths(loaded.config, std::filesystem::path(path).parent_path());
    return loaded;
}

void check_secrets(Loaded& loaded) {
    for (const auto& feed : loaded.config.feeds) {
        for (const auto& [name, secret] : feed.headers) check_secret(name, secret, loaded.problems);
        if (feed.password) check_secret("password", *feed.password, loaded.problems);
    }
    sort(loaded.problems);
}

std::string format_problem(const std::string& path, const Problem& problem) {
    std::string place = path + ":";
    if (problem.position.line != 0)
        place += std::to_string(problem.position.line) + ":" + std::to_string(problem.position.column) + ":";
    return place + (problem.warning ? " warning: " : " ") + problem.message;
}

}  // namespace broadsheet::config
