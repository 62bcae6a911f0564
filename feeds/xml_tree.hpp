#pragma once
// A tree of an XML document that need not be well-formed, made for feeds: namespaces resolved, names known by word,
// nothing copied, a fixed cost per element, and no recursion anywhere. Text stays as written until somebody asks.
// Why not a library's tree: none keeps going where a feed is broken, says on which line, or tells a reference that was
// never declared from one that was escaped. Not shared between threads.

#include "feeds/result.hpp"
#include "feeds/xml_names.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

enum class XmlKind : std::uint8_t { document, element, text, cdata };

/// By index into the tree; 0 is the document itself and, as a child or sibling, "none".
using NodeId = std::uint32_t;

struct XmlNode {
    XmlKind kind = XmlKind::element;
    Space space = Space::other;
    Word word = Word::none;
    bool has_reference = false;  ///< text: an ampersand is in it
    std::uint16_t attribute_count = 0;
    std::uint32_t begin = 0, end = 0;  ///< text: where it stands; element: its name as written
    std::uint16_t prefix_size = 0;     ///< of that name, colon included
    std::uint32_t first_attribute = 0;
    NodeId parent = 0, first_child = 0, next = 0;
};

struct XmlAttribute {
    std::uint32_t name_begin = 0, name_end = 0;  ///< local name
    std::uint32_t value_begin = 0, value_end = 0;
    Space space = Space::core;  ///< without a prefix: core
    Word word = Word::none;
    bool has_reference = false;
};

/// What was wrong with a document, and where.
struct XmlFault {
    std::uint32_t offset = 0;
    std::string what;
};

class XmlTree {
public:
    /// Reads a document that is valid UTF-8 and outlives the tree; the tree before is forgotten, its memory reused.
    /// `root`: where the element begins that the document is taken to start with; what is before it is passed over.
    /// Errors: too_large (more than `max_heap` bytes of tree, nesting or attributes beyond reason).
    [[nodiscard]] Result<void> read(std::string_view text, std::size_t max_heap, std::size_t root = 0);

    /// Forgets the document; keeps its memory for the next one unless it is more than an ordinary feed needs.
    void clear();

    /// One more than the last node's number; nodes are numbered in the order of the document.
    [[nodiscard]] NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
    [[nodiscard]] const XmlNode& node(NodeId id) const { return nodes_[id]; }
    [[nodiscard]] NodeId first_child(NodeId id) const { return nodes_[id].first_child; }
    [[nodiscard]] NodeId next(NodeId id) const { return nodes_[id].next; }

    /// The name as written, prefix and all; without it.
    [[nodiscard]] std::string_view name(NodeId id) const;
    [[nodiscard]] std::string_view local_name(NodeId id) const;
    /// The URI of the element's namespace as the document spells it.
    [[nodiscard]] std::string_view root_namespace() const { return root_namespace_; }

    /// The attribute as written, references not decoded; empty when there is none.
    [[nodiscard]] const XmlAttribute* find_attribute(NodeId id, Space space, Word word) const;
    [[nodiscard]] const XmlAttribute* find_attribute(NodeId id, std::string_view local) const;
    [[nodiscard]] std::string_view name(const XmlAttribute& attribute) const;
    [[nodiscard]] std::string_view raw_value(const XmlAttribute& attribute) const;
    [[nodiscard]] const XmlAttribute* attributes(NodeId id) const {
        return attributes_.data() + nodes_[id].first_attribute;
    }

    [[nodiscard]] std::string_view raw_text(NodeId id) const;
    /// An internal entity that the document declares; nullptr when it does not.
    [[nodiscard]] const std::string* entity(std::string_view name) const;

    [[nodiscard]] bool uses_xml_base() const { return uses_xml_base_; }
    [[nodiscard]] bool uses_xml_lang() const { return uses_xml_lang_; }

    /// Does it end inside an element?
    [[nodiscard]] bool is_cut_short() const { return cut_short_; }
    [[nodiscard]] bool well_formed() const { return fault_count_ == 0; }
    /// The first faults as sentences with their lines, and how many more there are.
    [[nodiscard]] std::vector<std::string> warnings() const;

private:
    friend class XmlReader;

    std::string_view text_;
    std::vector<XmlNode> nodes_;
    std::vector<XmlAttribute> attributes_;
    std::vector<std::pair<std::string, std::string>> entities_;
    std::string_view root_namespace_;
    std::vector<XmlFault> faults_;
    std::size_t fault_count_ = 0;
    bool uses_xml_base_ = false;
    bool uses_xml_lang_ = false;
    bool cut_short_ = false;
};

}  // namespace broadsheet::feeds
