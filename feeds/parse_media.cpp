// Media RSS.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

constexpr std::size_t max_media = 1000;

ParsedUrl thumbnail_of(ParseContext& context, NodeId element) {
    auto url = context.url_attribute(element, "url");
    return url.empty() ? context.url_text(element) : url;
}

void read_category(ParseContext& context, NodeId element, ParsedEntry& entry) {
    Category category;
    category.term = context.text(element);
    category.scheme = context.attribute(element, "scheme");
    category.label = context.attribute(element, "label");
    if (category.scheme.empty()) category.scheme = "http://search.yahoo.com/mrss/category_schema";
    add_category(entry.categories, std::move(category));
}

/// A member that speaks of one medium when it is inside one, else of the whole entry.
void read_member(ParseContext& context, NodeId element, ParsedEntry& entry, ParsedMedia* medium) {
    switch (context.tree().node(element).word) {
        case Word::title_:
            if (medium != nullptr) medium->title = context.text(element);
            keep(entry.title, context.construct(element, TextKind::either), 3);
            break;
        case Word::description_:
        case Word::text_: {
            if (context.tree().node(element).word == Word::text_) break;
            auto text = context.construct(element, TextKind::either);
            text.has_lines = true;
            if (medium != nullptr) medium->description = text.value;
            keep(entry.summary, std::move(text), 6);
            break;
        }
        case Word::thumbnail_: {
            auto url = thumbnail_of(context, element);
            if (medium == nullptr && entry.media.size() < max_media) medium = &entry.media.emplace_back();
            if (medium != nullptr && medium->thumbnail.empty()) medium->thumbnail = std::move(url);
            break;
        }
        case Word::category_: read_category(context, element, entry); break;
        case Word::keywords_: add_listed(entry.categories, context.text(element), ",", {}); break;
        case Word::credit_:
            if (const auto role = context.attribute(element, "role"); role == "author" || role == "photographer")
                add_person(entry.other_authors, parse_person(context.text(element)));
            break;
        case Word::player_:
            if (medium != nullptr && medium->url.empty()) medium->url = context.url_attribute(element, "url");
            break;
        default: break;
    }
}

void read_content(ParseContext& context, NodeId element, ParsedEntry& entry) {
    if (entry.media.size() >= max_media) return;
    ParsedMedia medium;
    medium.url = context.url_attribute(element, "url");
    medium.type = context.attribute(element, "type");
    medium.medium = context.attribute(element, "medium");
    medium.width = context.attribute(element, "width");
    medium.height = context.attribute(element, "height");
    context.for_each_child(element, [&](NodeId child) {
        if (context.tree().node(child).space == Space::media) read_member(context, child, entry, &medium);
    });
    if (!medium.url.empty() || !medium.thumbnail.empty()) entry.media.push_back(std::move(medium));
}

void read_group(ParseContext& context, NodeId element, ParsedEntry& entry) {
    const auto before = entry.media.size();
    ParsedMedia common;
    context.for_each_child(element, [&](NodeId child) {
        const auto& node = context.tree().node(child);
        if (node.space != Space::media) return;
        if (node.word == Word::content_)
            read_content(context, child, entry);
        else
            read_member(context, child, entry, &common);
    });
    if (entry.media.size() == before && !common.thumbnail.empty() && before < max_media) {
        entry.media.push_back(std::move(common));
        return;
    }
    for (auto i = before; i < entry.media.size(); ++i) {
        auto& medium = entry.media[i];
        if (medium.title.empty()) medium.title = common.title;
        if (medium.description.empty()) medium.description = common.description;
        if (medium.thumbnail.empty()) medium.thumbnail = common.thumbnail;
    }
}

}  // namespace

void read_media_entry_member(ParseContext& context, NodeId element, ParsedEntry& entry) {
    switch (context.tree().node(element).word) {
        case Word::content_: read_content(context, element, entry); break;
        case Word::group_: read_group(context, element, entry); break;
        default: read_member(context, element, entry, nullptr); break;
    }
}

}  // namespace broadsheet::feeds
