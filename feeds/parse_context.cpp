#include "feeds/parse_context.hpp"

#include "feeds/ascii.hpp"
#include "feeds/base64.hpp"
#include "feeds/url.hpp"
#include "feeds/utf8.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_base = 2048;
constexpr std::size_t most_bases = 16 * 1024;

bool is_inline_type(std::string_view type) {
    return type == "xhtml" || type.ends_with("+xml") || type.ends_with("/xml") || type.ends_with("/xhtml");
}

/// Nothing of what is no text.
std::string text_of_bytes(std::string bytes, std::string_view type) {
    const bool is_text = type.find('/') == std::string_view::npos || type.starts_with("text/") || is_inline_type(type);
    const bool may_be_text = is_text || (type.starts_with("application/") && is_utf8(bytes));
    return may_be_text ? scrub_utf8(bytes) : std::string();
}

bool is_html_type(std::string_view type) {
    return type == "html" || type == "text/html";
}

}  // namespace

ParseContext::ParseContext(const XmlTree& tree, std::string_view document_base, std::size_t max_entries,
                           ParsedFeed& feed)
    : tree_(tree), feed_(feed), max_entries_(max_entries) {
    feed_.bases[0] = document_base;
}

BaseId ParseContext::base_of(NodeId element) {
    if (!tree_.uses_xml_base()) return 0;
    std::vector<NodeId> chain;  // outermost last
    for (auto id = element; id != 0; id = tree_.node(id).parent)
        if (tree_.find_attribute(id, Space::xml, Word::base_) != nullptr) chain.push_back(id);
    BaseId base = 0;
    for (auto id = chain.rbegin(); id != chain.rend(); ++id) {
        const auto known = known_bases_.find(*id);
        if (known != known_bases_.end()) {
            base = known->second;
            continue;
        }
        const auto value = attribute_of(tree_, tree_.find_attribute(*id, Space::xml, Word::base_));
        const auto resolved = resolve_url(value, feed_.bases[base]);
        const bool reasonable = resolved && resolved->size() <= longest_base && feed_.bases.size() < most_bases;
        if (reasonable && is_web_url(*resolved)) {
            feed_.bases.push_back(*resolved);
            base = static_cast<BaseId>(feed_.bases.size() - 1);
        }
        known_bases_.emplace(*id, base);
    }
    return base;
}

std::string ParseContext::language_of(NodeId element, NodeId limit) const {
    if (!tree_.uses_xml_lang()) return {};
    for (auto id = element; id != 0 && id != limit; id = tree_.node(id).parent)
        if (const auto* attribute = tree_.find_attribute(id, Space::xml, Word::lang_))
            return attribute_of(tree_, attribute);
    return {};
}

ParsedUrl ParseContext::url_text(NodeId element) {
    return {text(element), base_of(element)};
}

ParsedUrl ParseContext::url_attribute(NodeId element, std::string_view name) {
    return {attribute(element, name), base_of(element)};
}

ParsedUrl ParseContext::url_resource(NodeId element) {
    for (const auto* attribute = tree_.attributes(element);
         attribute != tree_.attributes(element) + tree_.node(element).attribute_count; ++attribute)
        if (attribute->space == Space::rdf && equals_ignoring_case(tree_.name(*attribute), "resource"))
            return {attribute_of(tree_, attribute), base_of(element)};
    return {};
}

ParsedText ParseContext::construct(NodeId element, TextKind otherwise) {
    const auto& node = tree_.node(element);
    ParsedText result;
    result.kind = otherwise;
    result.base = base_of(element);
    std::string type, mode;
    if (node.attribute_count > 0) {
        type = lower(attribute(element, "type"));
        type.erase(std::min(type.find(';'), type.size()));
        mode = lower(attribute(element, "mode"));
        if (mode.empty() && !attribute(element, "encoding").empty()) mode = lower(attribute(element, "encoding"));
    }
    const bool is_inline = is_inline_type(type) && mode != "escaped" && mode != "base64";
    if (is_inline || has_elements(tree_, element)) {
        NodeId inside = element;
        if (type == "xhtml" || is_html_type(type) ||
            feed_.format == "atom-1.0") {  // the one <div> of RFC 4287 §3.1.1.3 is no part of the text
            NodeId only = 0;
            std::size_t others = 0;
            for (auto id = tree_.first_child(element); id != 0; id = tree_.next(id)) {
                if (tree_.node(id).kind == XmlKind::element && only == 0)
                    only = id;
                else if (tree_.node(id).kind == XmlKind::element || !trimmed(tree_.raw_text(id)).empty())
                    ++others;
            }
            if (only != 0 && others == 0 && tree_.local_name(only) == "div") {
                inside = only;
                result.base = base_of(only);
            }
        }
        const bool was_escaped = is_html_type(type) && inside != element && !has_elements(tree_, inside);
        result.value = was_escaped ? text(inside) : markup_of(tree_, inside);
        result.kind = TextKind::html;
    } else {
        result.value = text(element);
        if (is_html_type(type))
            result.kind = TextKind::html;
        else if (is_inline_type(type))
            result.kind = TextKind::html;
        else if (type == "text" || type.starts_with("text/plain"))
            result.kind = is_atom_ || otherwise != TextKind::html ? otherwise : TextKind::html;
        const bool coded =
            !type.empty() && type.find('/') != std::string::npos && !type.starts_with("text/") && !is_inline_type(type);
        if (mode == "base64" || (coded && mode.empty())) result.value = text_of_bytes(from_base64(result.value), type);
    }
    const auto kept = trimmed(result.value);
    if (kept.size() != result.value.size()) result.value = std::string(kept);
    return result;
}

ParsedPerson ParseContext::person(NodeId element) {
    ParsedPerson result;
    for_each_child(element, [&](NodeId child) {
        const auto& node = tree_.node(child);
        if (node.space != Space::core && node.space != Space::itunes) return;
        if (node.word == Word::name_)
            result.name = text(child);
        else if (node.word == Word::email_)
            result.email = text(child);
        else if (node.word == Word::uri_ || node.word == Word::url_ || node.word == Word::homepage_)
            result.url = url_text(child);
    });
    if (result.empty()) return parse_person(text(element));
    if (result.email.empty() && result.name.find('@') != std::string::npos) {
        auto parsed = parse_person(result.name);
        result.name = std::move(parsed.name);
        result.email = std::move(parsed.email);
    }
    return result;
}

bool ParseContext::link(NodeId element, ParsedLink& link) {
    link.href = url_attribute(element, "href");
    if (link.href.empty() && link.href.base != 0 && tree_.find_attribute(element, "href") != nullptr)
        link.href.value = feed_.bases[link.href.base];  // an empty reference is the base itself
    if (link.href.empty()) return false;
    link.rel = relation(attribute(element, "rel"));
    link.type = attribute(element, "type");
    link.title = attribute(element, "title");
    link.hreflang = attribute(element, "hreflang");
    link.length = attribute(element, "length");
    return true;
}

void ParseContext::category(NodeId element, std::vector<Category>& categories) {
    Category category;
    if (tree_.node(element).attribute_count > 0) {
        category.term = attribute(element, "term");
        category.scheme = attribute(element, "scheme");
        if (category.scheme.empty()) category.scheme = attribute(element, "domain");
        category.label = attribute(element, "label");
    }
    if (category.term.empty()) category.term = text(element);
    add_category(categories, std::move(category));
}

void ParseContext::source(NodeId element, ParsedEntry& entry) {
    auto& source = entry.source ? *entry.source : entry.source.emplace();
    if (!has_elements(tree_, element)) {  // RSS
        source.title.value = text(element);
        source.feed_url = url_attribute(element, "url");
        if (source.feed_url.empty()) source.url = url_attribute(element, "href");
        return;
    }
    for_each_child(element, [&](NodeId child) {
        const auto& node = tree_.node(child);
        if (node.space != Space::core) return;
        ParsedLink parsed;
        switch (node.word) {
            case Word::id_: source.id = text(child); break;
            case Word::title_: source.title = construct(child, TextKind::text); break;
            case Word::updated_:
            case Word::modified_: source.updated = text(child); break;
            case Word::rights_: source.rights = text(child); break;
            case Word::author_: add_person(source.authors, person(child)); break;
            case Word::link_:
                if (!link(child, parsed)) {
                    if (source.url.empty()) source.url = url_text(child);
                } else if (parsed.rel == "self") {
                    source.feed_url = parsed.href;
                } else if (parsed.rel == "alternate") {
                    source.url = parsed.href;
                }
                break;
            default: break;
        }
    });
}

ParsedEntry* ParseContext::new_entry() {
    if (feed_.entries.size() >= max_entries_) {
        ++feed_.dropped_entries;
        return nullptr;
    }
    return &feed_.entries.emplace_back();
}

}  // namespace broadsheet::feeds
