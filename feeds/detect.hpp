#pragma once
// What a document is, by its first bytes and its root element. Pure; any thread.

#include "feeds/xml_tree.hpp"

#include <string>
#include <string_view>

namespace broadsheet::feeds {

enum class Format { none, rss, rdf, atom, cdf };

/// What bytes that cannot be a text document are ("a PDF file"); empty when they may be one.
[[nodiscard]] std::string_view binary_kind(std::string_view bytes);

/// What a text that is certainly no feed is ("an HTML page titled 'Sign in'", "an empty body"); empty when it may be
/// one. JSON is left to its own reader.
[[nodiscard]] std::string other_kind(std::string_view text);

/// Which page of HTML a text is by its first element ("an HTML page titled 'Sign in'"); empty when it is none.
[[nodiscard]] std::string page_kind(std::string_view text);

[[nodiscard]] bool looks_like_json(std::string_view text);

struct FoundRoot {
    NodeId id = 0;
    Format format = Format::none;
};
/// The first element of the document that is the root of a feed; it may stand behind junk.
[[nodiscard]] FoundRoot find_root(const XmlTree& tree);

/// The root of a feed inside elements that are none of its own: tags left open by what a server wrote before it, a page
/// or an envelope around it. An element that only has the name of one is none. 0: there is none near the beginning.
[[nodiscard]] NodeId find_buried_root(const XmlTree& tree);

/// What a document without such a root is instead.
[[nodiscard]] std::string kind_of_tree(const XmlTree& tree);

}  // namespace broadsheet::feeds
