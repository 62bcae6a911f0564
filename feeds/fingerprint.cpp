#include "feeds/fingerprint.hpp"

#include "feeds/digest.hpp"
#include "feeds/folded_text.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet::feeds {

namespace {

/// White space does not count: a publisher's pretty-printer is no editor.
std::uint64_t content_hash(const Article& article) {
    std::string said;
    said.reserve(article.title.size() + article.content_html.size() + article.summary.size() + 256);
    const auto add = [&said](std::string_view text) {
        FoldedText(said).add(text);
        said += '\0';
    };
    for (const auto* text : {&article.title, &article.url, &article.external_url, &article.summary,
                             &article.summary_html, &article.content_html, &article.content_text, &article.image})
        add(*text);
    for (const auto& author : article.authors) add(author.name);
    for (const auto& enclosure : article.enclosures) add(enclosure.url);
    return quick_hash64(said);
}

std::string key_of(const Article& article, const std::string& canonical, IdentityRule rule, std::uint64_t content) {
    if (rule != IdentityRule::link && !article.id.empty()) return "id:" + article.id;
    if (!canonical.empty()) return "url:" + canonical;
    if (!article.id.empty()) return "id:" + article.id;
    return "hash:" + std::to_string(content);
}

/// What a document's entries make of one address.
struct AddressUse {
    bool one_content = true;  ///< one entry has it, or the same entry again and again
    bool one_title = true;    ///< where there are several contents
};

/// By entry.
std::vector<AddressUse> address_uses(const Feed& feed, const std::vector<std::string>& canonical,
                                     const std::vector<Fingerprint>& prints) {
    std::vector<std::size_t> by_address(canonical.size());
    std::iota(by_address.begin(), by_address.end(), std::size_t{0});
    std::sort(by_address.begin(), by_address.end(),
              [&](std::size_t a, std::size_t b) { return canonical[a] < canonical[b]; });
    std::vector<AddressUse> uses(canonical.size());
    for (auto run = by_address.begin(); run != by_address.end();) {
        const auto end =
            std::find_if(run, by_address.end(), [&](std::size_t entry) { return canonical[entry] != canonical[*run]; });
        const auto& title = feed.articles[*run].title;
        AddressUse use;
        for (auto entry = run + 1; entry != end; ++entry) {
            use.one_content = use.one_content && prints[*entry].content == prints[*run].content;
            use.one_title = use.one_title && !title.empty() && feed.articles[*entry].title == title;
        }
        for (; run != end; ++run) uses[*run] = use;
    }
    return uses;
}

bool have_own_keys(const std::vector<Fingerprint>& prints) {
    std::vector<std::string_view> keys;
    keys.reserve(prints.size());
    for (const auto& print : prints) keys.push_back(print.key);
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) == keys.end();
}

/// One id on several entries: their links tell them apart, whatever order the document lists them in; where there are
/// none, their headlines, which an editor changes less often than the text.
void tell_apart_by_link(const Feed& feed, const std::vector<std::string>& canonical, std::vector<Fingerprint>& prints) {
    std::unordered_map<std::string, std::unordered_set<std::uint64_t>> uses;
    for (const auto& print : prints) uses[print.key].insert(print.content);
    for (std::size_t i = 0; i < prints.size(); ++i) {
        if (uses[prints[i].key].size() == 1 || !prints[i].key.starts_with("id:")) continue;
        const auto& title = feed.articles[i].title;
        if (!canonical[i].empty())
            prints[i].key += "\nurl:" + canonical[i];
        else
            prints[i].key += title.empty() ? "\nhash:" + std::to_string(prints[i].content) : "\ntitle:" + title;
    }
}

/// Two headlines under one id and one link are one article and its update; three mean that neither says anything.
void tell_apart_by_title(const Feed& feed, std::vector<Fingerprint>& prints) {
    constexpr std::size_t several = 3;
    std::unordered_map<std::string, std::unordered_set<std::string_view>> titles;
    for (std::size_t i = 0; i < prints.size(); ++i) titles[prints[i].key].insert(feed.articles[i].title);
    for (std::size_t i = 0; i < prints.size(); ++i)
        if (prints[i].key.starts_with("id:") && titles[prints[i].key].size() >= several)
            prints[i].key += "\ntitle:" + feed.articles[i].title;
}

}  // namespace

std::vector<Fingerprint> fingerprint(const Feed& feed, IdentityRule rule) {
    std::vector<std::string> canonical;
    canonical.reserve(feed.articles.size());
    for (const auto& article : feed.articles)
        canonical.push_back(canonical_url(article.original_url.empty() ? article.url : article.original_url));
    std::vector<Fingerprint> prints(feed.articles.size());
    for (std::size_t i = 0; i < prints.size(); ++i) prints[i].content = content_hash(feed.articles[i]);
    const auto uses = address_uses(feed, canonical, prints);
    for (std::size_t i = 0; i < feed.articles.size(); ++i) {
        const auto& article = feed.articles[i];
        Fingerprint& print = prints[i];
        // An address that several entries share, a live page or the home page, says nothing of any of them; one that
        // is listed twice under one headline says that it is the same page.
        const auto& use = uses[i];
        const bool own_address = !canonical[i].empty() && use.one_content;
        print.canonical_url = own_address || (!canonical[i].empty() && use.one_title) ? hash64(canonical[i]) : 0;
        print.key = key_of(article, own_address || rule == IdentityRule::link ? canonical[i] : "", rule, print.content);
    }
    if (have_own_keys(prints)) return prints;
    tell_apart_by_link(feed, canonical, prints);
    tell_apart_by_title(feed, prints);
    std::unordered_set<std::string> taken;
    for (auto& print : prints)
        if (!taken.insert(print.key).second) print.key.clear();
    return prints;
}

}  // namespace broadsheet::feeds
