#pragma once
// Places new articles in stories and writes down what follows. Keeps the state of grouping in memory, made from the
// tables when it is first wanted and whenever a transaction has come to nothing. One thread: the writer's.

#include "feeds/grouping.hpp"
#include "store/records.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/section_lists.hpp"

#include <cstdint>
#include <optional>

namespace broadsheet::store::sqlite {

class StoryPlacing {
public:
    explicit StoryPlacing(Connection& connection) : db_(connection) {}

    /// An article just stored, and placed in these sections. Ids rise from call to call.
    void place(std::int64_t article, FeedId feed, Timestamp published, const IncomingArticle& incoming,
               feeds::ArticleDigest digest, const SectionSet& placed, SectionLists& sections, Timestamp now);

    /// What an admin wants. not_found, invalid: nothing was changed.
    [[nodiscard]] Result<void> change(const StoryOrder& order, SectionLists& sections, Timestamp now);

    /// What readers see as one entry from now on.
    void use(StoryMode mode, Timestamp now);

    /// Makes the state of grouping, unless it is there.
    void recall() { static_cast<void>(grouping()); }

    /// What is in memory may not be what is stored.
    void forget();

private:
    feeds::Grouping& grouping();
    [[nodiscard]] Result<void> may_split(std::int64_t story, std::int64_t article);
    [[nodiscard]] Result<void> split(std::int64_t story, std::int64_t article, SectionLists& sections);
    [[nodiscard]] Result<void> join(std::int64_t story, std::int64_t other, SectionLists& sections, Timestamp now);
    void write_first(const feeds::Placement& placement, std::int64_t lead, Timestamp published);
    void write(const feeds::Placement& placement, SectionLists& sections);
    void write(const feeds::StoryJoin& join, SectionLists& sections, Timestamp now);

    Connection& db_;
    std::optional<feeds::Grouping> grouping_;
    std::optional<StoryMode> mode_;  // as stored, once it was wanted
};

}  // namespace broadsheet::store::sqlite
