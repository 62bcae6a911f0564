#pragma once
// Reports of two events, by three feeds, for the suites of stories in a store.

#include "store/sqlite/connection.hpp"
#include "tests/store/contract_test.hpp"

namespace broadsheet::tests {

/// Makes one kind of statement fail, such as "INSERT ON articles", for as long as this is there.
class FailingStatement {
public:
    FailingStatement(const std::string& path, const std::string& kind)
        : connection_(store::sqlite::Connection::open(path, store::sqlite::Access::write).value()) {
        connection_.script("CREATE TRIGGER fails BEFORE " + kind +
                           " BEGIN SELECT RAISE(ABORT, 'as a test wants'); END");
        connection_.status().value();
    }
    ~FailingStatement() { connection_.script("DROP TRIGGER fails"); }
    FailingStatement(const FailingStatement&) = delete;
    FailingStatement& operator=(const FailingStatement&) = delete;

private:
    store::sqlite::Connection connection_;
};

class Stories : public Contract {
protected:
    Stories() {
        configure({{first_url, "First", {"world"}, 0},
                   {second_url, "Second", {"world", "tech"}, 0},
                   {third_url, "Third", {"tech"}, 5}});
        third = store_.feed_id(third_url);
    }
    static IncomingArticle report(const std::string& id, const std::string& title, const std::string& summary,
                                  std::vector<std::string> sections = {"world"}) {
        auto entry = incoming(id, title, std::move(sections));
        entry.article.summary = summary;
        entry.grouped = true;
        return entry;
    }
    static IncomingArticle with_digest(IncomingArticle entry) {
        entry.digest = feeds::digest_article({entry.article.title, entry.article.summary, "", "", ""});
        return entry;
    }
    static IncomingArticle quake(const std::string& id, std::vector<std::string> sections = {"world"}) {
        return report(id, "Earthquake of magnitude 7 hits Lima, Peru", "A strong quake shook the Peruvian capital",
                      std::move(sections));
    }
    static IncomingArticle quake_again(const std::string& id, std::vector<std::string> sections = {"world"}) {
        return report(id, "Peru earthquake of magnitude 7: buildings sway in Lima",
                      "Residents of the Peruvian capital ran into the streets after a strong quake",
                      std::move(sections));
    }
    static IncomingArticle budget(const std::string& id) {
        return report(id, "Senate passes budget after night of votes", "Lawmakers in Canberra agreed on spending");
    }

    Result<void> split(std::int64_t story, std::int64_t article) {
        return writer().change_story({store::StoryOrder::Kind::split, story, article}, noon + hours(2));
    }
    Result<void> join(std::int64_t story, std::int64_t other) {
        return writer().change_story({store::StoryOrder::Kind::join, story, other}, noon + hours(4));
    }

    const std::string third_url = "https://third.example/feed.xml";
    FeedId third{};
};

}  // namespace broadsheet::tests
