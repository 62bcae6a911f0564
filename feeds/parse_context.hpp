#pragma once
// What the adapters of the XML formats share: the tree, bases and languages that hold at an element, and the shapes
// that recur in every vocabulary (text constructs, persons, links, categories). Lives for one document.

#include "feeds/parse.hpp"
#include "feeds/xml_text.hpp"
#include "feeds/xml_tree.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace broadsheet::feeds {

class ParseContext {
public:
    /// `document_base`: where relative references of the document start from; may be empty.
    ParseContext(const XmlTree& tree, std::string_view document_base, std::size_t max_entries, ParsedFeed& feed);

    [[nodiscard]] const XmlTree& tree() const { return tree_; }
    [[nodiscard]] ParsedFeed& feed() { return feed_; }
    [[nodiscard]] bool is_atom() const { return is_atom_; }
    void set_atom(bool is_atom) { is_atom_ = is_atom; }

    /// The nearest xml:base, resolved against those above it.
    [[nodiscard]] BaseId base_of(NodeId element);
    /// The nearest xml:lang from `element` up to, and without, `limit`.
    [[nodiscard]] std::string language_of(NodeId element, NodeId limit = 0) const;

    [[nodiscard]] std::string text(NodeId element) const { return text_of(tree_, element); }
    [[nodiscard]] std::string attribute(NodeId element, std::string_view name) const {
        return attribute_of(tree_, element, name);
    }
    [[nodiscard]] ParsedUrl url_text(NodeId element);
    [[nodiscard]] ParsedUrl url_attribute(NodeId element, std::string_view name);
    [[nodiscard]] ParsedUrl url_resource(NodeId element);  ///< rdf:resource

    /// Text, HTML or inline markup by the element's type and mode, else `otherwise`.
    [[nodiscard]] ParsedText construct(NodeId element, TextKind otherwise);
    [[nodiscard]] ParsedPerson person(NodeId element);
    /// False when there is no address in it.
    [[nodiscard]] bool link(NodeId element, ParsedLink& link);
    void category(NodeId element, std::vector<Category>& categories);
    void source(NodeId element, ParsedEntry& entry);

    /// A new entry, or nullptr when there are too many.
    [[nodiscard]] ParsedEntry* new_entry();

    /// Calls `visit(child)` for each element inside.
    template <class Visit>
    void for_each_child(NodeId element, Visit visit) const {
        for (auto id = tree_.first_child(element); id != 0; id = tree_.next(id))
            if (tree_.node(id).kind == XmlKind::element) visit(id);
    }

private:
    const XmlTree& tree_;
    ParsedFeed& feed_;
    std::size_t max_entries_;
    bool is_atom_ = false;
    std::unordered_map<NodeId, BaseId> known_bases_;
};

/// Keeps the member that is nearer to what the slot means; of equal texts the first, of equal dates the last.
void keep(ParsedText& slot, ParsedText value, std::uint8_t rank);
void keep(ParsedDate& slot, std::string value, std::uint8_t rank);

/// "name (mail)", "mail (name)", "name <mail>", a mail address or a name.
[[nodiscard]] ParsedPerson parse_person(std::string_view text);

/// A relation without the registry's address in front (RFC 4287 §4.2.7.2).
[[nodiscard]] std::string relation(std::string rel);

// What a document may have many of, each up to a number that no honest one reaches; what says nothing is not added.
void add_category(std::vector<Category>& categories, Category category);
/// Each of the terms that any of the separators divide.
void add_listed(std::vector<Category>& categories, std::string_view list, std::string_view separators,
                std::string_view scheme);
void add_person(std::vector<ParsedPerson>& persons, ParsedPerson person);
void add_link(std::vector<ParsedLink>& links, ParsedLink link);
void add_hub(ParsedFeed& feed, std::string type, ParsedUrl href);

// One vocabulary each, every one in a file of its name. True: the element was the module's, and is dealt with.
bool read_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry);
bool read_feed_member(ParseContext& context, NodeId element);

void read_core_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry);
void read_core_feed_member(ParseContext& context, NodeId element);
void read_dc_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry);
void read_dc_feed_member(ParseContext& context, NodeId element);
void read_itunes_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry);
void read_itunes_feed_member(ParseContext& context, NodeId element);
void read_media_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry);
void read_geo_member(ParseContext& context, NodeId element, ParsedEntry& entry);
void read_syndication_member(ParseContext& context, NodeId element);

// The formats, each by its root element.
void parse_rss(ParseContext& context, NodeId root);
void parse_rdf(ParseContext& context, NodeId root);
void parse_atom(ParseContext& context, NodeId root);
void parse_cdf(ParseContext& context, NodeId root);

}  // namespace broadsheet::feeds
