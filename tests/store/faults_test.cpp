// What the disk and the kernel do to a store: killed processes, full disks, damaged pages.

#include "tests/store/contract_test.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace broadsheet::tests {

using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr int fetches_in_a_group = 3;
constexpr int entries_in_a_fetch = 5;

void set_up(const std::string& path) {
    const auto store = store::open_store(path, store::OpenMode::read_write).value();
    store->writer().value()->sync_config({{{"world", "World"}}, {{first_url, "First", {"world"}, 0}}}, noon).value();
}

/// Stores groups for ever and says so after each, until it is killed.
[[noreturn]] void ingest_and_acknowledge(const std::string& path, int round, int pipe) {
    const auto store = store::open_store(path, store::OpenMode::read_write).value();
    const auto writer = store->writer().value();
    const FeedId feed = store->reader().value()->feed(first_url).value().id;
    for (int group = 0;; ++group) {
        writer->begin().value();
        for (int fetch = 0; fetch < fetches_in_a_group; ++fetch) {
            std::vector<IncomingArticle> entries;
            for (int entry = 0; entry < entries_in_a_fetch; ++entry) {
                const std::string id = std::to_string(round) + "-" + std::to_string(group) + "-" +
                                       std::to_string(fetch) + "-" + std::to_string(entry);
                entries.push_back(incoming(id, id));
            }
            writer->record_fetch(fetched(feed, noon, entries)).value();
        }
        writer->commit().value();
        if (::write(pipe, "+", 1) != 1) ::_exit(1);
    }
}

/// Kills the child when it has acknowledged `acknowledgements` groups; gives how many it had in the end.
int kill_after(int acknowledgements, const std::string& path, int round) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        ingest_and_acknowledge(path, round, ends[1]);
    }
    ::close(ends[1]);
    int seen = 0;
    char mark = 0;
    while (seen < acknowledgements && ::read(ends[0], &mark, 1) == 1) ++seen;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &mark, 1) == 1) ++seen;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    return seen;
}

}  // namespace

TEST(Faults, NothingAcknowledgedIsLostToAKill) {
    const TempFolder folder;
    const std::string path = folder.file("broadsheet.db");
    set_up(path);
    std::minstd_rand random(20261124);
    std::uint64_t least = 0;
    std::uint64_t had = 0;
    for (int round = 0; round < 20; ++round) {
        const int seen = kill_after(static_cast<int>(random() % 12), path, round);
        const auto store = store::open_store(path, store::OpenMode::read_write).value();
        const auto reader = store->reader().value();
        const std::uint64_t articles = reader->stats().value().articles;
        constexpr std::uint64_t group = fetches_in_a_group * entries_in_a_fetch;
        least = had + static_cast<std::uint64_t>(seen) * group;
        EXPECT_GE(articles, least);
        EXPECT_LE(articles, least + group) << "at most the group whose acknowledgement was never sent";
        EXPECT_EQ(articles % group, 0U) << "half a group was kept";
        EXPECT_THAT(reader->verify().value(), IsEmpty());
        had = articles;
    }
}

TEST(Faults, AFullDiskChangesNothingAndPasses) {
    TempStore temp;
    temp.writer().sync_config({{{"world", "World"}}, {{first_url, "First", {"world"}, 0}}}, noon).value();
    const FeedId feed = temp.feed_id(first_url);
    temp.writer().record_fetch(fetched(feed, noon, {incoming("1", "one")})).value();
    IncomingArticle large = incoming("2", "two");
    large.article.content_html.assign(2'000'000, 'x');

    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 400'000;
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto full = temp.writer().record_fetch(fetched(feed, noon, {large}));
    temp.writer().begin().value();
    const auto in_group = temp.writer().record_fetch(fetched(feed, noon, {large}));
    const auto group = in_group ? temp.writer().commit() : Result<void>(in_group.error());
    temp.writer().rollback();
    ::setrlimit(RLIMIT_FSIZE, &before);

    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(full.error().detail(), HasSubstr("nothing was changed"));
    ASSERT_FALSE(group);
    EXPECT_EQ(group.error().code(), ErrorCode::unavailable);
    EXPECT_EQ(temp.reader().stats().value().articles, 1U);
    EXPECT_EQ(temp.writer().record_fetch(fetched(feed, noon, {large})).value().added, 1U);
    EXPECT_THAT(temp.reader().verify().value(), IsEmpty());
}

TEST(Faults, ADamagedPageIsNeverAnEmptyStore) {
    constexpr std::uint64_t articles = 600;
    TempStore temp;
    temp.writer().sync_config({{{"world", "World"}}, {{first_url, "First", {"world"}, 0}}}, noon).value();
    std::vector<IncomingArticle> entries;
    for (std::uint64_t number = 0; number < articles; ++number) {
        entries.push_back(incoming(std::to_string(number), "title " + std::to_string(number)));
        entries.back().article.published = noon - minutes(number);
    }
    temp.writer().record_fetch(fetched(temp.feed_id(first_url), noon, entries)).value();
    temp.close();

    constexpr std::uint64_t page_size = 8192;
    const auto pages = std::filesystem::file_size(temp.path()) / page_size;
    int detected = 0;
    for (std::uint64_t page = 0; page < pages; page += std::max<std::uint64_t>(1, pages / 20)) {
        const std::string copy = temp.folder().file("damaged.db");
        std::filesystem::copy_file(temp.path(), copy, std::filesystem::copy_options::overwrite_existing);
        std::fstream file(copy, std::ios::binary | std::ios::in | std::ios::out);
        file.seekp(static_cast<std::streamoff>(page * page_size));
        file << std::string(page_size, '\xa5');
        file.close();

        const auto store = store::open_store(copy, store::OpenMode::read_only);
        const auto reader = store ? (*store)->reader() : Result<std::unique_ptr<store::Reader>>(store.error());
        if (!reader) {
            EXPECT_EQ(reader.error().code(), ErrorCode::corrupt) << reader.error().detail();
            EXPECT_THAT(reader.error().detail(), HasSubstr(".recover"));
            ++detected;
            continue;
        }
        const auto read = (*reader)->page(ArticleQuery("world", 1000, 1));
        if (read) {
            EXPECT_EQ(read->total, articles);
        } else {
            EXPECT_EQ(read.error().code(), ErrorCode::corrupt) << read.error().detail();
        }
        const auto faults = (*reader)->verify();
        detected += !faults || !faults->empty() ? 1 : 0;
    }
    EXPECT_GE(detected, 20) << "a page of rubbish passed for a sound store";
}

}  // namespace broadsheet::tests
