#include "feeds/discover.hpp"

#include "feeds/ascii.hpp"
#include "feeds/encoding.hpp"
#include "feeds/html_tree.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_names.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t most_feeds = 50;

// What counts as a feed where a page says so; the rest of <link rel="alternate"> are languages, print views and the
// like.
constexpr std::array<std::string_view, 7> feed_types{"application/rss+xml",
                                                     "application/atom+xml",
                                                     "application/feed+json",
                                                     "application/rdf+xml",
                                                     "application/json",
                                                     "application/xml",
                                                     "text/xml"};

std::string_view attribute(const GumboNode& node, const char* name) {
    const auto* found = gumbo_get_attribute(&node.v.element.attributes, name);
    return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool has_word(std::string_view list, std::string_view word) {
    auto words = " " + lower(list) + " ";
    std::replace_if(
        words.begin(), words.end(), [](char c) { return is_xml_blank(c) || c == '\f'; }, ' ');
    return words.find(" " + std::string(word) + " ") != std::string::npos;
}

std::string media_type(std::string_view type) {
    auto essence = lower(type.substr(0, type.find(';')));
    std::erase(essence, ' ');
    return essence;
}

bool is_feed_type(std::string_view type) {
    return std::find(feed_types.begin(), feed_types.end(), type) != feed_types.end();
}

/// An address that a feed is likely to have: "/feed", "rss.xml", "/index.atom", "feeds.example.org/x", "/?feed=rss2"
/// and so on.
bool looks_like_feed(std::string_view url) {
    const auto address = lower(url.substr(0, url.find('#')));
    const auto query = std::min(address.find('?'), address.size());
    const auto path = std::string_view(address).substr(0, query);
    constexpr std::array<std::string_view, 11> endings{"/feed", "/feed/",     "/rss",      "/rss/",
                                                       "/atom", "/feed.xml",  "/rss.xml",  ".rss",
                                                       ".atom", "/feed.json", "/index.xml"};
    if (std::any_of(endings.begin(), endings.end(), [path](auto ending) { return path.ends_with(ending); }))
        return true;
    const auto asked = std::string_view(address).substr(query);
    if (asked.find("?feed=") != std::string_view::npos || asked.find("&feed=") != std::string_view::npos) return true;
    const auto host = host_of(path);
    if (!host.starts_with("feeds.") && !host.starts_with("feed.")) return false;
    const auto root = path.find('/', path.find("//") + 2);
    return root != std::string_view::npos && root + 1 < path.size();
}

/// Every page of WordPress names its own interface as what it is in JSON.
bool is_interface(std::string_view url) {
    return url.find("/wp-json/") != std::string_view::npos || url.ends_with("/wp-json");
}

/// What readers write below articles: "/comments/feed/", "/feeds/comments/default", "/comments.xml".
bool is_of_comments(const OfferedFeed& feed) {
    const auto address = lower(feed.url);
    constexpr std::string_view segment = "/comments";
    const auto at = address.find(segment);
    if (at == std::string::npos) return false;
    const auto end = at + segment.size();
    return end == address.size() || std::string_view("/.?").find(address[end]) != std::string_view::npos;
}

std::string without_fragment(std::string_view url) {
    return std::string(url.substr(0, url.find('#')));
}

class Search {
public:
    explicit Search(std::string_view url) : page_(without_fragment(url)), base_(url) {}

    /// To be called for all of a page first: what its links are relative to may stand behind them.
    void find_base(const GumboNode& node) {
        if (based_ || element_name(node) != "base") return;
        const auto href = attribute(node, "href");
        if (href.empty()) return;
        based_ = true;
        if (auto base = resolve_url(href, base_); base && is_web_url(*base)) base_ = *base;
    }

    void visit(const GumboNode& node) {
        const auto name = element_name(node);
        if (name != "link" && name != "a") return;
        if (is_link_to_feed(node)) {
            const auto type = media_type(attribute(node, "type"));
            add(type == "application/json" ? json_ : links_, node, type);
        } else if (name == "a" && looks_like_feed(attribute(node, "href"))) {
            add(anchors_, node, {});
        }
    }

    std::vector<OfferedFeed> take_links() { return articles_first(std::move(links_)); }

    /// The kind that is most likely what was meant; JSON may be a feed, and is something else more often.
    std::vector<OfferedFeed> take() {
        if (!links_.empty()) return take_links();
        return articles_first(std::move(anchors_.empty() ? json_ : anchors_));
    }

private:
    static std::vector<OfferedFeed> articles_first(std::vector<OfferedFeed> feeds) {
        std::stable_partition(feeds.begin(), feeds.end(),
                              [](const OfferedFeed& feed) { return !is_of_comments(feed); });
        return feeds;
    }

    static bool is_link_to_feed(const GumboNode& node) {
        const auto rel = attribute(node, "rel");
        const auto type = media_type(attribute(node, "type"));
        if (is_feed_type(type))
            return has_word(rel, "feed") || (has_word(rel, "alternate") && !has_word(rel, "stylesheet"));
        return type.empty() && has_word(rel, "feed");
    }

    void add(std::vector<OfferedFeed>& list, const GumboNode& node, std::string type) {
        const auto href = attribute(node, "href");
        const auto resolved = resolve_url(href, base_);
        if (href.empty() || !resolved || !is_web_url(*resolved) || list.size() >= most_feeds) return;
        if (is_interface(*resolved)) return;
        auto url = without_fragment(*resolved);
        const auto known = [&url](const OfferedFeed& other) { return other.url == url; };
        if (url == page_ || std::any_of(list.begin(), list.end(), known)) return;
        list.push_back({std::move(url), std::string(attribute(node, "title")), std::move(type)});
    }

    std::string page_;
    std::string base_;
    bool based_ = false;
    std::vector<OfferedFeed> links_;
    std::vector<OfferedFeed> json_;  // of links too
    std::vector<OfferedFeed> anchors_;
};

/// The charset that a page names itself, near its beginning (HTML §13.2.3.2); empty: none.
std::string named_charset(std::string_view html) {
    const auto beginning = lower(html.substr(0, 1024));
    for (auto meta = beginning.find("<meta"); meta != std::string::npos; meta = beginning.find("<meta", meta + 1)) {
        const auto tag = std::string_view(beginning).substr(meta, beginning.find('>', meta) - meta);
        const auto label = tag.find("charset");
        const auto begin = label == std::string_view::npos ? label : tag.find_first_not_of(" \t\r\n='\"", label + 7);
        if (begin == std::string_view::npos) continue;
        return std::string(tag.substr(begin, tag.find_first_of(" \t\r\n'\";/", begin) - begin));
    }
    return {};
}

void search(Search& search, std::string_view html) {
    const HtmlTree tree(html);
    if (tree.body() == nullptr) return;
    const auto each_element = [&tree](const auto& visit) {
        walk(
            tree.body(),
            [&visit](const GumboNode& node) {
                if (is_element(node)) visit(node);
                return is_element(node);
            },
            [](const GumboNode&) {});
    };
    each_element([&search](const GumboNode& node) { search.find_base(node); });
    each_element([&search](const GumboNode& node) { search.visit(node); });
}

}  // namespace

std::vector<OfferedFeed> offered_feeds(std::string_view html, std::string_view content_type, std::string_view url) {
    std::string storage;
    const bool is_labelled = lower(content_type).find("charset") != std::string::npos;
    const auto charset = is_labelled ? std::string() : named_charset(html);
    const auto label = charset.empty() ? std::string(content_type) : "text/html; charset=" + charset;
    const auto text = decode_text(html, label, storage).text;
    Search head(url);
    // A page may be too large or too tangled to be read as a whole; what it offers stands at its beginning.
    constexpr std::string_view tag = "<body";
    const auto body =
        std::search(text.begin(), text.end(), tag.begin(), tag.end(), [](char a, char b) { return lower(a) == b; });
    search(head, text.substr(0, static_cast<std::size_t>(body - text.begin())));
    auto feeds = head.take_links();
    if (!feeds.empty()) return feeds;
    Search whole(url);
    search(whole, text);
    return whole.take();
}

std::vector<std::string> usual_feed_addresses(std::string_view url) {
    constexpr std::array<std::string_view, 6> places{"feed",     "rss.xml",   "atom.xml",
                                                     "feed.xml", "index.xml", "feed.json"};
    std::vector<std::string> addresses;
    for (const auto& base : {std::string(url), origin_of(url) + "/"}) {
        for (const auto place : places) {
            auto address = resolve_url(place, base.ends_with('/') ? base : base + "/");
            if (address && std::find(addresses.begin(), addresses.end(), *address) == addresses.end())
                addresses.push_back(std::move(*address));
        }
    }
    return addresses;
}

}  // namespace broadsheet::feeds
