#include "feeds/xml_text.hpp"

#include "feeds/ascii.hpp"
#include "feeds/entities.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::array<std::string_view, 15> void_elements{"area", "base",  "br",     "col",    "embed",
                                                         "hr",   "img",   "input",  "keygen", "link",
                                                         "meta", "param", "source", "track",  "wbr"};

bool is_void(std::string_view name) {
    return std::any_of(void_elements.begin(), void_elements.end(),
                       [&](std::string_view known) { return equals_ignoring_case(known, name); });
}

void append_escaped(std::string& out, std::string_view text) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '&' && c != '<' && c != '>' && c != '"') continue;
        out.append(text, begin, at - begin);
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;";
        begin = at + 1;
    }
    out.append(text, begin);
}

/// Appends `text` without the first `most` marks in it; how many there were. Sections cannot stand inside sections, but
/// some writers put them there, and the marks of the inner ones are no part of the text.
std::size_t append_without(std::string& out, std::string_view text, std::string_view mark, std::size_t most) {
    std::size_t count = 0;
    for (auto at = text.find(mark); at != std::string_view::npos && count < most; at = text.find(mark)) {
        out += text.substr(0, at);
        text.remove_prefix(at + mark.size());
        ++count;
    }
    out += text;
    return count;
}

bool is_within(const Reference& reference, char32_t first, char32_t last) {
    return reference.kind == ReferenceKind::number && reference.code >= first && reference.code <= last;
}

/// `high`, and the reference behind it, where a writer took the halves of a UTF-16 pair for two characters.
Reference joined_with_next(Reference high, std::string_view raw) {
    if (!is_within(high, 0xD800, 0xDBFF)) return high;
    const auto low = read_reference(raw.substr(high.length));
    if (!is_within(low, 0xDC00, 0xDFFF)) return high;
    high.code = 0x10000 + ((high.code - 0xD800) << 10U) + (low.code - 0xDC00);
    high.length += low.length;
    return high;
}

/// Writes a subtree down without recursion.
class MarkupWriter {
public:
    explicit MarkupWriter(const XmlTree& tree) : tree_(tree) {}

    std::string write(NodeId element) {
        NodeId id = tree_.first_child(element);
        while (id != 0) {
            open(id);
            if (const auto child = tree_.first_child(id); child != 0) {
                id = child;
                continue;
            }
            close(id);
            while (tree_.next(id) == 0) {
                id = tree_.node(id).parent;
                if (id == element) return std::move(out_);
                close(id);
            }
            id = tree_.next(id);
        }
        return std::move(out_);
    }

private:
    void open(NodeId id) {
        const auto& node = tree_.node(id);
        if (node.kind != XmlKind::element) {
            text(id);
            return;
        }
        out_.append("<").append(shown_name(id));
        const auto* attributes = tree_.attributes(id);
        for (std::size_t i = 0; i < node.attribute_count; ++i) attribute(attributes[i]);
        out_ += '>';
    }

    void close(NodeId id) {
        if (tree_.node(id).kind != XmlKind::element) return;
        const auto name = shown_name(id);
        if (is_void(name)) return;  // even where tags that were not closed put something inside
        out_.append("</").append(name).append(">");
    }

    void attribute(const XmlAttribute& attribute) {
        if (attribute.space == Space::xmlns || attribute.space == Space::xml) return;
        out_.append(" ").append(tree_.name(attribute)).append("=\"");
        scratch_.clear();
        append_decoded(scratch_, tree_.raw_value(attribute), tree_);
        append_escaped(out_, scratch_);
        out_ += '"';
    }

    void text(NodeId id) {
        const auto& node = tree_.node(id);
        const auto raw = tree_.raw_text(id);
        if (node.kind == XmlKind::cdata || !node.has_reference) {
            append_escaped(out_, raw);
            return;
        }
        scratch_.clear();
        append_decoded(scratch_, raw, tree_);
        append_escaped(out_, scratch_);
    }

    [[nodiscard]] std::string_view shown_name(NodeId id) const {
        switch (tree_.node(id).space) {
            case Space::core:
            case Space::xhtml:
            case Space::svg:
            case Space::mathml: return tree_.local_name(id);
            default: return tree_.name(id);
        }
    }

    const XmlTree& tree_;
    std::string out_;
    std::string scratch_;
};

}  // namespace

void append_decoded(std::string& out, std::string_view raw, const XmlTree& tree) {
    while (true) {
        const auto at = raw.find('&');
        out += raw.substr(0, at);
        if (at == std::string_view::npos) return;
        raw.remove_prefix(at);
        if (const auto own = own_entity(raw); own.length > 0) {
            out += own.character;
            raw.remove_prefix(own.length);
            continue;
        }
        const auto reference = joined_with_next(read_reference(raw), raw);
        const auto whole = raw.substr(0, std::max<std::size_t>(reference.length, 1));
        raw.remove_prefix(whole.size());
        if (reference.kind == ReferenceKind::none) {
            out += '&';
        } else if (reference.kind == ReferenceKind::number) {
            const bool scalar = reference.code <= 0x10FFFF && (reference.code < 0xD800 || reference.code > 0xDFFF);
            if (!scalar || is_xml_char(reference.code)) append_utf8(out, reference.code);
        } else if (const auto* value = tree.entity(reference.name)) {
            out += *value;
        } else if (const auto code = html_entity(reference.name); code != 0) {
            append_utf8(out, code);
        } else {
            out += whole;
        }
    }
}

std::string decoded_references(std::string_view raw) {
    static const XmlTree no_document;
    std::string out;
    append_decoded(out, raw, no_document);
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_xml_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_xml_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string exact_text_of(const XmlTree& tree, NodeId element) {
    std::string out;
    std::size_t inner_sections = 0;
    std::string scratch;
    for (auto id = tree.first_child(element); id != 0; id = tree.next(id)) {
        const auto& node = tree.node(id);
        if (node.kind == XmlKind::element) continue;
        auto raw = tree.raw_text(id);
        if (node.kind == XmlKind::cdata) {
            inner_sections += append_without(out, raw, "<![CDATA[", raw.size());
            continue;
        }
        if (inner_sections > 0) {
            scratch.clear();
            inner_sections -= append_without(scratch, raw, "]]>", inner_sections);
            raw = scratch;
        }
        if (node.has_reference)
            append_decoded(out, raw, tree);
        else
            out += raw;
    }
    return out;
}

std::string text_of(const XmlTree& tree, NodeId element) {
    auto text = exact_text_of(tree, element);
    const auto kept = trimmed(text);
    const auto begin = static_cast<std::size_t>(kept.data() - text.data());
    if (kept.empty()) return {};
    text.resize(begin + kept.size());
    text.erase(0, begin);
    return text;
}

bool has_elements(const XmlTree& tree, NodeId element) {
    for (auto id = tree.first_child(element); id != 0; id = tree.next(id))
        if (tree.node(id).kind == XmlKind::element) return true;
    return false;
}

std::string markup_of(const XmlTree& tree, NodeId element) {
    return MarkupWriter(tree).write(element);
}

std::string attribute_of(const XmlTree& tree, const XmlAttribute* attribute) {
    if (attribute == nullptr) return {};
    const auto raw = tree.raw_value(*attribute);
    if (!attribute->has_reference) return std::string(trimmed(raw));
    std::string out;
    append_decoded(out, raw, tree);
    return std::string(trimmed(out));
}

std::string attribute_of(const XmlTree& tree, NodeId element, std::string_view local) {
    return attribute_of(tree, tree.find_attribute(element, local));
}

}  // namespace broadsheet::feeds
