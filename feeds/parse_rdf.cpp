// RSS 0.90, 1.0 and 1.1: RDF, where items stand beside the channel (or, in 1.1 and in practice, inside it).
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

std::string about(ParseContext& context, NodeId element) {
    const auto& tree = context.tree();
    const auto* attribute = tree.find_attribute(element, Space::rdf, Word::about_);
    if (attribute == nullptr) attribute = tree.find_attribute(element, "about");
    return attribute_of(tree, attribute);
}

std::string version_of(const XmlTree& tree, NodeId root) {
    // The vocabulary is declared on the root, but seldom as the root's own.
    const auto& node = tree.node(root);
    const auto* attributes = tree.attributes(root);
    for (std::size_t i = 0; i < node.attribute_count; ++i) {
        const auto uri = tree.raw_value(attributes[i]);
        if (uri.find("my.netscape.com/rdf/simple/0.9") != std::string_view::npos) return "rss-0.90";
        if (uri.find("purl.org/net/rss1.1") != std::string_view::npos) return "rss-1.1";
    }
    return "rss-1.0";
}

void read_item(ParseContext& context, NodeId item) {
    auto* entry = context.new_entry();
    if (entry == nullptr) return;
    entry->about = about(context, item);
    if (context.tree().uses_xml_lang()) entry->language = context.language_of(item, context.tree().node(item).parent);
    context.for_each_child(item, [&](NodeId child) { read_entry_member(context, child, *entry); });
}

void read_channel(ParseContext& context, NodeId channel) {
    auto& feed = context.feed();
    if (feed.id.empty()) feed.id = about(context, channel);
    if (auto language = context.language_of(channel); !language.empty()) feed.language = std::move(language);
    context.for_each_child(channel, [&](NodeId child) {
        const auto& node = context.tree().node(child);
        if (node.space == Space::core && node.word == Word::item_) return read_item(context, child);
        if (node.space == Space::core && node.word == Word::items_) {
            context.for_each_child(child, [&](NodeId inner) {
                if (context.tree().node(inner).word == Word::item_) read_item(context, inner);
            });
            return;
        }
        read_feed_member(context, child);
    });
}

}  // namespace

void parse_rdf(ParseContext& context, NodeId root) {
    const auto& tree = context.tree();
    auto& feed = context.feed();
    feed.format = version_of(tree, root);
    feed.language = context.language_of(root);
    if (tree.node(root).word == Word::channel_) return read_channel(context, root);
    context.for_each_child(root, [&](NodeId child) {
        const auto& node = tree.node(child);
        if (node.space != Space::core)
            read_feed_member(context, child);
        else if (node.word == Word::channel_)
            read_channel(context, child);
        else if (node.word == Word::item_)
            read_item(context, child);
        else if (node.word == Word::image_ || node.word == Word::title_ || node.word == Word::link_ ||
                 node.word == Word::description_)
            read_feed_member(context, child);
    });
}

}  // namespace broadsheet::feeds
