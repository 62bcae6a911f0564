#include "feeds/detect.hpp"

#include "feeds/ascii.hpp"
#include "feeds/html.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

struct Magic {
    std::string_view bytes;
    std::string_view kind;
};
constexpr Magic magics[] = {
    {"%PDF-", "a PDF file"},
    {"\x89PNG", "a PNG image"},
    {"GIF8", "a GIF image"},
    {"\xFF\xD8\xFF", "a JPEG image"},
    {"RIFF", "a media file"},
    {"PK\x03\x04", "a ZIP archive"},
    {"\x1F\x8B", "gzip data"},
    {"BZh", "bzip2 data"},
    {"\x28\xB5\x2F\xFD", "zstd data"},
    {"ID3", "an audio file"},
    {"OggS", "a media file"},
    {"\x7F"
     "ELF",
     "a program"},
};

constexpr std::array<std::string_view, 10> html_roots{"html", "head", "body", "meta",   "title",
                                                      "div",  "p",    "h1",   "script", "table"};

/// The name of the first element, in lower case; declarations, comments and text before it do not count.
std::string first_element(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('<', at + 1)) {
        if (text.substr(at).starts_with("<!--")) {
            at = text.find("-->", at);
            if (at == std::string_view::npos) return {};
            continue;
        }
        const char next = text[at + 1];
        if (!((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_')) continue;
        const auto end = std::min(text.find_first_of(" \t\r\n/>", at), text.size());
        return lower(text.substr(at + 1, std::min<std::size_t>(end - at - 1, 64)));
    }
    return {};
}

constexpr std::size_t longest_junk = 64UL * 1024;  // before a feed's root

/// Does a start tag of that name stand in the first part of a document?
bool opens_early(std::string_view text, std::string_view tag) {
    const auto head = text.substr(0, longest_junk);
    for (auto at = head.find(tag); at != std::string_view::npos; at = head.find(tag, at + 1)) {
        const auto end = at + tag.size();
        if (end < text.size() && (is_xml_blank(text[end]) || text[end] == '>')) return true;
    }
    return false;
}

bool may_have_feed_root(std::string_view text) {
    return opens_early(text, "<rss") || opens_early(text, "<feed") || opens_early(text, "<rdf:RDF");
}

std::string title_of_page(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        if (!equals_ignoring_case(text.substr(at, 6), "<title")) continue;
        const auto begin = text.find('>', at);
        if (begin == std::string_view::npos) return {};
        const auto end = text.find('<', begin);
        auto title = html_to_text(text.substr(begin + 1, std::min(end, text.size()) - begin - 1));
        std::replace(title.begin(), title.end(), '\n', ' ');
        if (title.size() > 100) {
            title.resize(utf8_prefix(title, 100).size());
            title += "…";
        }
        return title;
    }
    return {};
}

/// Scripts and the like: tags inside are somebody's text.
bool holds_text_only(std::string_view name) {
    constexpr std::array<std::string_view, 5> opaque{"script", "style", "textarea", "template", "xmp"};
    return std::any_of(opaque.begin(), opaque.end(),
                       [&](std::string_view known) { return equals_ignoring_case(known, name); });
}

bool is_inside_text(const XmlTree& tree, NodeId id) {
    for (id = tree.node(id).parent; id != 0; id = tree.node(id).parent)
        if (holds_text_only(tree.local_name(id))) return true;
    return false;
}

/// Has it what a feed has, and not only a name? Many vocabularies have a <feed>.
bool has_members_of_feed(const XmlTree& tree, NodeId root) {
    const auto word = tree.node(root).word;
    const bool is_atom = word == Word::feed_;
    const bool says_atom = is_atom && tree.find_attribute(root, "xmlns") != nullptr;
    for (auto id = tree.first_child(root); id != 0; id = tree.next(id)) {
        const auto& node = tree.node(id);
        if (node.kind != XmlKind::element) continue;
        if (node.word == Word::entry_ && is_atom) return true;
        if ((node.word == Word::id_ || node.word == Word::title_) && says_atom) return true;
        if (node.word == Word::item_ && !is_atom) return true;
        if (node.word == Word::channel_ && !is_atom && has_elements(tree, id)) return true;
    }
    return false;
}

bool is_root_of_feed(const XmlTree& tree, NodeId id) {
    const auto& node = tree.node(id);
    if (node.kind != XmlKind::element) return false;
    const bool is_named_so = node.word == Word::rss_ || (node.word == Word::feed_ && node.space == Space::core) ||
                             (node.word == Word::rdf_ && node.space == Space::rdf);
    return is_named_so && has_members_of_feed(tree, id) && !is_inside_text(tree, id);
}

}  // namespace

std::string_view binary_kind(std::string_view bytes) {
    for (const auto& magic : magics)
        if (bytes.starts_with(magic.bytes)) return magic.kind;
    return {};
}

bool looks_like_json(std::string_view text) {
    const auto start = trimmed(text.substr(0, 4096));
    return start.starts_with('{') || start.starts_with('[');
}

std::string other_kind(std::string_view text) {
    if (trimmed(text).empty()) return "an empty body";
    const auto name = first_element(text);
    if (name.empty()) {
        const auto start = std::string(trimmed(text.substr(0, 60)));
        const bool plain = std::all_of(start.begin(), start.end(), [](char c) { return c >= ' ' && c != '<'; });
        return plain ? "plain text that begins '" + excerpt(start) + "'" : "no XML document";
    }
    return may_have_feed_root(text) ? std::string() : page_kind(text);
}

std::string page_kind(std::string_view text) {
    const auto name = first_element(text);
    if (std::find(html_roots.begin(), html_roots.end(), name) == html_roots.end()) return {};
    const auto title = title_of_page(text);
    return title.empty() ? "an HTML page" : "an HTML page titled '" + title + "'";
}

FoundRoot find_root(const XmlTree& tree) {
    for (auto id = tree.first_child(0); id != 0; id = tree.next(id)) {
        const auto& node = tree.node(id);
        if (node.kind != XmlKind::element) continue;
        const bool core = node.space == Space::core || node.space == Space::rdf;
        if (!core && node.word != Word::rss_) continue;
        switch (node.word) {
            case Word::rss_: return {id, Format::rss};
            case Word::rdf_: return {id, Format::rdf};
            case Word::feed_:
            case Word::entry_: return {id, Format::atom};
            case Word::channel_: {
                const bool rdf = tree.root_namespace().find("rss1.1") != std::string_view::npos ||
                                 tree.root_namespace().find("purl.org/rss/1.0") != std::string_view::npos;
                if (rdf) return {id, Format::rdf};
                const bool cdf = tree.find_attribute(id, "href") != nullptr || tree.name(id) == "CHANNEL" ||
                                 tree.find_attribute(id, "lastmod") != nullptr;
                return {id, cdf ? Format::cdf : Format::rss};
            }
            default: break;
        }
    }
    return {};
}

NodeId find_buried_root(const XmlTree& tree) {
    for (NodeId id = 1; id < tree.size() && tree.node(id).begin < longest_junk; ++id)
        if (is_root_of_feed(tree, id)) return id;
    return 0;
}

std::string kind_of_tree(const XmlTree& tree) {
    for (auto id = tree.first_child(0); id != 0; id = tree.next(id)) {
        if (tree.node(id).kind != XmlKind::element) continue;
        switch (tree.node(id).word) {
            case Word::opml_: return "an OPML list";
            case Word::urlset_:
            case Word::sitemapindex_: return "a sitemap";
            case Word::redirect_: return "a redirection";
            default: break;
        }
        if (equals_ignoring_case(tree.local_name(id), "svg")) return "an SVG image";
        return "an XML document with the root <" + excerpt(tree.name(id)) + ">";
    }
    return "no XML document";
}

}  // namespace broadsheet::feeds
