#include "feeds/key_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace broadsheet::feeds {
namespace {

struct KeyOf {
    const std::vector<std::uint32_t>* keys;
    std::uint32_t operator()(std::uint32_t thing) const { return (*keys)[thing]; }
};

TEST(KeyIndex, FindsWhatAPlainMapFindsWhileThingsComeAndGo) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same on every run
    std::vector<std::uint32_t> keys;
    KeyIndex index{KeyOf{&keys}};
    std::map<std::uint32_t, std::vector<std::uint32_t>> expected;
    const auto newest = [&](std::uint32_t key) {
        std::vector<std::uint32_t> things;
        index.visit_newest(key, 3, [&](std::uint32_t thing) { things.push_back(thing); });
        return things;
    };
    for (std::uint32_t thing = 0; thing < 20'000; ++thing) {
        const auto key = static_cast<std::uint32_t>(random() % 2'000);
        keys.push_back(key);
        auto& plain = expected[key];
        if (plain.empty() || random() % 2 == 0) {
            index.add(thing);
            plain.push_back(thing);
        } else {
            const std::uint32_t gone = plain[random() % plain.size()];
            index.remove(gone);
            std::erase(plain, gone);
        }
        const auto last = std::min<std::size_t>(3, plain.size());
        ASSERT_EQ(newest(key), std::vector(plain.end() - static_cast<std::ptrdiff_t>(last), plain.end())) << thing;
    }
}

TEST(KeyIndex, RemovingWhatIsNotThereChangesNothing) {
    const std::vector<std::uint32_t> keys{5, 5, 6};
    KeyIndex index{KeyOf{&keys}};
    index.add(0);
    index.remove(1);
    index.remove(2);
    index.add(1);
    index.remove(1);
    index.remove(1);
    std::vector<std::uint32_t> things;
    index.visit_newest(5, 9, [&](std::uint32_t thing) { things.push_back(thing); });
    EXPECT_EQ(things, std::vector<std::uint32_t>{0});
}

}  // namespace
}  // namespace broadsheet::feeds
