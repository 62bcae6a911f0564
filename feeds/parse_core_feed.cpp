// The members of a feed in the words of RSS, Atom and CDF.
#include "feeds/parse_context.hpp"

namespace broadsheet::feeds {

namespace {

void read_link(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    ParsedLink link;
    if (!context.link(element, link)) {
        auto url = context.url_text(element);
        if (url.empty()) url = context.url_resource(element);
        if (url.empty()) return;
        link.rel = relation(context.attribute(element, "rel"));
        link.href = url;
        if (link.rel == "alternate" && feed.link.empty()) feed.link = std::move(url);
    }
    if (link.rel == "hub") add_hub(feed, "WebSub", link.href);
    add_link(feed.links, std::move(link));
}

void read_image(ParseContext& context, NodeId element) {
    auto& image = context.feed().image;
    const bool had_url = !image.url.empty();
    context.for_each_child(element, [&](NodeId child) {
        const auto& node = context.tree().node(child);
        if (node.space != Space::core || had_url) return;
        if (node.word == Word::url_ || node.word == Word::location_) image.url = context.url_text(child);
        if (node.word == Word::title_) image.title = context.text(child);
        if (node.word == Word::link_) {
            image.link = context.url_text(child);
            if (image.link.empty()) image.link = context.url_attribute(child, "href");
        }
    });
    if (image.url.empty()) image.url = context.url_attribute(element, "href");
    if (image.url.empty()) image.url = context.url_attribute(element, "url");
}

void read_cloud(ParseContext& context, NodeId element) {
    const auto domain = context.attribute(element, "domain");
    if (domain.empty()) return;
    const auto port = context.attribute(element, "port");
    auto path = context.attribute(element, "path");
    if (!path.starts_with('/')) path.insert(0, "/");
    auto address = (port == "443" ? "https://" : "http://") + domain;
    if (!port.empty() && port != "80" && port != "443") address += ":" + port;
    add_hub(context.feed(), "rssCloud", {address + path, 0});
}

void read_generator(ParseContext& context, NodeId element) {
    auto& generator = context.feed().generator;
    auto name = context.text(element);
    if (!name.empty()) generator = std::move(name);
    if (generator.empty()) generator = context.attribute(element, "name");
}

void read_skips(ParseContext& context, NodeId element, std::vector<std::string>& skips) {
    context.for_each_child(element, [&](NodeId child) {
        if (skips.size() < 31) skips.push_back(context.text(child));
    });
}

/// What is neither a text nor a date.
void read_setting(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    switch (context.tree().node(element).word) {
        case Word::language_: feed.language = context.text(element); break;
        case Word::ttl_: feed.ttl = context.text(element); break;
        case Word::skiphours_: read_skips(context, element, feed.skip_hours); break;
        case Word::skipdays_: read_skips(context, element, feed.skip_days); break;
        case Word::generator_: read_generator(context, element); break;
        case Word::cloud_: read_cloud(context, element); break;
        case Word::category_: context.category(element, feed.categories); break;
        case Word::keywords_: add_category(feed.categories, {context.text(element), {}, {}}); break;
        case Word::image_: read_image(context, element); break;
        case Word::icon_: feed.favicon = context.url_text(element); break;
        case Word::logo_:
            feed.icon = context.url_text(element);
            if (feed.icon.empty()) feed.icon = context.url_attribute(element, "href");
            break;
        default: break;
    }
}

}  // namespace

void read_core_feed_member(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    const auto otherwise = context.is_atom() ? TextKind::text : TextKind::either;
    switch (context.tree().node(element).word) {
        case Word::title_: keep(feed.title, context.construct(element, otherwise), 0); break;
        case Word::link_: read_link(context, element); break;
        case Word::description_: keep(feed.description, context.construct(element, TextKind::html), 0); break;
        case Word::subtitle_:
        case Word::tagline_:
        case Word::summary_:
        case Word::abstract_: keep(feed.description, context.construct(element, otherwise), 1); break;
        case Word::info_: keep(feed.user_comment, context.construct(element, otherwise), 0); break;
        case Word::rights_:
        case Word::copyright_: keep(feed.rights, context.construct(element, otherwise), 0); break;
        case Word::id_:
        case Word::guid_: feed.id = context.text(element); break;
        case Word::author_: add_person(feed.authors, context.person(element)); break;
        case Word::managingeditor_:
        case Word::editor_: add_person(feed.authors, context.person(element)); break;
        case Word::webmaster_: add_person(feed.other_authors, context.person(element)); break;
        case Word::contributor_: add_person(feed.contributors, context.person(element)); break;
        case Word::pubdate_:
        case Word::published_:
        case Word::issued_: keep(feed.published, context.text(element), 0); break;
        case Word::lastbuilddate_:
        case Word::updated_:
        case Word::modified_:
        case Word::lastmod_: keep(feed.updated, context.text(element), 0); break;
        case Word::date_: feed.date = context.text(element); break;
        default: read_setting(context, element); break;
    }
}

bool read_feed_member(ParseContext& context, NodeId element) {
    auto& feed = context.feed();
    const auto& node = context.tree().node(element);
    switch (node.space) {
        case Space::core: read_core_feed_member(context, element); return true;
        case Space::dc: read_dc_feed_member(context, element); return true;
        case Space::itunes: read_itunes_feed_member(context, element); return true;
        case Space::sy:
        case Space::fh: read_syndication_member(context, element); return true;
        case Space::admin:
            if (node.word == Word::generatoragent_) feed.generator = context.url_resource(element).value;
            if (node.word == Word::errorreportsto_)
                add_person(feed.other_authors, parse_person(context.url_resource(element).value));
            return true;
        case Space::cc:
            if (node.word == Word::license_) {
                feed.license = context.url_resource(element);
                if (feed.license.empty()) feed.license = context.url_text(element);
            }
            return true;
        case Space::feedburner:
            if (node.word == Word::browserfriendly_)
                keep(feed.user_comment, context.construct(element, TextKind::either), 1);
            return true;
        case Space::media: {
            ParsedEntry of_feed;
            read_media_entry_member(context, element, of_feed);
            for (auto& category : of_feed.categories) add_category(feed.categories, std::move(category));
            if (feed.image.url.empty() && !of_feed.media.empty()) feed.image.url = of_feed.media.front().thumbnail;
            return true;
        }
        default: return false;
    }
}

}  // namespace broadsheet::feeds
