// `broadsheet status`: the health of every feed, as the store knows it.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/table.hpp"
#include "feeds/time.hpp"
#include "store/store.hpp"

#include <array>
#include <cstdio>
#include <iostream>

namespace broadsheet::cli {
namespace {

Cell time_cell(const std::optional<store::Timestamp>& time, const char* absent) {
    if (!time) return {absent, nullptr};
    const std::string text = feeds::to_rfc3339(*time);
    return {text, boost::json::string(text)};
}

Cell text_cell(const std::string& text, const char* absent) {
    return {text.empty() ? absent : text, boost::json::string(text)};
}

Cell rate_cell(double articles_per_day) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f/d", articles_per_day);
    return {text.data(), articles_per_day};
}

/// The last answer, or what the failure was where there was none.
std::string status_text(const store::FetchState& state) {
    if (state.status != 0) return std::to_string(state.status);
    return state.error_class.empty() ? "-" : state.error_class;
}

std::string error_text(const store::FetchState& state) {
    if (state.error_count == 0) return state.error;
    return state.error + (state.error_count > 1 ? " (" + std::to_string(state.error_count) + " times)" : "");
}

void add_row(Table& table, const store::FeedRecord& feed) {
    const store::FetchState& state = feed.state;
    boost::json::array sections;
    for (const auto& section : feed.sections) sections.emplace_back(section);
    table.add({text_cell(feed.title, ""),
               text_cell(feed.url, ""),
               {"", sections},
               time_cell(state.last_poll, "never"),
               feed.detached ? Cell{"detached", nullptr} : time_cell(state.next_poll, "now"),
               {status_text(state), state.status},
               {std::to_string(feed.articles), feed.articles},
               rate_cell(feed.articles_per_day),
               {"", boost::json::string(state.error_class)},
               {"", state.error_count},
               {"", feed.detached},
               {error_text(state).empty() ? "-" : error_text(state), boost::json::string(state.error)}});
}

}  // namespace

int run_status(const Common& common) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto store = store::open_store(config->daemon.database, store::OpenMode::read_only);
    if (!store) return complain(store.error().detail());
    const auto reader = (*store)->reader();
    if (!reader) return complain(reader.error().detail());
    const auto feeds = (*reader)->feeds();
    if (!feeds) return complain(feeds.error().detail());
    std::vector<Column> columns = {{"FEED", "title"},
                                   {"URL", "url"},
                                   {"", "sections"},
                                   {"LAST POLL", "last_poll"},
                                   {"NEXT POLL", "next_poll"},
                                   {"STATUS", "status"},
                                   {"ARTICLES", "articles", Align::right},
                                   {"RATE", "articles_per_day", Align::right},
                                   {"", "error_class"},
                                   {"", "error_count"},
                                   {"", "detached"},
                                   {"ERROR", "error"}};
    Table table(std::move(columns));
    for (const auto& feed : *feeds) add_row(table, feed);
    std::cout << (common.json ? table.json() : table.text());
    return 0;
}

}  // namespace broadsheet::cli
