#pragma once
// The Reader over one connection.

#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

namespace broadsheet::store::sqlite {

class SqliteReader final : public Reader {
public:
    SqliteReader(std::string path, Connection connection);

    Result<std::vector<FeedRecord>> feeds() override;
    Result<std::vector<PollingRecord>> polling() override;
    Result<FeedRecord> feed(std::string_view url) override;
    Result<std::vector<SectionRecord>> sections() override;
    Result<Page> page(const ArticleQuery& query) override;
    Result<ArticleRecord> article(ArticleId id) override;
    Result<std::vector<RevisionRecord>> revisions(ArticleId id) override;
    Result<std::vector<ListedEntry>> listed(FeedId feed) override;
    Result<std::vector<EventRecord>> events(std::uint32_t limit) override;
    Result<std::vector<HostHold>> holds(Timestamp now) override;
    Result<std::vector<Subscription>> subscriptions() override;
    Result<std::vector<KeptPush>> pushes() override;
    Result<Push> push(PushId id) override;
    Result<StoryRecord> story(std::int64_t id) override;
    Result<Stats> stats() override;
    Result<bool> has_orders() override;
    Result<std::optional<std::string>> order_outcome(std::int64_t number) override;
    Result<void> backup(const std::string& file) override;
    Result<std::vector<std::string>> verify() override;

private:
    std::string path_;
    Connection connection_;
};

}  // namespace broadsheet::store::sqlite
