#include "daemon/http/dial.hpp"

#include "tests/support/origin.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using tests::Origin;

std::vector<std::string> order_of(const std::vector<const char*>& addresses) {
    std::vector<boost::asio::ip::address> parsed;
    for (const char* address : addresses) parsed.push_back(make_address(address));
    std::vector<std::string> order;
    for (const auto& endpoint : interleave(parsed, 80)) order.push_back(endpoint.address().to_string());
    return order;
}

TEST(Interleave, TakesTheFamiliesInTurn) {
    EXPECT_EQ(order_of({"1.1.1.1", "1.1.1.2", "1.1.1.3", "2001::1", "2001::2"}),
              (std::vector<std::string>{"2001::1", "1.1.1.1", "2001::2", "1.1.1.2", "1.1.1.3"}));
    EXPECT_EQ(order_of({"1.1.1.1"}), (std::vector<std::string>{"1.1.1.1"}));
}

TEST(Interleave, IsNoListToScan) {
    const std::vector<const char*> many(1'000, "1.1.1.1");
    EXPECT_LE(order_of(many).size(), 17U);
}

awaitable<Result<void>> connects(Dialler& dialler, std::vector<tcp::endpoint> endpoints) {
    const auto socket = co_await dialler.dial(std::move(endpoints), "feeds.example");
    if (!socket) co_return socket.error();
    co_return Result<void>();
}

class Dial : public testing::Test {
protected:
    tcp::endpoint at(const char* address) const {
        return {make_address(address), static_cast<std::uint16_t>(origin_.port())};
    }

    Result<void> dial(std::vector<tcp::endpoint> endpoints) {
        return tests::run_coroutine(context_, connects(dialler_, std::move(endpoints)));
    }

    Origin origin_;
    boost::asio::io_context context_;
    std::unique_ptr<Clock> clock_ = make_system_clock();
    Dialler dialler_{context_.get_executor(), *clock_};
};

TEST_F(Dial, GoesOnAtOnceWhenOneRefuses) {
    const auto started = clock_->steady();
    EXPECT_TRUE(dial({at("127.0.0.2"), at("127.0.0.3"), at("127.0.0.1")}).has_value());
    EXPECT_LT(clock_->steady() - started, std::chrono::milliseconds(240));
}

TEST_F(Dial, DoesNotWaitLongForOneThatIsSilent) {
    // A full queue of unaccepted connections: the kernel drops what would be one more.
    boost::asio::io_context other;
    tcp::acceptor silent(other, tcp::endpoint(make_address("127.0.0.1"), 0), false);
    silent.listen(0);
    std::vector<tcp::socket> fillers;
    for (int i = 0; i < 2; ++i) {
        fillers.emplace_back(other).async_connect(silent.local_endpoint(), [](const boost::system::error_code&) {});
    }
    const auto started = clock_->steady();
    EXPECT_TRUE(dial({silent.local_endpoint(), at("127.0.0.1")}).has_value());
    EXPECT_LT(clock_->steady() - started, std::chrono::seconds(2));
}

TEST_F(Dial, SaysWhatStoodInTheWay) {
    for (const auto& endpoints :
         {std::vector<tcp::endpoint>{at("127.0.0.2")}, std::vector<tcp::endpoint>{at("127.0.0.2"), at("127.0.0.3")}}) {
        const auto dialled = dial(endpoints);
        ASSERT_FALSE(dialled.has_value());
        EXPECT_EQ(dialled.error().code(), ErrorCode::unreachable);
        EXPECT_NE(dialled.error().detail().find("feeds.example"), std::string::npos);
    }
}

TEST_F(Dial, SpeaksOfAHostThatRefusesRatherThanOfOurNetwork) {
    const auto refuses = at("127.0.0.2"), without_route = at("255.255.255.255");
    for (const auto& endpoints : {std::vector{refuses, without_route}, std::vector{without_route, refuses}}) {
        const auto dialled = dial(endpoints);
        ASSERT_FALSE(dialled.has_value());
        EXPECT_NE(dialled.error().detail().find("(127.0.0.2)"), std::string::npos) << dialled.error().detail();
    }
}

}  // namespace
}  // namespace broadsheet::http
