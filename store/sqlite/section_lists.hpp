#pragma once
// Which article stands in which section, in the order readers get them, with the counters and versions that follow from
// it. One object serves one change; commit() writes the counters and versions of what it touched.

#include "store/sqlite/connection.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace broadsheet::store::sqlite {

/// sections.num
enum class SectionNumber : std::int64_t {};
using SectionSet = std::vector<SectionNumber>;  ///< small, ascending, without repetition

[[nodiscard]] SectionSet both(const SectionSet& one, const SectionSet& other);
[[nodiscard]] SectionSet common(const SectionSet& one, const SectionSet& other);
[[nodiscard]] SectionSet difference(const SectionSet& from, const SectionSet& without);

class SectionLists {
public:
    explicit SectionLists(Connection& connection) : connection_(connection) {}

    /// Sections by their ids. Those nobody knows are left out: a fetch may outlive a section that a reload took away.
    [[nodiscard]] SectionSet numbers(const std::vector<std::string>& ids);

    /// Where an article stands.
    [[nodiscard]] SectionSet of(std::int64_t article, Timestamp published);

    /// Moves an article; a new one comes from nothing at all, a removed one goes there.
    void place(std::int64_t article, Timestamp published, const SectionSet& to);
    void move(std::int64_t article, Timestamp published, const SectionSet& from, const SectionSet& to);
    void remove(std::int64_t article, Timestamp published, const SectionSet& from);

    /// Readers see something else in it.
    void touch(SectionNumber section);
    void touch(const SectionSet& sections);
    /// … in every section that may show an article of this feed.
    void touch_feed(std::int64_t feed);

    /// Articles came to this lead, or left it: sections that show it show something else.
    void change_lead(std::int64_t lead);

    /// Writes counters, versions and times; gives the ids of the changed sections.
    [[nodiscard]] std::vector<std::string> commit(Timestamp now);

private:
    struct Change {
        SectionNumber section{};
        std::int64_t articles = 0;
    };

    Change& change_of(SectionNumber section);
    void insert_row(SectionNumber section, std::int64_t article, Timestamp published);
    void add_row(SectionNumber section, std::int64_t article, Timestamp published);
    void remove_row(SectionNumber section, std::int64_t article, Timestamp published);

    [[nodiscard]] SectionSet sections_with(std::int64_t lead);

    /// The article's lead may be shown by another article from now on.
    void unsettle(std::int64_t article);

    Connection& connection_;
    std::vector<Change> changes_;
    std::unordered_set<std::int64_t> unsettled_;  ///< leads
    std::unordered_set<std::int64_t> changed_;    ///< leads
    std::vector<std::pair<std::string, SectionNumber>> known_;
};

}  // namespace broadsheet::store::sqlite
