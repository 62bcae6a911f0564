#pragma once
// A publisher whose documents are polled, bytes and all, into a real store, and the section that readers get of them.

#include "tests/daemon/polling_fixture.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace broadsheet::tests {

/// An item as its publisher writes it; what is empty is not said at all.
struct Item {
    std::string title;
    std::string link;
    std::string guid;
    std::string date;      ///< pubDate, in whatever form
    std::string text;      ///< description
    std::string updated;   ///< of Atom
    std::string origin{};  ///< feedburner:origLink
};

/// Five articles, by number; of the morning that the clock begins with.
inline std::vector<Item> five(const std::function<void(Item&, const std::string&)>& change = {}) {
    const std::vector<std::string> titles{"Harbour bridge shut after storm", "Senate votes on budget",
                                          "Volcano wakes under glacier", "Rail strike ends",
                                          "Cup final goes to penalties"};
    std::vector<Item> items;
    for (std::size_t i = 0; i < titles.size(); ++i) {
        const auto number = std::to_string(i + 1);
        const auto address = "https://paper.example/news/" + number;
        Item item{titles[i], address, address, "Tue, 24 Nov 2026 0" + std::to_string(7 - i) + ":10:00 GMT", {}, {}};
        if (change) change(item, number);
        items.push_back(std::move(item));
    }
    return items;
}

class Publisher : public Polling {
protected:
    static constexpr const char* home = "https://paper.example/feed";
    static constexpr const char* other = "https://rival.example/feed";

    Publisher() {
        config_.sections.emplace_back().id = "world";
        for (const auto* url : {home, other}) add_feed(url).sections = {"world"};
        client_.on_any([this](const Asked& asked) -> Result<http::FetchResponse> {
            return answer(200, asked.url, documents_[asked.url]);
        });
    }

    /// What a feed says from now on, newest first; the poll that follows.
    store::IngestReport says(const std::vector<Item>& items, const std::string& feed = home) {
        std::string document =
            "<rss version=\"2.0\" xmlns:a10=\"http://www.w3.org/2005/Atom\""
            " xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\"><channel><title>" +
            feed + "</title><link>https://paper.example/</link>";
        for (const auto& item : items)
            document += "<item>" + element("title", item.title) + element("link", item.link) +
                        element("guid isPermaLink=\"false\"", item.guid) + element("pubDate", item.date) +
                        element("description", item.text) + element("a10:updated", item.updated) +
                        element("feedburner:origLink", item.origin) + "</item>";
        documents_[feed] = document + "</channel></rss>";
        return refresh(feed).report;
    }

    void wait(std::chrono::milliseconds time) { clock_.advance(time); }

    std::vector<store::ArticleRecord> section() {
        return store_.reader().page(store::ArticleQuery("world", 1000, 1)).value().articles;
    }
    std::vector<std::string> titles() {
        std::vector<std::string> titles;
        for (const auto& record : section()) titles.push_back(record.article.title);
        return titles;
    }
    /// Raised by all that readers see change.
    std::uint64_t version() { return store_.reader().page(store::ArticleQuery("world", 1, 1)).value().section.version; }

private:
    /// The name may bring attributes.
    static std::string element(const std::string& name, const std::string& text) {
        if (text.empty()) return {};
        std::string escaped;
        for (const char c : text) escaped += c == '&' ? "&amp;" : std::string(1, c);
        return "<" + name + ">" + escaped + "</" + name.substr(0, name.find(' ')) + ">";
    }

    std::map<std::string, std::string> documents_;
};

}  // namespace broadsheet::tests
