#pragma once
// The pass over a document that builds an XmlTree: a tokeniser that takes what it can get, and the rules by which
// elements that are open are closed. Seen by xml_tree.cpp's users through XmlTree::read only.

#include "feeds/xml_tree.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

class XmlReader {
public:
    /// `guess`: end elements that were left open where the next one shows that they should have been closed.
    XmlReader(XmlTree& tree, std::string_view text, std::size_t max_heap, bool guess);

    /// From `root` on, where an element begins.
    [[nodiscard]] Result<void> run(std::size_t root);
    /// A tag did not match: guessing would have helped.
    [[nodiscard]] bool broken() const { return broken_; }

private:
    struct Open {
        NodeId id;
        NodeId last_child;
        std::uint32_t declarations;  ///< how many namespace declarations held outside it
    };
    struct Declaration {
        std::string_view prefix;
        Space space;
    };

    // xml_reader.cpp, xml_tags.cpp: tokens
    void read_text(std::size_t end);
    void read_markup();
    void read_comment();
    void read_cdata();
    [[nodiscard]] std::size_t end_of_open_element(std::size_t from) const;
    void read_doctype();
    void read_entity_declaration(std::string_view declaration);
    void read_instruction();
    void read_end_tag();
    void read_start_tag();
    [[nodiscard]] bool read_attribute(std::uint32_t first);
    [[nodiscard]] bool read_value(XmlAttribute& attribute);
    void end_document();
    [[nodiscard]] std::string why_unknown(std::string_view entity) const;
    void check_references(std::string_view text, std::size_t offset);

    // xml_structure.cpp: elements
    void open_element(std::size_t name_begin, std::size_t name_end, std::uint32_t first_attribute, bool is_empty);
    void close_element(std::string_view name, std::size_t offset);
    void close_top();
    void make_way_for(const XmlNode& element);
    void end_left_open(std::size_t depth, std::size_t offset);
    void declare_namespaces(XmlNode& element);
    [[nodiscard]] bool is_feed_or_entry(const XmlNode& element) const;
    void resolve_names(XmlNode& element);
    void note_root(const XmlNode& root);
    [[nodiscard]] Space resolve(std::string_view prefix, std::size_t offset);
    NodeId append(XmlNode node);

    void fault(std::size_t offset, std::string what);
    /// Only the first faults are told; the others are counted.
    [[nodiscard]] bool wants_fault() const { return tree_.faults_.size() < max_faults; }
    void give_up(std::string what);
    /// Where `needle` stands next, from `from` on; looks for what is not there only once.
    [[nodiscard]] std::size_t find(char needle, std::size_t from);
    [[nodiscard]] bool at_end() const { return position_ >= text_.size(); }
    [[nodiscard]] std::string_view rest() const { return text_.substr(position_); }
    [[nodiscard]] std::string_view slice(std::size_t begin, std::size_t end) const {
        return text_.substr(begin, end - begin);
    }

    static constexpr std::size_t max_faults = 10;

    XmlTree& tree_;
    std::string_view text_;
    std::size_t max_heap_;
    std::size_t position_ = 0;
    std::vector<Open> open_;
    std::vector<Declaration> declarations_;
    std::vector<std::string_view> unread_entities_;  ///< that the document declares
    Space default_space_ = Space::core;
    bool saw_root_ = false;
    bool saw_doctype_ = false;
    bool guessing_;
    bool broken_ = false;
    bool truncated_ = false;          ///< the document ends inside a token
    bool no_section_ends_ = false;    ///< there is no "]]>" further on
    std::array<bool, 128> absent_{};  ///< characters of which there is none further on
    std::optional<Error> error_;
};

}  // namespace broadsheet::feeds
