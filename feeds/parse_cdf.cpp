// Microsoft's Channel Definition Format: addresses and dates are attributes.
#include "feeds/parse_context.hpp"
#include "feeds/url.hpp"

namespace broadsheet::feeds {

namespace {

ParsedLink link_of(ParseContext& context, NodeId element) {
    ParsedLink link;
    link.rel = "alternate";
    link.href = context.url_attribute(element, "href");
    return link;
}

/// The attribute BASE of the channel: where the addresses in it start from.
void read_base(ParseContext& context, NodeId root) {
    const auto value = context.attribute(root, "base");
    auto& base = context.feed().bases[0];
    if (auto resolved = resolve_url(value, base); !value.empty() && resolved && is_web_url(*resolved))
        base = std::move(*resolved);
}

void read_item(ParseContext& context, NodeId item) {
    auto* entry = context.new_entry();
    if (entry == nullptr) return;
    auto link = link_of(context, item);
    if (!link.href.empty()) {
        entry->link = link.href;
        add_link(entry->links, std::move(link));
    }
    keep(entry->updated, context.attribute(item, "lastmod"), 0);
    context.for_each_child(item, [&](NodeId child) { read_entry_member(context, child, *entry); });
}

}  // namespace

void parse_cdf(ParseContext& context, NodeId root) {
    auto& feed = context.feed();
    feed.format = "cdf";
    read_base(context, root);
    auto link = link_of(context, root);
    if (!link.href.empty()) {
        feed.link = link.href;
        add_link(feed.links, std::move(link));
    }
    keep(feed.updated, context.attribute(root, "lastmod"), 0);
    const auto& tree = context.tree();
    // Channels may be inside channels; their items are the feed's.
    NodeId channel = root;
    NodeId id = tree.first_child(root);
    while (id != 0) {
        const auto& node = tree.node(id);
        const bool is_core = node.kind == XmlKind::element && node.space == Space::core;
        if (is_core && node.word == Word::channel_ && tree.first_child(id) != 0) {
            channel = id;
            id = tree.first_child(id);
            continue;
        }
        if (is_core && node.word == Word::item_)
            read_item(context, id);
        else if (is_core && channel == root)
            read_feed_member(context, id);
        while (tree.next(id) == 0 && channel != root) {
            id = channel;
            channel = tree.node(channel).parent;
        }
        id = tree.next(id);
    }
}

}  // namespace broadsheet::feeds
