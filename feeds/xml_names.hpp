#pragma once
// The vocabularies that feeds are written in: namespaces by URI, element names by word. Pure; any thread.

#include <cstdint>
#include <string_view>

namespace broadsheet::feeds {

/// A namespace that we know. RSS of every version, Atom of both, CDF and elements in no namespace are one vocabulary.
enum class Space : std::uint8_t {
    core,
    dc,  ///< Dublin Core, elements 1.0 and 1.1 and terms
    content,
    media,
    itunes,
    georss,
    gml,
    geo,
    sy,
    slash,
    thr,
    fh,
    cc,
    admin,
    feedburner,
    podcast,
    wfw,
    rdf,
    xhtml,
    svg,
    mathml,
    xml,
    xmlns,
    other,
};

// Every local name that some adapter reads, in lower case and in order.
// clang-format off
#define BROADSHEET_FEED_WORDS(X) \
    X(about) X(abstract) X(address) X(adult) X(archive) X(author) X(base) X(body) X(browserfriendly) X(category) X(channel) X(cloud) \
    X(code) X(comments) X(community) X(complete) X(content) X(contributor) X(copyright) X(created) X(creator) \
    X(credit) X(date) X(day) X(description) X(docs) X(duration) X(editor) X(email) X(enclosure) X(encoded) X(entry) \
    X(errorreportsto) X(expirationdate) X(feed) X(fullitem) X(generator) X(generatoragent) X(geo) X(group) X(guid) \
    X(height) X(homepage) X(hour) X(html) X(icon) X(id) X(identifier) X(image) X(info) X(issued) X(item) X(items) \
    X(keywords) X(lang) X(language) X(lastbuilddate) X(lastmod) X(lat) X(li) X(license) X(link) X(location) X(logo) \
    X(long) X(managingeditor) X(modified) X(name) X(opml) X(origenclosurelink) X(origlink) X(owner) X(point) X(pos) \
    X(player) X(product) X(pubdate) X(published) X(publisher) X(rating) X(rdf) X(redirect) X(rights) X(rss) \
    X(schedule) X(sitemapindex) X(skipdays) X(skiphours) X(source) X(subject) X(subtitle) X(summary) X(tagline) \
    X(text) X(textinput) X(thumbnail) X(title) X(ttl) X(updated) X(updatefrequency) X(updateperiod) X(uri) X(url) \
    X(urlset) X(valid) X(webmaster) X(where) X(width)
// clang-format on

enum class Word : std::uint16_t {
    none,
#define BROADSHEET_WORD(word) word##_,
    BROADSHEET_FEED_WORDS(BROADSHEET_WORD)
#undef BROADSHEET_WORD
};

/// `Space::other` for a URI that is not known. Scheme, case, "www." and a closing slash do not count.
[[nodiscard]] Space space_of_uri(std::string_view uri);

/// What a prefix usually means; `Space::other` when it usually means nothing.
[[nodiscard]] Space space_of_usual_prefix(std::string_view prefix);

/// The word that a local name spells, in any case.
[[nodiscard]] Word word_of(std::string_view local);

}  // namespace broadsheet::feeds
