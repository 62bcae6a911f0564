#include "feeds/websub.hpp"

#include "feeds/digest.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

const std::string url = "https://news.example/feed";

Feed with_links(const std::string& hub, const std::string& self) {
    Feed feed;
    feed.hubs.emplace_back().rel = "WebSub";
    feed.hubs.back().href = hub;
    feed.links.emplace_back().rel = "self";
    feed.links.back().href = self;
    return feed;
}

TEST(WebSub, TakesWhatTheFieldsOfferBeforeTheDocument) {
    const auto document = with_links("https://document.example/hub", "https://news.example/own");
    EXPECT_EQ(hub_offer("", document, url), (HubOffer{{"https://document.example/hub"}, "https://news.example/own"}));
    EXPECT_EQ(
        hub_offer("</hub>; rel=\"hub\", <https://news.example/self>; title=\"a, b; rel=x\"; rel=self", document, url),
        (HubOffer{{"https://news.example/hub", "https://document.example/hub"}, "https://news.example/self"}));
    EXPECT_EQ(hub_offer("<https://one.example/>;rel=\"next Hub\"", Feed(), url),
              (HubOffer{{"https://one.example/"}, url}));
}

TEST(WebSub, OffersNothingWhereThereIsNoHub) {
    EXPECT_EQ(hub_offer("<http://a.example/>; rel=hub, <https://b.example/>; rel=hub, <https://c.example/>; rel=hub",
                        Feed(), url)
                  .hubs,
              (std::vector<std::string>{"https://b.example/", "https://c.example/", "http://a.example/"}));
    EXPECT_EQ(hub_offer("<https://news.example/self>; rel=self", Feed(), url), HubOffer());
    EXPECT_EQ(hub_offer("<javascript:x>; rel=hub, <", Feed(), url), HubOffer());
    EXPECT_EQ(hub_offer("</hub>; rel=hub; anchor=\"https://other.example/\"", Feed(), url), HubOffer());
    EXPECT_EQ(hub_offer("</hub>; rel=hub; anchor=\"" + std::string(url) + "\"", Feed(), url).hubs,
              std::vector<std::string>{"https://news.example/hub"});
    Feed cloud;
    cloud.hubs.emplace_back().rel = "rssCloud";
    cloud.hubs.back().href = "https://cloud.example/";
    EXPECT_EQ(hub_offer("", cloud, url), HubOffer());
    cloud.hubs.back().rel = "WebSub";
    EXPECT_EQ(hub_offer("", cloud, url).hubs, std::vector<std::string>{"https://cloud.example/"});
}

TEST(WebSub, NamesEachHubOnceAndNotWithoutEnd) {
    std::string link;
    for (int i = 0; i < 100; ++i) link += "</hub" + std::to_string(i / 2) + ">; rel=hub, ";
    const auto offer = hub_offer(link, Feed(), url);
    ASSERT_EQ(offer.hubs.size(), 8U);
    EXPECT_EQ(offer.hubs[1], "https://news.example/hub1");
}

TEST(WebSub, AsksInAForm) {
    const std::string topic = "https://news.example/a?b=c&d";
    EXPECT_EQ(
        form_body(subscription_request(topic, "https://me.example/websub/x", "s")),
        "hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc%26d&hub.callback=https%3A%2F%2Fme.example"
        "%2Fwebsub%2Fx&hub.secret=s&hub.lease_seconds=864000");
    EXPECT_EQ(form_body(unsubscription_request(topic, "https://me.example/websub/x")),
              "hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fnews.example%2Fa%3Fb%3Dc%26d&hub.callback=https%3A%2F%2F"
              "me.example%2Fwebsub%2Fx");
}

TEST(WebSub, RenewsBetweenHalfAndFourFifthsOfALease) {
    const Timestamp now{1'795'509'000s};
    EXPECT_EQ(renewal_time(now, days(10), 0), now + days(5));
    EXPECT_LE(renewal_time(now, days(10), 0.999), now + days(8));
    EXPECT_GT(renewal_time(now, days(10), 0.9), now + days(7));
}

TEST(WebSub, BelievesASensibleLease) {
    EXPECT_EQ(granted_lease("86400"), days(1));
    EXPECT_EQ(granted_lease("1"), 1s);
    EXPECT_EQ(granted_lease("99999999999999999999999"), days(90));
    for (const char* nonsense : {"", "-5", "-99999999999999999999999", "0", "ten", "5x"})
        EXPECT_EQ(granted_lease(nonsense), days(10)) << nonsense;
}

TEST(WebSub, ChecksSignatures) {
    // RFC 4231, test case 2.
    const std::string body = "what do ya want for nothing?";
    const std::string code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    EXPECT_EQ(hmac_hex("sha256", "Jefe", body), code);
    EXPECT_TRUE(is_signed("sha256=" + code, "Jefe", body));
    EXPECT_TRUE(is_signed("sha256=5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", "Jefe", body));
    EXPECT_TRUE(is_signed("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "Jefe", body));
    EXPECT_TRUE(is_signed("SHA256=" + code, "Jefe", body));
    for (const char* method : {"sha1", "sha256", "sha384", "sha512"}) {
        auto right = std::string(method) + "=" + hmac_hex(method, "Jefe", body);
        EXPECT_TRUE(is_signed(right, "Jefe", body)) << method;
        right.back() = right.back() == '0' ? '1' : '0';
        EXPECT_FALSE(is_signed(right, "Jefe", body)) << method;
        right.back() = 'g';
        EXPECT_FALSE(is_signed(right, "Jefe", body)) << method;
        EXPECT_FALSE(is_signed(right.substr(0, right.size() - 1), "Jefe", body)) << method;
    }
    // RFC 4231, test case 2 again.
    EXPECT_EQ(hmac_hex("sha384", "Jefe", body),
              "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    EXPECT_EQ(
        hmac_hex("sha512", "Jefe", body),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d"
        "4a6b4b636e070a38bce737");
    EXPECT_FALSE(is_signed("sha256=" + code, "jefe", body));
    EXPECT_FALSE(is_signed("sha256=" + code, "Jefe", body + "!"));
    for (const char* field : {"", "sha256", "sha256=", "md5=00", "=", "sha1=5bdcc146bf60754e6a042426089575c75a003f08"})
        EXPECT_FALSE(is_signed(field, "Jefe", body)) << field;
}

}  // namespace
}  // namespace broadsheet::feeds
