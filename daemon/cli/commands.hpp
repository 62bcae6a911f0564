#pragma once
// The subcommands: what cli.cpp hands to each, and what each gives back. Every run_… prints to stdout, complains on
// stderr in one line beginning "broadsheet: ", and returns the exit status: 0 done, 1 the work failed, 2 wrong usage.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace broadsheet::cli {

/// Options that stand before or after any subcommand.
struct Common {
    std::string config_path;       ///< --config, else $BROADSHEET_CONFIG, else /etc/broadsheet/feeds.toml
    bool config_is_named = false;  ///< by one of the first two; the last need not be there for every command
    bool json = false;
};

struct PollOptions {
    std::string section;   ///< empty: every section
    std::string feed;      ///< empty: every feed
    bool force = false;    ///< what is not due as well
    bool explain = false;  ///< say of each entry why it is in its sections, or not
};

struct RenderOptions {
    std::string section;
    std::string format;  ///< "atom", "rss" or "json": checked
    unsigned page = 1;
};

struct ParseOptions {
    std::string url;
    std::string content_type;
    std::vector<std::string> headers;  ///< "Name: value"
    bool raw = false;
    std::string file;  ///< "-": standard input
};

struct GroupOptions {
    bool copies = false;     ///< only true copies are one
    std::string file = "-";  ///< "-": standard input
};

struct StoryOptions {
    std::string action;                 ///< "show", "split" or "join": checked
    std::vector<std::int64_t> numbers;  ///< one to show; a story and an article to split, or two stories to join
};

int run_serve(const Common& common);
int run_check(const Common& common);
int run_poll(const Common& common, const PollOptions& options);
int run_render(const Common& common, const RenderOptions& options);
int run_parse(const Common& common, const ParseOptions& options);
int run_discover(const Common& common, const std::string& url);
int run_group(const Common& common, const GroupOptions& options);
int run_import(const Common& common, const std::string& file);
int run_opml(const Common& common);
int run_status(const Common& common);
int run_why(const Common& common, const std::string& feed);
int run_story(const Common& common, const StoryOptions& options);
int run_backup(const Common& common, const std::string& file);

}  // namespace broadsheet::cli
