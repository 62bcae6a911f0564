#pragma once
// Entries that come under another id or link than before: a feed that has moved to https, a new publishing system, ids
// with counters, titles or chance in them, links with tokens. They are known by their address, or by their title and
// date. How much each of these is worth is learned from the feed itself: what it lists now, what it listed last.

#include "store/records.hpp"
#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace broadsheet::store::sqlite {

class RenamedEntries {
public:
    RenamedEntries(Connection& connection, std::int64_t feed, const FetchRecord& record);

    /// No entry of the feed is known, whatever empty documents it has had.
    [[nodiscard]] bool is_first() const { return first_; }

    /// Before the rest, once for each entry of the document: the article that its id is known for, and whether it says
    /// what it said; or that its id is not known.
    void note_known(std::optional<std::int64_t> article, bool says_the_same);
    void note_unknown() { ++unknown_; }

    /// The article of the same feed that an entry of an unknown id is; no other entry of the document is it too.
    [[nodiscard]] std::optional<std::int64_t> find(const IncomingArticle& incoming);
    /// Where find() has found nothing: is it one that was removed, as its address says where ids are of chance? It is
    /// listed still, then, and not to be forgotten.
    [[nodiscard]] bool is_removed(const IncomingArticle& incoming);
    /// The article is one of the document's entries, and no other.
    void claim(std::int64_t article) { claimed_.insert(article); }

    /// The entry says what the article does, but for a token in its link, as the feed's other entries have one.
    [[nodiscard]] bool only_token_differs(std::int64_t article, const IncomingArticle& incoming);

    /// After the rest: keeps what has been learned of the feed's ids.
    void learn();

private:
    struct Listed {
        std::int64_t article = 0;
        std::string url;
        Timestamp published;
    };
    using ByTitle = std::unordered_map<std::string, std::vector<std::int64_t>>;  ///< articles, the latest first

    [[nodiscard]] std::optional<std::int64_t> find_by_address(const IncomingArticle& incoming,
                                                              std::optional<Timestamp> date);
    [[nodiscard]] std::optional<std::int64_t> find_by_date(const IncomingArticle& incoming, Timestamp date);
    [[nodiscard]] ByTitle read_dated(Timestamp date);
    [[nodiscard]] std::optional<std::int64_t> find_listed(const IncomingArticle& incoming,
                                                          std::optional<Timestamp> date);
    [[nodiscard]] bool is_storm() const;
    [[nodiscard]] bool fragments_count_edits();
    [[nodiscard]] bool links_have_tokens();
    const Listed* listed(const std::string& title);
    void read_listed();

    Connection& db_;
    std::int64_t feed_;
    const FetchRecord& record_;
    bool first_ = false;  ///< of the feed's documents that has entries
    std::unordered_set<std::int64_t> claimed_;
    std::size_t known_ = 0;
    std::size_t changed_ = 0;
    std::size_t unknown_ = 0;
    std::size_t by_address_ = 0;
    int churns_ = 0;  ///< documents in a row that had new ids and old links throughout
    std::optional<bool> fragments_;
    std::optional<bool> tokens_;
    std::unordered_map<std::int64_t, ByTitle> dated_;                ///< by date, as far as they were asked for
    std::optional<std::unordered_map<std::string, Listed>> listed_;  ///< by title, where only one has it
};

/// Makes `key` one more name of the article, and forgets all but its latest few, for ids may be of chance at each
/// fetch. Gives how many names it has more than before.
[[nodiscard]] std::int64_t write_alias(Connection& connection, std::int64_t feed, std::uint64_t key,
                                       std::int64_t article, Timestamp now);

}  // namespace broadsheet::store::sqlite
