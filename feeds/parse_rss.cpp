// RSS 0.90 to 2.0 with <rss> as the root: one channel, items in it or beside it.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

std::string version_of(ParseContext& context, NodeId root) {
    const auto version = context.attribute(root, "version");
    for (const std::string_view known : {"0.90", "0.91", "0.92", "0.93", "0.94"})
        if (version.starts_with(known)) return "rss-" + std::string(known);
    if (version.starts_with("1.0")) return "rss-1.0";
    return "rss-2.0";
}

bool is_item(const XmlNode& node) {
    return node.space == Space::core && (node.word == Word::item_ || node.word == Word::entry_);
}

void read_item(ParseContext& context, NodeId item) {
    auto* entry = context.new_entry();
    if (entry == nullptr) return;
    if (context.tree().uses_xml_lang()) entry->language = context.language_of(item, context.tree().node(item).parent);
    context.for_each_child(item, [&](NodeId child) { read_entry_member(context, child, *entry); });
}

}  // namespace

void parse_rss(ParseContext& context, NodeId root) {
    auto& feed = context.feed();
    const auto& tree = context.tree();
    feed.format = version_of(context, root);
    feed.language = context.language_of(root);
    const auto read_items = [&](NodeId parent) {
        context.for_each_child(parent, [&](NodeId child) {
            if (is_item(tree.node(child))) read_item(context, child);
        });
    };
    const auto read_channel = [&](NodeId channel) {
        if (auto language = context.language_of(channel, root); !language.empty()) feed.language = std::move(language);
        context.for_each_child(channel, [&](NodeId child) {
            const auto& node = tree.node(child);
            if (is_item(node))
                read_item(context, child);
            else if (node.space == Space::core && node.word == Word::items_)
                read_items(child);
            else
                read_feed_member(context, child);
        });
    };
    if (tree.node(root).word == Word::channel_) return read_channel(root);
    context.for_each_child(root, [&](NodeId child) {
        const auto& node = tree.node(child);
        if (node.space == Space::core && node.word == Word::channel_)
            read_channel(child);
        else if (is_item(node))
            read_item(context, child);
        else if (node.space == Space::core && node.word == Word::items_)
            read_items(child);
        else
            read_feed_member(context, child);
    });
}

}  // namespace broadsheet::feeds
