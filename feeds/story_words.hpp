#pragma once
// Words of plain text as grouping compares them: in lower case, accents folded, possessives dropped. Over ICU. Pure;
// any thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct FoldedWord {
    std::string_view text;   ///< good until the next word is read
    std::uint64_t hash = 0;  ///< word_hash(text)
    bool pair = false;       ///< two characters in sequence of a script that is written without spaces, not a word
};

/// Hands over the first `limit` words and says how many there were. Of Chinese, Japanese, Thai, Lao, Khmer and Burmese,
/// which put no spaces between words, every two neighbouring characters count as one.
std::size_t read_words(std::string_view text, std::size_t limit, const std::function<void(const FoldedWord&)>& take);

/// word_hash() of each of them.
[[nodiscard]] std::vector<std::uint64_t> word_hashes(std::string_view text, std::size_t limit);

/// Its first letter is a capital. Scripts without case have none.
[[nodiscard]] bool is_capitalised(std::string_view word);

/// 64 bits of a word or of a sequence of hashes: fixed for all time, as they are stored.
[[nodiscard]] constexpr std::uint64_t mix_hash(std::uint64_t value) {
    value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdULL;
    value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return value ^ (value >> 33);
}

/// The hash of a word that is read byte by byte.
class WordHash {
public:
    constexpr void add(char c) { state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL; }
    [[nodiscard]] constexpr std::uint64_t value() const { return mix_hash(state_); }

private:
    std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

[[nodiscard]] constexpr std::uint64_t word_hash(std::string_view text) {
    WordHash hash;
    for (const char c : text) hash.add(c);
    return hash.value();
}

}  // namespace broadsheet::feeds
