#pragma once
// Text and markup out of an XmlTree, references decoded. Pure; any thread.

#include "feeds/xml_tree.hpp"

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// `raw` with its references decoded: numbers, entities of XML, of the document and of HTML. What is none stays.
void append_decoded(std::string& out, std::string_view raw, const XmlTree& tree);

/// The same without a document: entities of XML and HTML only.
[[nodiscard]] std::string decoded_references(std::string_view raw);

/// The character data directly inside an element, joined; blanks at the ends cut off.
[[nodiscard]] std::string text_of(const XmlTree& tree, NodeId element);

/// The same, letter for letter.
[[nodiscard]] std::string exact_text_of(const XmlTree& tree, NodeId element);

[[nodiscard]] bool has_elements(const XmlTree& tree, NodeId element);

/// All that is inside an element, written as HTML: prefixes of XHTML, SVG and MathML dropped, void elements left open.
/// Not yet safe: sanitise it.
[[nodiscard]] std::string markup_of(const XmlTree& tree, NodeId element);

/// Empty when there is none. Blanks at the ends are cut off.
[[nodiscard]] std::string attribute_of(const XmlTree& tree, NodeId element, std::string_view local);
[[nodiscard]] std::string attribute_of(const XmlTree& tree, const XmlAttribute* attribute);

[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace broadsheet::feeds
