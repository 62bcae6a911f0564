// Dublin Core: elements 1.0 and 1.1, and terms.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

void add_subject(ParseContext& context, NodeId element, std::vector<Category>& categories) {
    add_category(categories, {context.text(element), {}, {}});
}

}  // namespace

void read_dc_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    switch (context.tree().node(element).word) {
        case Word::title_: keep(entry.title, context.construct(element, TextKind::either), 1); break;
        case Word::creator_:
        case Word::author_: add_person(entry.authors, context.person(element)); break;
        case Word::publisher_: add_person(entry.other_authors, context.person(element)); break;
        case Word::contributor_: add_person(entry.contributors, context.person(element)); break;
        case Word::subject_: add_subject(context, element, entry.categories); break;
        case Word::description_:
        case Word::abstract_: keep(entry.summary, context.construct(element, TextKind::html), 2); break;
        case Word::date_:
            if (entry.date.empty()) entry.date = context.text(element);
            break;
        case Word::issued_: keep(entry.published, context.text(element), 1); break;
        case Word::created_: keep(entry.created, context.text(element), 1); break;
        case Word::modified_: keep(entry.updated, context.text(element), 1); break;
        case Word::valid_: keep(entry.expires, context.text(element), 1); break;
        case Word::language_:
            if (entry.language.empty()) entry.language = context.text(element);
            break;
        case Word::rights_: keep(entry.rights, context.construct(element, TextKind::either), 1); break;
        case Word::identifier_:
            if (entry.id.empty()) entry.id = context.text(element);
            break;
        case Word::source_:
            if (!entry.source) entry.source.emplace().title.value = context.text(element);
            break;
        default: break;
    }
}

void read_dc_feed_member(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    switch (context.tree().node(element).word) {
        case Word::title_: keep(feed.title, context.construct(element, TextKind::either), 1); break;
        case Word::creator_:
        case Word::author_: add_person(feed.authors, context.person(element)); break;
        case Word::publisher_: feed.publisher = context.text(element); break;
        case Word::contributor_: add_person(feed.contributors, context.person(element)); break;
        case Word::subject_: add_subject(context, element, feed.categories); break;
        case Word::description_:
        case Word::abstract_: keep(feed.description, context.construct(element, TextKind::html), 2); break;
        case Word::date_: feed.date = context.text(element); break;
        case Word::issued_: keep(feed.published, context.text(element), 1); break;
        case Word::modified_: keep(feed.updated, context.text(element), 1); break;
        case Word::language_:
            if (feed.language.empty()) feed.language = context.text(element);
            break;
        case Word::rights_: keep(feed.rights, context.construct(element, TextKind::either), 1); break;
        case Word::identifier_:
            if (feed.id.empty()) feed.id = context.text(element);
            break;
        default: break;
    }
}

}  // namespace broadsheet::feeds
