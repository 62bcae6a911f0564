#include "feeds/opml.hpp"
#include "feeds/xml_writer.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

void write_feed(XmlWriter& xml, const OpmlFeed& feed) {
    const auto& title = feed.title.empty() ? feed.feed_url : feed.title;
    xml.empty("outline", {{"type", "rss"},
                          {"text", title},
                          {"title", title},
                          {"xmlUrl", feed.feed_url},
                          {"htmlUrl", feed.home_page_url},
                          {"description", feed.description},
                          {"language", feed.language}});
}

/// Closes and opens folders until the open ones are `wanted`.
void go_to(XmlWriter& xml, std::vector<std::string>& open, const std::vector<std::string>& wanted) {
    const auto [ours, theirs] = std::mismatch(open.begin(), open.end(), wanted.begin(), wanted.end());
    const auto common = static_cast<std::size_t>(ours - open.begin());
    for (auto depth = open.size(); depth > common; --depth) xml.close();
    for (auto folder = theirs; folder != wanted.end(); ++folder)
        xml.open("outline", {{"text", *folder}, {"title", *folder}});
    open = wanted;
}

}  // namespace

std::string render_opml(const OpmlList& list) {
    auto feeds = list.feeds;
    // One outline for each folder, wherever in the list its feeds stand.
    std::vector<std::vector<std::string>> order;
    for (const auto& feed : feeds)
        if (std::find(order.begin(), order.end(), feed.folders) == order.end()) order.push_back(feed.folders);
    const auto rank = [&order](const OpmlFeed& feed) {
        return std::find(order.begin(), order.end(), feed.folders) - order.begin();
    };
    std::stable_sort(feeds.begin(), feeds.end(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });

    XmlWriter xml;
    xml.open("opml", {{"version", "2.0"}});
    xml.open("head");
    xml.element("title", list.title);
    xml.close();
    xml.open("body");
    std::vector<std::string> open;
    for (const auto& feed : feeds) {
        go_to(xml, open, feed.folders);
        write_feed(xml, feed);
    }
    go_to(xml, open, {});
    xml.close();
    xml.close();
    return xml.take();
}

}  // namespace broadsheet::feeds
