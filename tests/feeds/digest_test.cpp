#include "feeds/digest.hpp"

#include <gtest/gtest.h>

namespace broadsheet::feeds {
namespace {

TEST(Digest, IsSha256) {
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hash64("abc"), 0xba7816bf8f01cfeaULL);
}

TEST(Digest, TheQuickHashIsXxh3) {
    EXPECT_EQ(quick_hash64(""), 0x2d06800538d394c2ULL);
    EXPECT_NE(quick_hash64("abc"), quick_hash64("abd"));
}

TEST(Digest, WritesBytesAsHexadecimal) {
    EXPECT_EQ(to_hex(std::string_view("\x00\xff", 2)), "00ff");
}

TEST(Digest, NamesBecomeUuidsOfVersion8) {
    EXPECT_EQ(uuid_urn("abc"), "urn:uuid:ba7816bf-8f01-8fea-8141-40de5dae2223");
    EXPECT_NE(uuid_urn("abc"), uuid_urn("abd"));
}

}  // namespace
}  // namespace broadsheet::feeds
