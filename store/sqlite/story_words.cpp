#include "store/sqlite/story_words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace broadsheet::store::sqlite {

namespace {

constexpr std::int64_t day = 86'400;
constexpr std::int64_t counted_days = 14;

constexpr std::size_t shingle_bytes = 4;
constexpr std::size_t hash_bytes = 8;
constexpr std::size_t weight_bytes = 1;

void append(std::string& out, std::uint64_t value, std::size_t bytes) {
    std::array<char, hash_bytes> text{};
    for (std::size_t byte = 0; byte < bytes; ++byte) text[byte] = static_cast<char>(value >> (8 * byte) & 0xff);
    out.append(text.data(), bytes);
}

/// Takes `bytes` off the front.
template <std::size_t bytes>
std::uint64_t take(std::string_view& blob) {
    std::uint64_t value = 0;
    for (std::size_t byte = 0; byte < bytes; ++byte)
        value |= std::uint64_t{static_cast<unsigned char>(blob[byte])} << (8 * byte);
    blob.remove_prefix(bytes);
    return value;
}

void read_shingles(std::string_view blob, std::vector<std::uint32_t>& shingles) {
    shingles.clear();
    while (blob.size() >= shingle_bytes) shingles.push_back(static_cast<std::uint32_t>(take<shingle_bytes>(blob)));
}

void read_weights(std::string_view blob, feeds::StoryWeights& weights) {
    weights.clear();
    while (blob.size() >= hash_bytes + weight_bytes) {
        const std::uint64_t hash = take<hash_bytes>(blob);
        weights.emplace_back(hash, static_cast<std::uint8_t>(take<weight_bytes>(blob)));
    }
}

}  // namespace

void write_words(Connection& connection, const feeds::GroupedArticle& article) {
    std::string sketch;
    sketch.reserve(article.facts.sketch.shingles.size() * shingle_bytes);
    for (const std::uint32_t shingle : article.facts.sketch.shingles) append(sketch, shingle, shingle_bytes);
    std::string weights;
    weights.reserve(article.weights.size() * (hash_bytes + weight_bytes));
    for (const auto& [hash, weight] : article.weights) {
        append(weights, hash, hash_bytes);
        append(weights, weight, weight_bytes);
    }
    const auto& facts = article.facts;
    connection.run(
        "INSERT INTO story_words (article, time, feed, url, text, title, language, level, sketch, weights)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        facts.id, facts.time, facts.feed, facts.url, facts.text, facts.title, article.language, facts.sketch.level,
        Blob{sketch}, Blob{weights});
}

feeds::NamedArticle named_article(Connection& connection, std::int64_t article) {
    Query row = connection.query(
        "SELECT articles.title, language, weights FROM story_words JOIN articles ON articles.id = article"
        " WHERE article = ?",
        article);
    if (!row.next()) return {};
    std::string title;
    std::string language;
    std::string_view weights;
    row.read(title, language, weights);
    feeds::NamedArticle named{feeds::title_names(title, feeds::term_language(language)), {}};
    read_weights(weights, named.words);
    return named;
}

feeds::NamedArticle named_article(const FreshArticle& article) {
    return {feeds::title_names(article.title, feeds::term_language(article.kept.language)), article.kept.weights};
}

namespace {

/// The earliest time that no more than `most` articles reach.
std::int64_t floor_for(Connection& connection, std::size_t most) {
    Query row = connection.query("SELECT time FROM story_words ORDER BY time DESC LIMIT 1 OFFSET ?", most);
    if (!row.next()) return std::numeric_limits<std::int64_t>::min();
    std::int64_t time = 0;
    row.read(time);
    return time + 1;
}

}  // namespace

void restore_grouping(Connection& connection, feeds::Grouping& grouping) {
    const auto newest = connection.value<std::int64_t>("SELECT max(time) FROM story_words");
    Query rows = connection.query(
        "SELECT article, time, feed, url, text, title, language, level, sketch, weights, story, copy_of, by_hand"
        " FROM story_words JOIN story_articles USING (article) WHERE time >= ? ORDER BY article",
        (newest / day - counted_days + 1) * day);
    grouping.restoring(newest, {floor_for(connection, grouping.most() * feeds::Copies::known_to_compared),
                                floor_for(connection, grouping.most())});
    feeds::GroupedArticle article;  // for all rows, one after the other
    auto& facts = article.facts;
    while (rows.next()) {
        std::string_view sketch;
        std::string_view weights;
        rows.read(facts.id, facts.time, facts.feed, facts.url, facts.text, facts.title, article.language,
                  facts.sketch.level, sketch, weights, article.story, article.copy_of, article.by_hand);
        read_shingles(grouping.wants_sketch(facts.time) ? sketch : std::string_view(), facts.sketch.shingles);
        read_weights(weights, article.weights);
        grouping.restore(article);
    }
    grouping.restored();
}

void forget_old_words(Connection& connection) {
    const auto newest = connection.value<std::int64_t>("SELECT max(time) FROM story_words");
    connection.run("DELETE FROM story_words WHERE time < ?", (newest / day - counted_days) * day);
}

void forget_old_aliases(Connection& connection) {
    connection.run(
        "DELETE FROM story_aliases WHERE NOT EXISTS (SELECT 1 FROM story_articles WHERE story_articles.story ="
        " story_aliases.story)");
}

}  // namespace broadsheet::store::sqlite
