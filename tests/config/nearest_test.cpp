#include "config/nearest.hpp"

#include <gtest/gtest.h>

namespace broadsheet::config {
namespace {

const std::vector<std::string> keys = {"listen", "database", "base_url", "max_interval", "min_interval", "url"};

TEST(Nearest, IsTheWordThatWasMeant) {
    EXPECT_EQ(nearest("listn", keys), "listen");
    EXPECT_EQ(nearest("databsae", keys), "database");
    EXPECT_EQ(nearest("Base-URL", keys), "base_url");
    EXPECT_EQ(nearest("max_intervall", keys), "max_interval");
    EXPECT_EQ(nearest("ulr", keys), "url");
}

TEST(Nearest, IsNothingWhereNothingIsNear) {
    EXPECT_EQ(nearest("colour", keys), "");
    EXPECT_EQ(nearest("", keys), "");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), keys), "");
    EXPECT_EQ(did_you_mean("colour", keys), "");
}

}  // namespace
}  // namespace broadsheet::config
