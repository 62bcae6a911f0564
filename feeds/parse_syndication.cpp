// How a feed wants to be polled and paged: RSS 1.0's syndication module, RFC 5005.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

void read_syndication_member(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    switch (context.tree().node(element).word) {
        case Word::updateperiod_: feed.update_period = context.text(element); break;
        case Word::updatefrequency_: feed.update_frequency = context.text(element); break;
        case Word::complete_: feed.complete = true; break;
        default: break;
    }
}

}  // namespace broadsheet::feeds
