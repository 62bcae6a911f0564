#include "daemon/http/address_policy.hpp"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

std::string verdict(const char* address) {
    return not_public(boost::asio::ip::make_address(address)).value_or("public");
}

TEST(AddressPolicy, LetsThePublicInternetThrough) {
    for (const char* address :
         {"1.1.1.1",        "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
          "100.128.0.0",    "126.255.255.255", "128.0.0.1",       "169.253.255.255", "169.255.0.0",
          "172.15.255.255", "172.32.0.0",      "192.0.1.0",       "192.167.255.255", "192.169.0.0",
          "198.17.255.255", "198.20.0.0",      "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
          "2400::1",        "2001:200::1"})
        EXPECT_EQ(verdict(address), "public") << address;
}

TEST(AddressPolicy, NamesWhatIsNot) {
    const struct {
        const char* address;
        const char* network;
    } cases[] = {{"0.0.0.0", "this network"},
                 {"0.1.2.3", "this network"},
                 {"10.0.0.0", "private network"},
                 {"10.255.255.255", "private network"},
                 {"100.64.0.1", "carrier-grade NAT"},
                 {"100.127.255.255", "carrier-grade NAT"},
                 {"127.0.0.1", "loopback"},
                 {"127.255.255.254", "loopback"},
                 {"169.254.169.254", "link-local"},
                 {"172.16.0.1", "private network"},
                 {"172.31.255.255", "private network"},
                 {"192.0.0.1", "IETF protocol assignments"},
                 {"192.0.2.1", "documentation"},
                 {"192.88.99.1", "6to4 relay"},
                 {"192.168.0.1", "private network"},
                 {"198.18.0.1", "benchmarking"},
                 {"198.19.255.255", "benchmarking"},
                 {"198.51.100.1", "documentation"},
                 {"203.0.113.1", "documentation"},
                 {"224.0.0.1", "multicast"},
                 {"239.255.255.255", "multicast"},
                 {"240.0.0.1", "reserved"},
                 {"255.255.255.255", "reserved"},
                 {"::", "this network"},
                 {"::1", "loopback"},
                 {"fc00::1", "private network"},
                 {"fdff::1", "private network"},
                 {"fe80::1", "link-local"},
                 {"febf::1", "link-local"},
                 {"fec0::1", "site-local"},
                 {"ff02::1", "multicast"},
                 {"2001:db8::1", "documentation"},
                 {"3fff::1", "documentation"},
                 {"2001::1", "Teredo"},
                 {"2001:10::1", "IETF protocol assignments"},
                 {"100::1", "reserved"},
                 {"5f00::1", "reserved"},
                 {"fe00::1", "reserved"}};
    for (const auto& [address, network] : cases) EXPECT_EQ(verdict(address), network) << address;
}

TEST(AddressPolicy, SeesTheAddressInsideTheAddress) {
    for (const char* inside :
         {"::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "2002:7f00:1:1:2:3:4:5"})
        EXPECT_EQ(verdict(inside), "loopback") << inside;
    for (const char* inside : {"::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1"})
        EXPECT_EQ(verdict(inside), "private network") << inside;
    EXPECT_EQ(verdict("::ffff:169.254.169.254"), "link-local");
    EXPECT_EQ(verdict("64:ff9b::1.1.1.1"), "public");
    EXPECT_EQ(verdict("2002:101:101::1"), "public");
    for (const char* odd : {"::ffff:1.1.1.1", "::1.1.1.1", "::ffff:0:7f00:1"}) EXPECT_NE(verdict(odd), "public") << odd;
    EXPECT_EQ(verdict("64:ff9b:1::1.1.1.1"), "local NAT64");
    EXPECT_NE(verdict("64:ff9b::1:0:0:1"), "public");
}

TEST(AddressPolicy, KnowsThePortsOfTheWeb) {
    for (const int port : {80, 443, 1024, 3000, 8080, 8443, 65535})
        EXPECT_TRUE(is_web_port(static_cast<std::uint16_t>(port))) << port;
    for (const int port : {0, 1, 21, 22, 23, 25, 53, 110, 111, 139, 143, 389, 445, 465, 514, 587, 873, 993, 1023})
        EXPECT_FALSE(is_web_port(static_cast<std::uint16_t>(port))) << port;
}

}  // namespace
}  // namespace broadsheet::http
