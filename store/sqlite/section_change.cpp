#include "store/sqlite/section_change.hpp"

#include "store/sqlite/record_queries.hpp"

#include <algorithm>
#include <iterator>
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
    std::vector<ArticleRecord> read;
    for (const auto& [section, rules] : gained) {
        if (read.empty() && !rules.empty()) {
            auto articles = select_articles(connection, {article});
            if (!articles) return articles.error();
            read = std::move(*articles);
        }
        if (rules.empty() || (!read.empty() && rules.lets_in(read.front().article))) sections.push_back(section);
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
    const auto first = connection.value<Timestamp>("SELECT min(first_seen) FROM article_sources WHERE feed = ?", feed);
    const auto limit = kept_back_until(articles, first);
    for (const auto& [article, published, first_seen] : articles) {
        const SectionSet from = lists.of(article, published);
        if (from.empty() && limit && first_seen == first && published <= *limit) continue;
        auto more = let_in(connection, article, change.gained);
        if (!more) return more.error();
        SectionSet all;
        std::set_union(from.begin(), from.end(), more->begin(), more->end(), std::back_inserter(all));
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
