#include "daemon/http/resolver.hpp"

#include "daemon/base/tasks.hpp"
#include "tests/support/fake_dns.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include <set>

namespace broadsheet::http {
namespace {

using Addresses = std::vector<boost::asio::ip::address>;
using tests::FakeDns;

class ResolverTest : public testing::Test {
protected:
    std::set<std::string> resolve(const std::string& host) {
        std::set<std::string> texts;
        for (const auto& address : tests::run_coroutine(context_, resolver_->resolve(host)).value())
            texts.insert(address.to_string());
        return texts;
    }

    ErrorCode fault(const std::string& host) {
        const auto addresses = tests::run_coroutine(context_, resolver_->resolve(host));
        EXPECT_FALSE(addresses.has_value()) << host;
        return addresses ? ErrorCode::internal : addresses.error().code();
    }

    FakeDns dns_;
    boost::asio::io_context context_;
    TaskGroup tasks_{context_.get_executor()};
    std::unique_ptr<Clock> clock_ = make_system_clock();
    std::unique_ptr<Resolver> resolver_ = make_resolver(context_.get_executor(), *clock_, {dns_.address()});
};

TEST_F(ResolverTest, FindsAddressesOfBothFamilies) {
    dns_.on("feeds.example", {{"192.0.2.1", "192.0.2.2", "2001:db8::1"}});
    EXPECT_EQ(resolve("feeds.example"), (std::set<std::string>{"192.0.2.1", "192.0.2.2", "2001:db8::1"}));
}

TEST_F(ResolverTest, OneFamilyIsEnough) {
    dns_.on("four.example", {{"192.0.2.1"}});
    dns_.on("six.example", {{"2001:db8::1"}});
    EXPECT_EQ(resolve("four.example"), (std::set<std::string>{"192.0.2.1"}));
    EXPECT_EQ(resolve("six.example"), (std::set<std::string>{"2001:db8::1"}));
}

TEST_F(ResolverTest, DoesNotWaitForNewAddressesThatAreNotAnsweredFor) {
    FakeDns::Records half{{"127.0.0.2", "2001:db8::1"}};
    half.silent_type = 28;
    dns_.on("half.example", half);
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(resolve("half.example"), (std::set<std::string>{"127.0.0.2"}));
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(1));
}

TEST_F(ResolverTest, WaitsForAddressesOfTheOtherFamilyWhereThoseThatItHasMayBeOfNoUse) {
    FakeDns::Records late{{"127.0.0.2", "2001:db8::1"}};
    late.lost_type = 1;
    dns_.on("late.example", late);
    EXPECT_EQ(resolve("late.example"), (std::set<std::string>{"127.0.0.2", "2001:db8::1"}));
    FakeDns::Records unreachable{{"255.255.255.255", "2001:db8::1"}};
    unreachable.lost_type = 28;
    dns_.on("unreachable.example", unreachable);
    EXPECT_EQ(resolve("unreachable.example"), (std::set<std::string>{"255.255.255.255", "2001:db8::1"}));
}

TEST_F(ResolverTest, MakesDoWithOneFamilyInTheEndButDoesNotRememberIt) {
    FakeDns::Records half{{"127.0.0.2", "2001:db8::1"}};
    half.silent_type = 1;
    dns_.on("half.example", half);
    EXPECT_EQ(resolve("half.example"), (std::set<std::string>{"2001:db8::1"}));
    half.silent_type = 0;
    dns_.on("half.example", half);
    EXPECT_EQ(resolve("half.example"), (std::set<std::string>{"127.0.0.2", "2001:db8::1"}));
}

TEST_F(ResolverTest, AnAddressIsItsOwn) {
    EXPECT_EQ(resolve("192.0.2.7"), (std::set<std::string>{"192.0.2.7"}));
    EXPECT_EQ(resolve("[2001:db8::7]"), (std::set<std::string>{"2001:db8::7"}));
}

TEST_F(ResolverTest, KnowsLocalhostWithoutAskingAnybody) {
    for (const char* name : {"localhost", "localhost.", "feeds.localhost"}) {
        EXPECT_TRUE(resolve(name).contains("127.0.0.1")) << name;
        EXPECT_EQ(dns_.questions(name), 0) << name;
    }
}

TEST_F(ResolverTest, TellsNoSuchHostFromNoAnswer) {
    dns_.on("empty.example", {});
    dns_.on("broken.example", {{}, 2});
    EXPECT_EQ(fault("nowhere.example"), ErrorCode::not_found);
    EXPECT_EQ(fault("empty.example"), ErrorCode::not_found);
    EXPECT_EQ(fault("broken.example"), ErrorCode::unreachable);
    const std::string too_long(70, 'x');
    EXPECT_EQ(fault(too_long + ".example"), ErrorCode::not_found);
    EXPECT_EQ(fault(std::string(300, 'x')), ErrorCode::not_found);
}

TEST_F(ResolverTest, AnAliasInACircleLeadsNowhere) {
    FakeDns::Records circle;
    circle.alias = "circle.example";
    dns_.on("circle.example", circle);
    EXPECT_EQ(fault("circle.example"), ErrorCode::not_found);
}

TEST_F(ResolverTest, RemembersAnswersAndFailures) {
    dns_.on("feeds.example", {{"192.0.2.1", "2001:db8::1"}});
    for (int i = 0; i < 3; ++i) {
        resolve("feeds.example");
        fault("nowhere.example");
    }
    EXPECT_EQ(dns_.questions("feeds.example"), 2);  // A and AAAA
    EXPECT_EQ(dns_.questions("nowhere.example"), 2);
}

awaitable<void> ask(Resolver& resolver, std::string host, int& answered) {
    const auto addresses = co_await resolver.resolve(host);
    if (addresses) ++answered;
}

TEST_F(ResolverTest, AsksAboutAHostOnceForAllWhoWait) {
    dns_.on("feeds.example", {{"192.0.2.1", "2001:db8::1"}});
    int answered = 0;
    for (int i = 0; i < 20; ++i) tasks_.spawn("ask", ask(*resolver_, "feeds.example", answered));
    resolve("feeds.example");
    EXPECT_EQ(answered, 20);
    EXPECT_EQ(dns_.questions("feeds.example"), 2);
}

TEST_F(ResolverTest, ASilentServerHoldsUpNobodyElse) {
    FakeDns::Records silent;
    silent.silent = true;
    for (int i = 0; i < 50; ++i) dns_.on("silent" + std::to_string(i) + ".example", silent);
    dns_.on("quick.example", {{"192.0.2.1"}});
    int answered = 0;
    for (int i = 0; i < 50; ++i)
        tasks_.spawn("ask", ask(*resolver_, "silent" + std::to_string(i) + ".example", answered));
    const auto started = std::chrono::steady_clock::now();
    resolve("quick.example");
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(1));
    EXPECT_EQ(answered, 0);
}

TEST_F(ResolverTest, GivesUpAtOnceWhenToldTo) {
    FakeDns::Records silent;
    silent.silent = true;
    dns_.on("silent.example", silent);
    using boost::asio::experimental::awaitable_operators::operator||;
    const auto started = std::chrono::steady_clock::now();
    const auto soon = clock_->steady() + std::chrono::milliseconds(50);
    const auto first =
        tests::run_coroutine(context_, resolver_->resolve("silent.example") || clock_->sleep_until(soon));
    EXPECT_EQ(first.index(), 1U);
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(1));
    dns_.on("silent.example", {{"192.0.2.1"}});
    EXPECT_EQ(resolve("silent.example"), (std::set<std::string>{"192.0.2.1"}));
}

TEST_F(ResolverTest, AnAnswerThatNobodyWaitsForAnyLongerIsRemembered) {
    dns_.on("late.example", {{"192.0.2.1"}});
    dns_.on("other.example", {{"192.0.2.2"}});
    TaskGroup given_up(context_.get_executor());
    int answered = 0;
    given_up.spawn("ask", ask(*resolver_, "late.example", answered));
    tests::run_ready(context_);
    given_up.cancel();
    tests::run_coroutine(context_, given_up.join());
    resolve("other.example");
    EXPECT_EQ(resolve("late.example"), (std::set<std::string>{"192.0.2.1"}));
    EXPECT_EQ(dns_.questions("late.example"), 2);
}

TEST_F(ResolverTest, SaysSoWhenNoServerAnswers) {
    FakeDns::Records silent;
    silent.silent = true;
    dns_.on("silent.example", silent);
    EXPECT_EQ(fault("silent.example"), ErrorCode::unreachable);
}

TEST_F(ResolverTest, AServerThatRefusesIsPassedOver) {
    boost::asio::ip::udp::socket nobody(context_, {boost::asio::ip::address_v4::loopback(), 0});
    const auto refusing = "127.0.0.1:" + std::to_string(nobody.local_endpoint().port());
    nobody.close();
    // So that one question alone is left for the one that refuses: it is told in answer to it, and not to another.
    FakeDns half;
    FakeDns::Records no_six;
    no_six.silent_type = 1;
    half.on("feeds.example", no_six);
    dns_.on("feeds.example", {{"192.0.2.1"}});
    resolver_ = make_resolver(context_.get_executor(), *clock_, {half.address(), refusing, dns_.address()});
    EXPECT_EQ(resolve("feeds.example"), (std::set<std::string>{"192.0.2.1"}));
    EXPECT_EQ(dns_.questions("feeds.example"), 1) << "its answer is read";
}

TEST_F(ResolverTest, WaitsForNoAnswerOnceItIsClosed) {
    FakeDns::Records silent;
    silent.silent = true;
    dns_.on("silent.example", silent);
    TaskGroup given_up(context_.get_executor());
    int answered = 0;
    given_up.spawn("ask", ask(*resolver_, "silent.example", answered));
    tests::run_ready(context_);
    given_up.cancel();
    tests::run_coroutine(context_, given_up.join());
    resolver_->close();
    const auto begun = std::chrono::steady_clock::now();
    context_.restart();
    context_.run();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(1));
    EXPECT_EQ(fault("silent.example"), ErrorCode::unreachable);
}

TEST_F(ResolverTest, MayGoWhileItIsAsked) {
    FakeDns::Records silent;
    silent.silent = true;
    dns_.on("silent.example", silent);
    int answered = 0;
    tasks_.spawn("ask", ask(*resolver_, "silent.example", answered));
    tests::run_ready(context_);
    resolver_.reset();
    tests::run_ready(context_);
    EXPECT_EQ(answered, 0);
}

}  // namespace
}  // namespace broadsheet::http
