// Any bytes for a feed document: what comes out is text that XML allows, addresses of the web and nothing else.
#include "feeds/parsed_json.hpp"
#include "feeds/read.hpp"
#include "feeds/url.hpp"
#include "feeds/utf8.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace broadsheet::feeds;

void require(bool holds, const char* what, const std::string& value) {
    if (holds) return;
    std::fprintf(stderr, "%s: %s\n", what, value.c_str());
    std::abort();
}

void require_text(const std::string& text) {
    require(valid_xml_prefix(text) == text.size(), "no text", text);
}

void require_url(const std::string& url) {
    require(url.empty() || is_web_url(url), "no web address", url);
}

void check(const Article& article) {
    for (const auto* text : {&article.id, &article.title, &article.title_html, &article.summary, &article.summary_html,
                             &article.content_html, &article.content_text, &article.rights, &article.language})
        require_text(*text);
    for (const auto* url : {&article.url, &article.external_url, &article.image, &article.banner_image,
                            &article.comments, &article.license})
        require_url(*url);
    for (const auto& enclosure : article.enclosures) require_url(enclosure.url);
    for (const auto& medium : article.media) require_url(medium.url), require_url(medium.thumbnail);
    for (const auto& person : article.authors) require_text(person.name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    DocumentContext context;
    context.url = "https://example.org/feeds/all.xml";
    const auto feed = read_feed({reinterpret_cast<const char*>(data), size}, context);
    if (!feed) return 0;
    require_text(feed->title);
    require_text(feed->description);
    require_url(feed->home_page_url);
    require_url(feed->feed_url);
    for (const auto& article : feed->articles) check(article);
    require_text(parsed_json(*feed));
    return 0;
}
