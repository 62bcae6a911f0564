#include "daemon/document_digest.hpp"

#include "feeds/ascii.hpp"
#include "feeds/digest.hpp"
#include "feeds/discover.hpp"
#include "feeds/read.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace broadsheet {

namespace {

/// Of a first document all is new, and compared with what others say; of most others an entry or two.
bool is_first(const PolledFeed& feed) {
    return !feed.state.last_success;
}

feeds::DocumentContext context_of(const http::FetchResponse& response, const PolledFeed& feed) {
    feeds::DocumentContext context;
    context.url = response.url;
    context.content_type = response.headers.get("Content-Type");
    context.content_location = response.headers.get("Content-Location");
    context.content_language = response.headers.get("Content-Language");
    context.plain_content = is_first(feed);
    return context;
}

auto ruling_of(std::shared_ptr<const std::vector<Destination>> destinations) {
    return [destinations = std::move(destinations)](const feeds::Article& article) {
        std::vector<std::string> sections;
        for (const auto& destination : *destinations)
            if (destination.rules.lets_in(article)) sections.push_back(destination.section);
        return sections;
    };
}

std::vector<store::IncomingArticle> take_articles(feeds::Feed& document, const PolledFeed& feed,
                                                  const decltype(Digest::sections_for)& sections_for) {
    auto fingerprints = feeds::fingerprint(document, feed.identity);
    std::vector<store::IncomingArticle> articles;
    articles.reserve(document.articles.size());
    for (std::size_t i = 0; i < document.articles.size(); ++i) {
        if (fingerprints[i].key.empty()) continue;
        auto& incoming = articles.emplace_back();
        incoming.sections = sections_for(document.articles[i]);
        incoming.grouped = !incoming.sections.empty();  // grouping compares what readers see
        if (incoming.grouped && is_first(feed)) incoming.digest = feeds::digest_article(document.articles[i], document);
        incoming.article = std::move(document.articles[i]);
        incoming.article.content_plain = {};
        incoming.fingerprint = std::move(fingerprints[i]);
    }
    document.articles.clear();
    return articles;
}

std::string site_of(std::string_view url) {
    auto host = feeds::host_of(url);
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

/// Has a redirect led to another site? Its page is not the one that was meant: for the time being it is a login or a
/// portal, and where a feed has been it is whoever has the name now.
bool is_led_astray(const http::FetchResponse& response, bool has_been_feed) {
    return std::any_of(response.redirects.begin(), response.redirects.end(), [&](const http::Redirect& redirect) {
        const bool is_meant = !has_been_feed && (redirect.status == 301 || redirect.status == 308);
        return !is_meant && site_of(redirect.from) != site_of(redirect.to);
    });
}

/// The one behind that which was not to be had, or the first.
std::string next_of(const std::vector<feeds::OfferedFeed>& offers, const std::string& refused) {
    const auto is_refused = [&refused](const feeds::OfferedFeed& offer) { return offer.url == refused; };
    const auto found = std::find_if(offers.begin(), offers.end(), is_refused);
    if (offers.empty()) return {};
    return (found == offers.end() || found + 1 == offers.end() ? offers.begin() : found + 1)->url;
}

/// Of a page that was configured in its feed's place. Where a feed has been, the page is a server's in trouble, or of
/// whoever has the name now; but one that was polled elsewhere, and is nowhere to be had there, may be offered anew.
std::string offer_of(const http::FetchResponse& response, const PolledFeed& feed) {
    const bool is_feed = feed.state.last_success && feed.state.refused_offer.empty();
    if (is_feed || !feed.state.address.empty()) return {};
    if (is_led_astray(response, feed.state.last_success.has_value())) return {};
    auto offers = feeds::offered_feeds(response.body, response.headers.get("Content-Type"), response.url);
    std::erase_if(offers, [&response](const feeds::OfferedFeed& offer) {
        return std::any_of(response.redirects.begin(), response.redirects.end(),
                           [&offer](const http::Redirect& hop) { return hop.from == offer.url; });
    });
    return next_of(offers, feed.state.refused_offer);
}

/// What a feed was sent as, where that says something else: it is read all the same.
std::string type_fault(std::string_view content_type) {
    constexpr std::size_t longest = 60;
    const auto type = feeds::lower(feeds::trim(content_type.substr(0, content_type.find(';'))));
    if (type.ends_with("xml") || type.ends_with("json")) return {};
    if (type.empty()) return "the feed comes without a Content-Type";
    const bool is_shown =
        type.size() <= longest && std::all_of(type.begin(), type.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    return "the feed comes with " + (is_shown ? "the Content-Type " + type : "a Content-Type that nobody can read");
}

/// Of the body, and of the fields that say how it is to be read and which hubs it has.
std::string hash_of(const http::FetchResponse& response) {
    auto hash = std::to_string(feeds::quick_hash64(response.body));
    const auto type = response.headers.get("Content-Type");
    const auto parameters = type.substr(std::min(type.find(';'), type.size()));
    const auto about = response.headers.joined("Link").append(parameters);
    return about.empty() ? hash : hash + "-" + std::to_string(feeds::quick_hash64(about));
}

}  // namespace

Digest digest(const http::FetchResponse& response, const PolledFeed& feed,
              std::shared_ptr<const std::vector<Destination>> destinations, bool complete, feeds::Timestamp now) {
    Digest result;
    if (complete) {
        result.body_hash = hash_of(response);
        result.same_body = result.body_hash == feed.state.body_hash;
        if (result.same_body) return result;
    }
    auto document = feeds::read_feed(response.body, context_of(response, feed));
    if (!document) {
        result.error = document.error();
        result.offered = offer_of(response, feed);
        return result;
    }
    if (auto fault = type_fault(response.headers.get("Content-Type")); !fault.empty())
        document->warnings.push_back(std::move(fault));
    result.posting = feeds::observe(feed.state.posting, *document, complete, now);
    result.expected = feeds::posts_since(*document, feed.state.posting.as_of, now);
    result.feed = std::move(*document);
    result.sections_for = ruling_of(std::move(destinations));
    result.articles = take_articles(*result.feed, feed, result.sections_for);
    return result;
}

}  // namespace broadsheet
