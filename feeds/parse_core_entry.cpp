// The members of an entry in the words of RSS (0.90 to 2.0), Atom (0.3 and 1.0) and CDF: they differ in shape, seldom
// in meaning, and feeds mix them.
#include "feeds/parse_context.hpp"

#include "feeds/ascii.hpp"

namespace broadsheet::feeds {

namespace {

void read_link(ParseContext& context, NodeId element, ParsedEntry& entry) {
    ParsedLink link;
    if (context.link(element, link)) {
        add_link(entry.links, std::move(link));
        return;
    }
    auto url = context.url_text(element);
    if (url.empty()) url = context.url_resource(element);
    if (url.empty()) return;
    ParsedLink own;
    own.rel = relation(context.attribute(element, "rel"));
    own.href = url;
    if (own.rel == "alternate" && entry.link.empty()) entry.link = std::move(url);
    add_link(entry.links, std::move(own));
}

void read_enclosure(ParseContext& context, NodeId element, ParsedEntry& entry) {
    ParsedLink link;
    link.rel = "enclosure";
    link.href = context.url_attribute(element, "url");
    if (link.href.empty()) link.href = context.url_attribute(element, "href");
    if (link.href.empty()) link.href = context.url_resource(element);
    if (link.href.empty()) return;
    link.type = context.attribute(element, "type");
    link.length = context.attribute(element, "length");
    link.title = context.attribute(element, "title");
    add_link(entry.links, std::move(link));
}

void read_guid(ParseContext& context, NodeId element, ParsedEntry& entry) {
    entry.id = context.text(element);
    const auto permalink = context.attribute(element, "isPermaLink");
    entry.id_is_permalink = !equals_ignoring_case(permalink, "false");
}

void read_content(ParseContext& context, NodeId element, ParsedEntry& entry) {
    auto src = context.url_attribute(element, "src");
    if (!src.empty()) {
        ParsedLink link;
        link.rel = "content";
        link.type = context.attribute(element, "type");
        link.href = std::move(src);
        add_link(entry.links, std::move(link));
        return;
    }
    keep(entry.content, context.construct(element, context.is_atom() ? TextKind::text : TextKind::html), 1);
}

void read_image(ParseContext& context, NodeId element, ParsedEntry& entry) {
    auto url = context.url_attribute(element, "href");
    if (url.empty()) url = context.url_attribute(element, "url");
    context.for_each_child(element, [&](NodeId child) {
        if (context.tree().node(child).word == Word::url_ && url.empty()) url = context.url_text(child);
    });
    if (url.empty() && !has_elements(context.tree(), element)) url = context.url_text(element);
    if (entry.image.empty()) entry.image = std::move(url);
}

/// Dates, which say themselves what they are the date of.
bool read_date(ParseContext& context, NodeId element, ParsedEntry& entry) {
    switch (context.tree().node(element).word) {
        case Word::pubdate_:
        case Word::published_:
        case Word::issued_: keep(entry.published, context.text(element), 0); return true;
        case Word::updated_:
        case Word::modified_:
        case Word::lastbuilddate_:
        case Word::lastmod_: keep(entry.updated, context.text(element), 0); return true;
        case Word::created_: keep(entry.created, context.text(element), 0); return true;
        case Word::date_:
            if (entry.date.empty()) entry.date = context.text(element);
            return true;
        case Word::expirationdate_: keep(entry.expires, context.text(element), 0); return true;
        default: return false;
    }
}

}  // namespace

void read_core_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    const auto otherwise = context.is_atom() ? TextKind::text : TextKind::either;
    switch (context.tree().node(element).word) {
        case Word::title_: keep(entry.title, context.construct(element, otherwise), 0); break;
        case Word::link_: read_link(context, element, entry); break;
        case Word::description_: keep(entry.summary, context.construct(element, TextKind::html), 0); break;
        case Word::summary_:
        case Word::subtitle_:
        case Word::tagline_:
        case Word::abstract_: keep(entry.summary, context.construct(element, otherwise), 1); break;
        case Word::content_: read_content(context, element, entry); break;
        case Word::body_:
        case Word::fullitem_: keep(entry.content, context.construct(element, TextKind::html), 2); break;
        case Word::id_:
            entry.id = context.text(element);
            entry.id_may_be_address = true;
            break;
        case Word::guid_: read_guid(context, element, entry); break;
        case Word::author_:
        case Word::managingeditor_:
        case Word::editor_: add_person(entry.authors, context.person(element)); break;
        case Word::contributor_: add_person(entry.contributors, context.person(element)); break;
        case Word::category_: context.category(element, entry.categories); break;
        case Word::keywords_: add_category(entry.categories, {context.text(element), {}, {}}); break;
        case Word::enclosure_: read_enclosure(context, element, entry); break;
        case Word::comments_: entry.comments = context.url_text(element); break;
        case Word::source_: context.source(element, entry); break;
        case Word::rights_:
        case Word::copyright_: keep(entry.rights, context.construct(element, otherwise), 0); break;
        case Word::image_:
        case Word::logo_: read_image(context, element, entry); break;
        case Word::language_: entry.language = context.text(element); break;
        default: read_date(context, element, entry); break;
    }
}

/// An entry speaks the language that its content says, else its title, else any other text.
void note_language(ParseContext& context, NodeId element, ParsedEntry& entry) {
    const auto& node = context.tree().node(element);
    auto language = context.language_of(element, node.parent);
    const bool is_content = node.word == Word::content_ || node.word == Word::encoded_ || node.word == Word::body_;
    const std::uint8_t rank = is_content ? 0 : node.word == Word::title_ ? 1 : 2;
    if (language.empty() || rank >= entry.language_rank) return;
    entry.language = std::move(language);
    entry.language_rank = rank;
}

bool read_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    const auto& node = context.tree().node(element);
    if (context.tree().uses_xml_lang() && node.attribute_count > 0) note_language(context, element, entry);
    switch (node.space) {
        case Space::core: read_core_entry_member(context, element, entry); return true;
        case Space::dc: read_dc_entry_member(context, element, entry); return true;
        case Space::content:
            if (node.word == Word::encoded_) keep(entry.content, context.construct(element, TextKind::html), 0);
            return true;
        case Space::xhtml:
            if (node.word == Word::body_) keep(entry.content, context.construct(element, TextKind::html), 2);
            return true;
        case Space::media: read_media_entry_member(context, element, entry); return true;
        case Space::itunes: read_itunes_entry_member(context, element, entry); return true;
        case Space::feedburner:
            if (node.word == Word::origlink_) entry.original = context.url_text(element);
            return true;
        case Space::georss:
        case Space::gml:
        case Space::geo: read_geo_member(context, element, entry); return true;
        case Space::cc:
            if (node.word == Word::license_) {
                entry.license = context.url_resource(element);
                if (entry.license.empty()) entry.license = context.url_text(element);
            }
            return true;
        default: return false;
    }
}

}  // namespace broadsheet::feeds
