// Apple's podcast extension.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

constexpr const char* scheme = "http://www.itunes.com/";

/// Words between commas; without a comma, between blanks.
void add_keywords(std::string_view text, std::vector<Category>& categories) {
    add_listed(categories, text, text.find(',') == std::string_view::npos ? " \t\r\n" : ",", scheme);
}

void add_categories(ParseContext& context, NodeId element, std::vector<Category>& categories) {
    add_category(categories, {context.attribute(element, "text"), scheme, {}});
    context.for_each_child(element, [&](NodeId child) {
        if (context.tree().node(child).word == Word::category_)
            add_category(categories, {context.attribute(child, "text"), scheme, {}});
    });
}

/// As an attribute href or url, or as text.
ParsedUrl image_of(ParseContext& context, NodeId element) {
    auto url = context.url_attribute(element, "href");
    if (url.empty()) url = context.url_attribute(element, "url");
    return url.empty() ? context.url_text(element) : url;
}

}  // namespace

void read_itunes_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    switch (context.tree().node(element).word) {
        case Word::author_: add_person(entry.authors, parse_person(context.text(element))); break;
        case Word::title_: keep(entry.title, context.construct(element, TextKind::either), 2); break;
        case Word::summary_: keep(entry.summary, context.construct(element, TextKind::either), 4); break;
        case Word::subtitle_: keep(entry.summary, context.construct(element, TextKind::either), 5); break;
        case Word::keywords_: add_keywords(context.text(element), entry.categories); break;
        case Word::category_: add_categories(context, element, entry.categories); break;
        case Word::image_:
            if (entry.image.empty()) entry.image = image_of(context, element);
            break;
        case Word::duration_: entry.duration = context.text(element); break;
        default: break;
    }
}

void read_itunes_feed_member(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    switch (context.tree().node(element).word) {
        case Word::author_: add_person(feed.authors, parse_person(context.text(element))); break;
        case Word::title_: keep(feed.title, context.construct(element, TextKind::either), 2); break;
        case Word::summary_: keep(feed.description, context.construct(element, TextKind::either), 4); break;
        case Word::subtitle_: keep(feed.description, context.construct(element, TextKind::either), 5); break;
        case Word::keywords_: add_keywords(context.text(element), feed.categories); break;
        case Word::category_: add_categories(context, element, feed.categories); break;
        case Word::image_:
            if (feed.icon.empty()) feed.icon = image_of(context, element);
            break;
        case Word::link_:
            if (context.attribute(element, "rel") == "image" && feed.icon.empty())
                feed.icon = context.url_attribute(element, "href");
            break;
        case Word::owner_:
            if (feed.publisher.empty()) feed.publisher = context.person(element).name;
            break;
        default: break;
    }
}

}  // namespace broadsheet::feeds
