#pragma once
// The members that stand in stored JSON, by their names there. Each type has one visit_all() for writing and reading:
// no name is written and another read. Only json.cpp wants this.

#include "feeds/article.hpp"
#include "feeds/schedule.hpp"

#include <concepts>
#include <type_traits>

namespace broadsheet::store {

template <class T, class Visitor>
void visit_all(T& person, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Person> {
    v("name", person.name);
    v("email", person.email);
    v("url", person.url);
    v("avatar", person.avatar);
}

template <class T, class Visitor>
void visit_all(T& category, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Category> {
    v("term", category.term);
    v("scheme", category.scheme);
    v("label", category.label);
}

template <class T, class Visitor>
void visit_all(T& link, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Link> {
    v("rel", link.rel);
    v("href", link.href);
    v("type", link.type);
    v("title", link.title);
    v("hreflang", link.hreflang);
    v("length", link.length);
}

template <class T, class Visitor>
void visit_all(T& enclosure, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Enclosure> {
    v("url", enclosure.url);
    v("type", enclosure.type);
    v("title", enclosure.title);
    v("length", enclosure.length);
    v("duration", enclosure.duration);
}

template <class T, class Visitor>
void visit_all(T& media, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Media> {
    v("url", media.url);
    v("type", media.type);
    v("medium", media.medium);
    v("width", media.width);
    v("height", media.height);
    v("title", media.title);
    v("description", media.description);
    v("thumbnail", media.thumbnail);
}

template <class T, class Visitor>
void visit_all(T& source, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::EntrySource> {
    v("id", source.id);
    v("title", source.title);
    v("url", source.url);
    v("feed_url", source.feed_url);
    v("updated", source.updated);
}

template <class T, class Visitor>
void visit_all(T& geo, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Geo> {
    v("lat", geo.lat);
    v("lon", geo.lon);
}

template <class T, class Visitor>
void visit_all(T& hints, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::DocumentHints> {
    v("ttl", hints.ttl);
    v("update_period", hints.update_period);
    v("skip_hours", hints.skip_hours);
    v("skip_days", hints.skip_days);
    v("max_age", hints.freshness.max_age);
    v("by_expires", hints.freshness.by_expires);
}

template <class T, class Visitor>
void visit_all(T& article, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Article> {
    v("id_is_permalink", article.id_is_permalink);
    v("external_url", article.external_url);
    v("title_html", article.title_html);
    v("summary_html", article.summary_html);
    v("image", article.image);
    v("banner_image", article.banner_image);
    v("published", article.published);
    v("updated", article.updated);
    v("created", article.created);
    v("expires", article.expires);
    v("authors", article.authors);
    v("contributors", article.contributors);
    v("categories", article.categories);
    v("enclosures", article.enclosures);
    v("links", article.links);
    v("media", article.media);
    v("language", article.language);
    v("comments", article.comments);
    v("rights", article.rights);
    v("license", article.license);
    v("source", article.source);
    v("geo", article.geo);
}

}  // namespace broadsheet::store
