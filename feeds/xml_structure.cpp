// Which element is inside which, and what a prefix stands for.
#include "feeds/ascii.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_reader.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t max_depth = 1000;
constexpr std::size_t max_declarations = 512;  // of namespaces, at one place
constexpr std::size_t how_far_back = 100;      // an end tag's start tag is looked for

bool holds_entries(Word word) {
    return word == Word::channel_ || word == Word::feed_ || word == Word::rdf_ || word == Word::rss_ ||
           word == Word::items_;
}

bool is_entry(Word word) {
    return word == Word::item_ || word == Word::entry_;
}

/// An element that has text in it and nothing else.
bool is_leaf(Word word) {
    switch (word) {
        case Word::title_:
        case Word::link_:
        case Word::guid_:
        case Word::id_:
        case Word::pubdate_:
        case Word::published_:
        case Word::updated_:
        case Word::issued_:
        case Word::modified_:
        case Word::language_:
        case Word::copyright_:
        case Word::generator_:
        case Word::ttl_:
        case Word::category_:
        case Word::comments_:
        case Word::enclosure_:
        case Word::lastbuilddate_:
        case Word::docs_:
        case Word::managingeditor_:
        case Word::webmaster_: return true;
        default: return false;
    }
}

bool is_member(Word word) {
    return is_leaf(word) || word == Word::description_ || word == Word::summary_ || word == Word::content_ ||
           word == Word::author_ || word == Word::image_ || word == Word::source_;
}

/// Of a prefix as it is declared. Where the address is none that anybody knows, or none at all, the prefix says what
/// was meant.
Space space_of_prefix(std::string_view prefix, std::string_view uri) {
    const auto space = trimmed(uri).empty() ? Space::other : space_of_uri(uri);
    return space == Space::other ? space_of_usual_prefix(prefix) : space;
}

}  // namespace

void XmlReader::open_element(std::size_t name_begin, std::size_t name_end, std::uint32_t first_attribute,
                             bool is_empty) {
    XmlNode element;
    element.begin = static_cast<std::uint32_t>(name_begin);
    element.end = static_cast<std::uint32_t>(name_end);
    element.first_attribute = first_attribute;
    element.attribute_count = static_cast<std::uint16_t>(tree_.attributes_.size() - first_attribute);
    const auto declarations = static_cast<std::uint32_t>(declarations_.size());
    if (element.attribute_count > 0) declare_namespaces(element);
    resolve_names(element);
    if (guessing_) make_way_for(element);
    if (open_.size() == 1) {
        if (saw_root_) fault(name_begin, "a second root element");
        saw_root_ = true;
    }
    if (open_.size() > max_depth) return give_up("elements nested more than 1,000 deep");
    const auto id = append(element);
    open_.push_back({id, 0, declarations});
    if (is_empty) close_top();
}

void XmlReader::close_top() {
    const auto declarations = open_.back().declarations;
    open_.pop_back();
    if (declarations == declarations_.size()) return;
    declarations_.resize(declarations);
    const auto found = std::find_if(declarations_.rbegin(), declarations_.rend(),
                                    [](const Declaration& declaration) { return declaration.prefix.empty(); });
    default_space_ = found == declarations_.rend() ? Space::core : found->space;
}

void XmlReader::close_element(std::string_view name, std::size_t offset) {
    if (open_.size() > 1 && tree_.name(open_.back().id) == name) return close_top();
    const auto lowest = open_.size() > how_far_back ? open_.size() - how_far_back : 1;
    for (auto i = open_.size(); i-- > lowest;) {
        const auto open_name = tree_.name(open_[i].id);
        if (!equals_ignoring_case(open_name, name)) continue;
        const bool is_top = i + 1 == open_.size();
        broken_ = broken_ || !is_top;
        const auto expected = tree_.name(open_.back().id);
        fault(offset, wants_fault() ? "</" + excerpt(name) + "> stands where </" + excerpt(expected) + "> was expected"
                                    : std::string());
        while (open_.size() > i) close_top();
        return;
    }
    fault(offset, wants_fault() ? "</" + excerpt(name) + "> closes nothing" : std::string());
    broken_ = broken_ || open_.size() > 1;
}

/// Guessing: an element that cannot be inside the one that is open ends it.
void XmlReader::make_way_for(const XmlNode& element) {
    if (element.space != Space::core) return;
    if (is_member(element.word)) {
        const auto& top = tree_.node(open_.back().id);
        if (open_.size() > 2 && top.space == Space::core && is_leaf(top.word))
            end_left_open(open_.size() - 1, element.begin);
    } else if (is_entry(element.word)) {
        std::size_t container = 0;
        for (std::size_t i = 1; i < std::min<std::size_t>(open_.size(), 6); ++i) {
            const auto& node = tree_.node(open_[i].id);
            if (node.space == Space::core || node.space == Space::rdf)
                container = holds_entries(node.word) ? i : container;
        }
        if (container > 0) end_left_open(container + 1, element.begin);
    }
}

/// Ends what is open at that depth and below.
void XmlReader::end_left_open(std::size_t depth, std::size_t offset) {
    if (open_.size() <= depth) return;
    fault(offset, wants_fault() ? "<" + excerpt(tree_.name(open_[depth].id)) + "> is left open" : std::string());
    while (open_.size() > depth) close_top();
}

void XmlReader::declare_namespaces(XmlNode& element) {
    for (auto i = element.first_attribute; i < element.first_attribute + element.attribute_count; ++i) {
        auto& attribute = tree_.attributes_[i];
        const auto name = tree_.name(attribute);
        if (!name.starts_with("xmlns")) continue;
        if (name.size() > 5 && name[5] != ':') continue;
        attribute.space = Space::xmlns;
        if (declarations_.size() >= max_declarations) return give_up("more than 512 namespaces at one place");
        const auto uri = tree_.raw_value(attribute);
        if (name.size() > 6) {
            declarations_.push_back({name.substr(6), space_of_prefix(name.substr(6), uri)});
            continue;
        }
        auto space = space_of_uri(uri);
        // A namespace that nobody knows: the feed's own words under another flag.
        if (space == Space::other && is_feed_or_entry(element)) space = Space::core;
        declarations_.push_back({{}, space});
        default_space_ = space;
    }
}

bool XmlReader::is_feed_or_entry(const XmlNode& element) const {
    if (open_.size() == 1) return true;
    const auto& parent = tree_.node(open_.back().id);
    const bool is_in_feed = (parent.space == Space::core || parent.space == Space::rdf) && holds_entries(parent.word);
    const auto word = word_of(slice(element.begin, element.end));
    return is_in_feed && (is_entry(word) || word == Word::channel_);
}

void XmlReader::resolve_names(XmlNode& element) {
    const auto name = slice(element.begin, element.end);
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) {
        element.space = default_space_;
    } else {
        element.prefix_size = static_cast<std::uint16_t>(colon + 1);
        element.space = resolve(name.substr(0, colon), element.begin);
    }
    element.word = word_of(name.substr(element.prefix_size));
    for (auto i = element.first_attribute; i < element.first_attribute + element.attribute_count; ++i) {
        auto& attribute = tree_.attributes_[i];
        const auto attribute_name = tree_.name(attribute);
        const auto separator = attribute_name.find(':');
        if (separator == std::string_view::npos) continue;
        if (attribute.space != Space::xmlns)
            attribute.space = resolve(attribute_name.substr(0, separator), attribute.name_begin);
        attribute.name_begin += static_cast<std::uint32_t>(separator + 1);
        attribute.word = word_of(attribute_name.substr(separator + 1));
        if (attribute.space == Space::xml) {
            tree_.uses_xml_base_ = tree_.uses_xml_base_ || attribute.word == Word::base_;
            tree_.uses_xml_lang_ = tree_.uses_xml_lang_ || attribute.word == Word::lang_;
        }
    }
    if (!saw_root_) note_root(element);
}

/// The root's namespace tells versions of a format apart.
void XmlReader::note_root(const XmlNode& root) {
    const auto prefix = slice(root.begin, root.begin + (root.prefix_size > 0 ? root.prefix_size - 1U : 0U));
    for (auto i = root.first_attribute; i < root.first_attribute + root.attribute_count; ++i) {
        const auto& attribute = tree_.attributes_[i];
        if (attribute.space != Space::xmlns) continue;
        const auto name = tree_.name(attribute);
        if (prefix.empty() ? name == "xmlns" : name == prefix) tree_.root_namespace_ = tree_.raw_value(attribute);
    }
}

Space XmlReader::resolve(std::string_view prefix, std::size_t offset) {
    const auto found = std::find_if(declarations_.rbegin(), declarations_.rend(),
                                    [&](const Declaration& declaration) { return declaration.prefix == prefix; });
    if (found != declarations_.rend()) return found->space;
    if (prefix == "xml") return Space::xml;
    fault(offset, wants_fault() ? "the prefix '" + excerpt(prefix) + "' is not declared" : std::string());
    return space_of_usual_prefix(prefix);
}

NodeId XmlReader::append(XmlNode node) {
    auto& nodes = tree_.nodes_;
    if ((nodes.size() + 1) * sizeof(XmlNode) + tree_.attributes_.size() * sizeof(XmlAttribute) > max_heap_)
        give_up("more elements than " + std::to_string(max_heap_ >> 20U) + " MiB of memory hold");
    const auto id = static_cast<NodeId>(nodes.size());
    auto& open = open_.back();
    node.parent = open.id;
    if (open.last_child == 0)
        nodes[open.id].first_child = id;
    else
        nodes[open.last_child].next = id;
    open.last_child = id;
    nodes.push_back(node);
    return id;
}

void XmlReader::end_document() {
    if (open_.size() == 1 && !truncated_) return;
    tree_.cut_short_ = true;
    if (open_.size() > 1)
        fault(text_.size(), "the document ends inside <" + excerpt(tree_.name(open_.back().id)) + ">");
    // What was under way is not complete: it is as if it were not there.
    for (std::size_t i = 1; i < open_.size(); ++i) {
        auto& node = tree_.nodes_[open_[i].id];
        if (node.space != Space::core || !is_entry(node.word)) continue;
        node.word = Word::none;
        break;
    }
}

Result<void> XmlTree::read(std::string_view text, std::size_t max_heap, std::size_t root) {
    XmlReader reader(*this, text, max_heap, false);
    auto done = reader.run(root);
    if (!done || !reader.broken()) return done;
    XmlReader second(*this, text, max_heap, true);
    return second.run(root);
}

}  // namespace broadsheet::feeds
