#include "daemon/http/connection_pool.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using std::chrono::seconds;

class FakeStream final : public ByteStream {
public:
    explicit FakeStream(int name, bool quiet = true) : name_(name), quiet_(quiet) {}
    awaitable<Result<std::size_t>> read_some(std::span<char>) override { co_return std::size_t(0); }
    awaitable<Result<void>> write(std::string_view) override { co_return Result<void>(); }
    bool is_quiet() override { return quiet_; }
    [[nodiscard]] int name() const { return name_; }

private:
    int name_;
    bool quiet_;
};

int name_of(const std::unique_ptr<ByteStream>& stream) {
    return stream ? dynamic_cast<const FakeStream&>(*stream).name() : 0;
}

constexpr SteadyTime start{seconds(1'000)};

TEST(ConnectionPool, GivesTheOneUsedLastAndEachOnce) {
    ConnectionPool pool(8, seconds(20));
    pool.give("a", std::make_unique<FakeStream>(1), start);
    pool.give("b", std::make_unique<FakeStream>(2), start);
    pool.give("a", std::make_unique<FakeStream>(3), start);
    EXPECT_EQ(name_of(pool.take("c", start)), 0);
    EXPECT_EQ(name_of(pool.take("a", start)), 3);
    EXPECT_EQ(name_of(pool.take("a", start)), 1);
    EXPECT_EQ(name_of(pool.take("a", start)), 0);
    EXPECT_EQ(name_of(pool.take("b", start)), 2);
}

TEST(ConnectionPool, LetsTheOldGo) {
    ConnectionPool pool(8, seconds(20));
    pool.give("a", std::make_unique<FakeStream>(1), start);
    pool.give("a", std::make_unique<FakeStream>(2), start + seconds(15));
    EXPECT_EQ(name_of(pool.take("a", start + seconds(30))), 2);
    EXPECT_EQ(name_of(pool.take("a", start + seconds(30))), 0);
}

TEST(ConnectionPool, KnowsWhenTheNextIsToGo) {
    ConnectionPool pool(8, seconds(20));
    EXPECT_EQ(pool.next_end(), std::nullopt);
    pool.give("a", std::make_unique<FakeStream>(1), start);
    pool.give("b", std::make_unique<FakeStream>(2), start + seconds(5));
    EXPECT_EQ(pool.next_end(), start + seconds(20));
    pool.drop_old(start + seconds(20));
    EXPECT_EQ(pool.next_end(), start + seconds(25));
    pool.clear();
    EXPECT_EQ(pool.next_end(), std::nullopt);
    EXPECT_EQ(name_of(pool.take("b", start + seconds(6))), 0);
}

TEST(ConnectionPool, KeepsNoMoreThanItMay) {
    ConnectionPool pool(2, seconds(20));
    for (int i = 1; i <= 3; ++i) pool.give(std::to_string(i), std::make_unique<FakeStream>(i), start);
    EXPECT_EQ(name_of(pool.take("1", start)), 0);
    EXPECT_EQ(name_of(pool.take("2", start)), 2);
    EXPECT_EQ(name_of(pool.take("3", start)), 3);
}

TEST(ConnectionPool, PassesOverWhatSpokeUnasked) {
    ConnectionPool pool(8, seconds(20));
    pool.give("a", std::make_unique<FakeStream>(1), start);
    pool.give("a", std::make_unique<FakeStream>(2, false), start);
    EXPECT_EQ(name_of(pool.take("a", start)), 1);
    EXPECT_EQ(name_of(pool.take("a", start)), 0);
}

}  // namespace
}  // namespace broadsheet::http
