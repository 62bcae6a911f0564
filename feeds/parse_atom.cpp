// Atom 0.3 and 1.0 (RFC 4287): a feed of entries, or one entry alone.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

std::string version_of(ParseContext& context, NodeId root) {
    const auto uri = context.tree().root_namespace();
    for (const std::string_view old : {"purl.org/atom/ns", "example.com/newformat", "example.com/necho",
                                       "purl.org/echo", "uri/of/echo", "purl.org/pie"})
        if (uri.find(old) != std::string_view::npos) return "atom-0.3";
    if (uri.find("w3.org/2005/Atom") != std::string_view::npos) return "atom-1.0";
    return context.attribute(root, "version").starts_with("0.") ? "atom-0.3" : "atom-1.0";
}

void read_entry(ParseContext& context, NodeId element) {
    auto* entry = context.new_entry();
    if (entry == nullptr) return;
    const auto& tree = context.tree();
    if (tree.uses_xml_lang()) entry->language = context.language_of(element, tree.node(element).parent);
    context.for_each_child(element, [&](NodeId child) { read_entry_member(context, child, *entry); });
    if (entry->authors.empty() && entry->source) entry->authors = entry->source->authors;
}

}  // namespace

void parse_atom(ParseContext& context, NodeId root) {
    context.set_atom(true);
    auto& feed = context.feed();
    const auto& tree = context.tree();
    feed.format = version_of(context, root);
    feed.language = context.language_of(root);
    if (tree.node(root).word == Word::entry_) return read_entry(context, root);
    context.for_each_child(root, [&](NodeId child) {
        const auto& node = tree.node(child);
        if (node.space == Space::core && (node.word == Word::entry_ || node.word == Word::item_))
            read_entry(context, child);
        else
            read_feed_member(context, child);
    });
}

}  // namespace broadsheet::feeds
