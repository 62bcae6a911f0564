#pragma once
// Records and config → what renderers and pages take: titles, addresses, rights. Pure; any thread.

#include "config/config.hpp"
#include "daemon/pages/pages.hpp"
#include "feeds/opml.hpp"
#include "feeds/output.hpp"
#include "store/records.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet {

/// What of the config documents depend on, made ready once for each config.
class ViewContext {
public:
    ViewContext(const config::Config& config, std::string version);

    std::string base_url;
    std::string title;
    std::string version;
    unsigned limit = 50;
    std::vector<config::Section> sections;
    std::unordered_map<std::string, int> ttl_minutes;        ///< by section, "all" too: of its most frequent feed
    std::unordered_map<std::string, store::Extent> extents;  ///< by feed address; absent: as the store last knew it

    feeds::Timestamp since{};  ///< the daemon's documents are made after this, or what says the same

    /// Is every document the same by either, but for its date?
    [[nodiscard]] bool says_the_same_as(const ViewContext& other) const;

    /// nullptr: no such section.
    [[nodiscard]] const config::Section* section(std::string_view id) const;
};

/// The pseudo-section of everything.
inline constexpr std::string_view everything = "all";

[[nodiscard]] feeds::OutputEntry entry_view(const store::ArticleRecord& record, const ViewContext& context);

/// The merged feed of a section (or "all"), page `page` of it.
[[nodiscard]] feeds::OutputFeed feed_view(std::string_view section, const store::Page& records, unsigned page,
                                          const ViewContext& context);

/// Puts a list of its other sources at the end of what each entry says, for readers that show no links of entries.
void list_sources(feeds::OutputFeed& feed);

/// One sentence on why an article stands in its story.
[[nodiscard]] std::string reason_view(const store::StoryMember& member, const store::StoryRecord& story);

[[nodiscard]] pages::Site site_view(const ViewContext& context);
[[nodiscard]] pages::SectionPage section_view(std::string_view section, const store::Page& records, unsigned page,
                                              const ViewContext& context);
[[nodiscard]] pages::ArticlePage article_view(const store::ArticleRecord& record,
                                              const std::vector<store::RevisionRecord>& revisions,
                                              const store::StoryRecord& story, const ViewContext& context);
/// Feeds in trouble first.
[[nodiscard]] pages::StatusPage status_view(std::vector<store::FeedRecord> feeds, const store::Stats& stats);

/// The text of /status.json. `store_fault`: why polls cannot be stored, or empty.
[[nodiscard]] std::string status_json(const std::vector<store::FeedRecord>& feeds, const store::Stats& stats,
                                      const std::vector<store::EventRecord>& events, const std::string& store_fault);

/// What readers can subscribe to here.
[[nodiscard]] feeds::OpmlList sections_opml(const ViewContext& context);
/// Where it comes from.
[[nodiscard]] feeds::OpmlList sources_opml(const std::vector<store::FeedRecord>& feeds, const ViewContext& context);

/// Pages of `limit` entries in `total`; at least one.
[[nodiscard]] unsigned page_count(std::uint64_t total, unsigned limit);

}  // namespace broadsheet
