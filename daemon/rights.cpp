#include "daemon/rights.hpp"

#include "daemon/pages/words.hpp"
#include "feeds/html.hpp"

#include <utility>

namespace broadsheet {

namespace {

constexpr std::size_t excerpt_bytes = 320;
constexpr std::size_t longest_summary = 1'000;  // one that is longer is the text itself

std::string plain_text_of(const feeds::Article& article) {
    return article.content_text.empty() ? feeds::html_to_text(article.content_html) : article.content_text;
}

/// A document with one text, or the same one twice, has no summary of its own: where no more may be passed on, the
/// first words are one.
void summarise(feeds::Article& article) {
    if (!article.summary.empty() && article.summary.size() <= longest_summary) return;
    article.summary =
        pages::shortened(article.summary.empty() ? plain_text_of(article) : article.summary, excerpt_bytes);
    article.summary_html.clear();
}

}  // namespace

void cut_to(feeds::Article& article, store::Extent extent) {
    if (extent == store::Extent::full) return;
    if (extent == store::Extent::summary) summarise(article);
    article.content_html.clear();
    article.content_text.clear();
    if (extent == store::Extent::summary) return;
    article.summary.clear();
    article.summary_html.clear();
    article.image.clear();
    article.banner_image.clear();
    article.media.clear();
    article.enclosures.clear();
}

std::string summary_for(std::string summary, store::Extent extent) {
    if (extent == store::Extent::headline) return {};
    return extent == store::Extent::full || summary.size() <= longest_summary
               ? summary
               : pages::shortened(std::move(summary), excerpt_bytes);
}

}  // namespace broadsheet
