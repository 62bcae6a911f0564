#include "feeds/opml.hpp"
#include "feeds/xml_writer.hpp"

#include <algorithm>
#include <cstddef>

namespace broadsheet::feeds {
namespace {

/// What a folder holds, in the order of the list.
struct Folder {
    std::string title;
    std::vector<const OpmlFeed*> feeds;
    std::vector<Folder> folders;
};

Folder& folder_in(Folder& parent, const std::string& title) {
    const auto known = std::find_if(parent.folders.begin(), parent.folders.end(),
                                    [&](const Folder& folder) { return folder.title == title; });
    if (known != parent.folders.end()) return *known;
    return parent.folders.emplace_back(Folder{title, {}, {}});
}

void write(XmlWriter& writer, const OpmlFeed& feed) {
    const std::string& title = feed.title.empty() ? feed.feed_url : feed.title;
    writer.empty("outline", {{"type", "rss"},
                             {"text", title},
                             {"title", title},
                             {"xmlUrl", feed.feed_url},
                             {"htmlUrl", feed.home_page_url},
                             {"description", feed.description},
                             {"language", feed.language}});
}

void write(XmlWriter& writer, const Folder& folder) {
    for (const auto& inner : folder.folders) {
        writer.open("outline", {{"text", inner.title}, {"title", inner.title}});
        write(writer, inner);
        writer.close();
    }
    for (const auto* feed : folder.feeds) write(writer, *feed);
}

}  // namespace

std::string render_opml(const OpmlList& list) {
    Folder root;
    for (const auto& feed : list.feeds) {
        Folder* folder = &root;
        for (const auto& title : feed.folders) folder = &folder_in(*folder, title);
        folder->feeds.push_back(&feed);
    }
    XmlWriter writer;
    writer.open("opml", {{"version", "2.0"}});
    writer.open("head");
    writer.element("title", list.title);
    writer.close();
    writer.open("body");
    write(writer, root);
    writer.close();
    writer.close();
    return writer.take();
}

}  // namespace broadsheet::feeds
