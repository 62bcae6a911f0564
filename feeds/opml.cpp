#include "feeds/opml.hpp"

#include "feeds/ascii.hpp"
#include "feeds/counted.hpp"
#include "feeds/detect.hpp"
#include "feeds/encoding.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_text.hpp"
#include "feeds/xml_tree.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {
namespace {

constexpr std::size_t max_outlines = 1'000'000;
constexpr std::size_t max_warnings = 100;
constexpr std::size_t max_folders = 32;
constexpr std::size_t max_heap = 512UL << 20U;

/// A folder that is open while the tree is walked.
struct Folder {
    NodeId id;
    std::string title;
};

std::string flat(std::string_view text) {
    std::string result;
    for (const char c : trimmed(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank) {
            result += c;
        } else if (!result.ends_with(' ')) {
            result += ' ';
        }
    }
    return result;
}

std::string title_of(const XmlTree& tree, NodeId outline) {
    std::string title = flat(attribute_of(tree, outline, "text"));
    return title.empty() ? flat(attribute_of(tree, outline, "title")) : title;
}

/// "feed://host/…" and "feed:https://…", as old readers wrote them.
std::string without_feed_scheme(std::string url) {
    constexpr std::string_view scheme = "feed:";
    if (url.size() < scheme.size() || !equals_ignoring_case(std::string_view(url).substr(0, scheme.size()), scheme))
        return url;
    url.erase(0, scheme.size());
    return url.starts_with("//") ? "http:" + url : url;
}

/// For a warning: without the password that may stand in it.
std::string without_user(std::string url) {
    const auto begin = url.find("//");
    const auto end = begin == std::string::npos ? begin : url.find('@', begin);
    if (end != std::string::npos && end < url.find('/', begin + 2)) url.erase(begin + 2, end - begin - 1);
    return url;
}

class OpmlReader {
public:
    explicit OpmlReader(const XmlTree& tree) : tree_(tree) {}

    Result<OpmlList> read() {
        for (NodeId id = tree_.first_child(0); id != 0; id = following(id)) {
            if (tree_.node(id).kind != XmlKind::element) continue;
            const auto name = tree_.local_name(id);
            if (equals_ignoring_case(name, "opml")) is_opml_ = true;
            if (equals_ignoring_case(name, "title") && list_.title.empty() && count_ == 0)
                list_.title = flat(text_of(tree_, id));
            if (!equals_ignoring_case(name, "outline")) continue;
            if (++count_ > max_outlines) return fail(ErrorCode::too_large, "the list has more than 1,000,000 outlines");
            read_outline(id);
        }
        if (!is_opml_ && count_ == 0)
            return fail(ErrorCode::invalid, "this is no OPML list but " + kind_of_tree(tree_));
        for (const auto& fault : tree_.warnings()) list_.warnings.push_back(fault);
        if (warnings_left_out_ > 0)
            list_.warnings.push_back("and " + counted(warnings_left_out_, "more outline was", "more outlines were") +
                                     " skipped");
        return std::move(list_);
    }

private:
    /// The next node in document order; closes the folders that it leaves.
    NodeId following(NodeId id) {
        if (const NodeId child = tree_.first_child(id); child != 0) return child;
        for (; id != 0; id = tree_.node(id).parent) {
            if (!folders_.empty() && folders_.back().id == id) folders_.pop_back();
            if (const NodeId sibling = tree_.next(id); sibling != 0) return sibling;
        }
        return 0;
    }

    void read_outline(NodeId id) {
        const std::string raw = attribute_of(tree_, id, "xmlUrl");
        std::string title = title_of(tree_, id);
        const std::string type = attribute_of(tree_, id, "type");
        if (!raw.empty()) return read_feed(id, raw, std::move(title));
        if (holds_outlines(id)) {
            if (!title.empty()) folders_.push_back({id, std::move(title)});
        } else if (equals_ignoring_case(type, "include")) {
            skip(title, "it includes another list; import that one by itself");
        } else if (equals_ignoring_case(type, "link")) {
            skip(title, "it is a link and no feed");
        } else if (equals_ignoring_case(type, "rss") || equals_ignoring_case(type, "atom")) {
            skip(title, "it has no xmlUrl");
        }
    }

    [[nodiscard]] bool holds_outlines(NodeId id) const {
        NodeId child = tree_.first_child(id);
        while (child != 0 && tree_.node(child).kind != XmlKind::element) child = tree_.next(child);
        return child != 0;
    }

    void read_feed(NodeId id, const std::string& raw, std::string title) {
        OpmlFeed feed;
        const std::string url = without_feed_scheme(raw);
        feed.feed_url = is_web_url(url) ? url : resolve_url(url, "").value_or("");
        if (!is_web_url(feed.feed_url))
            return skip(title, "\"" + without_user(raw) + "\" is no http or https address without a password");
        feed.title = std::move(title);
        feed.home_page_url = attribute_of(tree_, id, "htmlUrl");
        if (!is_web_url(feed.home_page_url)) feed.home_page_url.clear();
        feed.description = flat(attribute_of(tree_, id, "description"));
        feed.language = attribute_of(tree_, id, "language");
        const std::size_t depth = std::min(folders_.size(), max_folders);
        for (std::size_t i = 0; i < depth; ++i) feed.folders.push_back(folders_[i].title);
        list_.feeds.push_back(std::move(feed));
    }

    void skip(std::string_view title, std::string_view why) {
        if (list_.warnings.size() >= max_warnings) {
            ++warnings_left_out_;
            return;
        }
        list_.warnings.push_back("skipped \"" + std::string(title) + "\": " + std::string(why));
    }

    const XmlTree& tree_;
    OpmlList list_;
    std::vector<Folder> folders_;
    std::size_t count_ = 0;
    std::size_t warnings_left_out_ = 0;
    bool is_opml_ = false;
};

}  // namespace

Result<OpmlList> read_opml(std::string_view bytes) {
    if (const auto kind = binary_kind(bytes); !kind.empty())
        return fail(ErrorCode::invalid, "this is no OPML list but " + std::string(kind));
    std::string storage;
    const DecodedText decoded = decode_text(bytes, "", storage);
    if (const std::string kind = other_kind(decoded.text); !kind.empty())
        return fail(ErrorCode::invalid, "this is no OPML list but " + kind);
    XmlTree tree;
    if (const auto read = tree.read(decoded.text, max_heap); !read) return read.error();
    return OpmlReader(tree).read();
}

}  // namespace broadsheet::feeds
