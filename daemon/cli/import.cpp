// `broadsheet import FILE.opml`: a subscription list as tables for the config, folders as sections.

#include "config/address.hpp"
#include "config/section_id.hpp"
#include "config/text.hpp"
#include "config/url_parts.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/input.hpp"
#include "feeds/opml.hpp"
#include "feeds/slug.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <unordered_map>

namespace broadsheet::cli {
namespace {

constexpr std::size_t longest_title = 1024;

/// A TOML basic string of one line that `check` takes.
std::string toml_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : config::text_fault(text, false).empty() ? std::string(text) : printable(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

std::string shortened(std::string title) {
    title.resize(feeds::utf8_prefix(title, longest_title).size());
    return title;
}

/// Sections as folders ask for them, each with an id of its own.
class Sections {
public:
    /// The id for a path of folders; empty at the top.
    std::string id_of(const std::vector<std::string>& folders) {
        if (folders.empty()) return {};
        std::string title;
        for (const auto& folder : folders) title += (title.empty() ? "" : " / ") + folder;
        const auto known = ids_.find(title);
        if (known != ids_.end()) return known->second;
        const std::string id = free_id(feeds::slug(title));
        ids_.emplace(title, id);
        tables_ += "[sections." + id + "]\ntitle = " + toml_string(shortened(title)) + "\n\n";
        return id;
    }

    [[nodiscard]] const std::string& tables() const { return tables_; }

private:
    std::string free_id(std::string wanted) {
        constexpr std::size_t room_for_suffix = 56;
        if (wanted.empty()) wanted = "section";
        if (!config::section_id_fault(wanted).empty()) wanted += "-feeds";
        wanted.resize(std::min(wanted.size(), room_for_suffix));
        std::string id = wanted;
        for (int number = 2; !taken_.insert(id).second; ++number) id = wanted + "-" + std::to_string(number);
        return id;
    }

    std::map<std::string, std::string> ids_;
    std::set<std::string> taken_;
    std::string tables_;
};

struct Entry {
    const feeds::OpmlFeed* feed = nullptr;
    std::vector<std::string> sections;
};

/// One entry a feed, in document order; a feed that stands in several folders is in several sections.
std::vector<Entry> entries_of(const feeds::OpmlList& list, Sections& sections) {
    std::vector<Entry> entries;
    std::unordered_map<std::string, std::size_t> known;
    for (const auto& feed : list.feeds) {
        if (const std::string fault = config::feed_url_fault(feed.feed_url); !fault.empty()) {
            complain("skipped \"" + feed.title + "\": its address " + fault);
            continue;
        }
        const auto [place, is_new] = known.emplace(config::url_key(feed.feed_url), entries.size());
        if (is_new) entries.push_back({&feed, {}});
        Entry& entry = entries[place->second];
        if (!is_new && entry.feed->title.empty() && !feed.title.empty()) entry.feed = &feed;
        const std::string id = sections.id_of(feed.folders);
        const bool has_it = std::find(entry.sections.begin(), entry.sections.end(), id) != entry.sections.end();
        if (!id.empty() && !has_it) entry.sections.push_back(id);
    }
    return entries;
}

void print(const Entry& entry) {
    std::cout << "[[feeds]]\nurl = " << toml_string(entry.feed->feed_url) << "\n";
    if (!entry.feed->title.empty()) std::cout << "title = " << toml_string(shortened(entry.feed->title)) << "\n";
    if (!entry.sections.empty()) {
        std::cout << "sections = [";
        for (std::size_t i = 0; i < entry.sections.size(); ++i)
            std::cout << (i == 0 ? "\"" : ", \"") << entry.sections[i] << '"';
        std::cout << "]\n";
    }
    std::cout << "\n";
}

}  // namespace

int run_import(const Common& /*common*/, const std::string& file) {
    const auto bytes = read_input(file);
    if (!bytes) return complain(bytes.error().detail());
    const auto list = feeds::read_opml(*bytes);
    if (!list) return complain(name_of_input(file) + ": " + list.error().detail());
    for (const auto& warning : list->warnings) complain(name_of_input(file) + ": " + warning);
    Sections sections;
    const std::vector<Entry> entries = entries_of(*list, sections);
    if (entries.empty()) complain(file + ": there is no feed in this list");
    std::cout << sections.tables();
    for (const auto& entry : entries) print(entry);
    return 0;
}

}  // namespace broadsheet::cli
