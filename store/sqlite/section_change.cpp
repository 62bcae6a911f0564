#include "store/sqlite/section_change.hpp"

#include "store/sqlite/article_rows.hpp"
#include "store/sqlite/entry_rows.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace broadsheet::store::sqlite {

namespace {

bool another_source_puts_it_in(Connection& connection, SectionNumber section, std::int64_t article, std::int64_t feed) {
    return connection.value<bool>(
        "SELECT 1 FROM article_sources JOIN feed_sections USING (feed)"
        " WHERE article = ? AND feed <> ? AND section = ? LIMIT 1",
        article, feed, section);
}

Result<SectionSet> let_in(Connection& connection, std::int64_t article, const std::vector<GainedSection>& gained) {
    SectionSet sections;
    std::optional<feeds::Article> words;
    for (const auto& [section, rules] : gained) {
        if (!words && !rules.empty()) {
            auto read = read_ruled(connection, article);
            if (!read) return read.error();
            words = std::move(*read);
        }
        if (rules.empty() || rules.lets_in(*words)) sections.push_back(section);
    }
    return sections;
}

struct Brought {
    std::int64_t article = 0;
    Timestamp published;
    Timestamp first_seen;
};

std::vector<Brought> articles_of(Connection& connection, std::int64_t feed) {
    std::vector<Brought> articles;
    Query rows = connection.query(
        "SELECT id, published, min(article_sources.first_seen) FROM article_sources JOIN articles ON id = article"
        " WHERE article_sources.feed = ? GROUP BY id",
        feed);
    while (rows.next()) {
        auto& [article, published, first_seen] = articles.emplace_back();
        rows.read(article, published, first_seen);
    }
    return articles;
}

/// What the first document brought from this date back may have been kept back; nullopt: nothing was.
std::optional<Timestamp> kept_back_until(std::vector<Brought> articles, Timestamp first) {
    std::erase_if(articles, [first](const Brought& one) { return one.first_seen != first; });
    if (articles.size() <= first_entries) return std::nullopt;
    const auto newest = articles.begin() + first_entries;
    const auto is_newer = [](const Brought& one, const Brought& other) { return one.published > other.published; };
    std::nth_element(articles.begin(), newest, articles.end(), is_newer);
    return newest->published;
}

}  // namespace

Result<void> move_articles(Connection& connection, SectionLists& lists, std::int64_t feed,
                           const SectionChange& change) {
    const auto articles = articles_of(connection, feed);
    const Timestamp first = first_document_of(connection, feed);
    const auto limit = kept_back_until(articles, first);
    for (const auto& [article, published, first_seen] : articles) {
        const SectionSet from = lists.of(article, published);
        if (from.empty() && limit && first_seen == first && published <= *limit) continue;
        auto more = let_in(connection, article, change.gained);
        if (!more) return more.error();
        SectionSet all = both(from, *more);
        const auto leaves = [&, id = article](SectionNumber section) {
            const bool is_lost = std::binary_search(change.lost.begin(), change.lost.end(), section);
            return is_lost && !another_source_puts_it_in(connection, section, id, feed);
        };
        all.erase(std::remove_if(all.begin(), all.end(), leaves), all.end());
        lists.move(article, published, from, all);
    }
    return connection.status();
}

}  // namespace broadsheet::store::sqlite
