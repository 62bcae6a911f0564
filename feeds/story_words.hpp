#pragma once
// Words of plain text as grouping compares them: in lower case, accents folded, possessives dropped. Over ICU. Pure;
// any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct FoldedWord {
    std::string text;
    bool pair = false;  ///< two characters in sequence of a script that is written without spaces, not a word
};

/// The first `limit` words. Of Chinese, Japanese, Thai, Lao, Khmer and Burmese, which put no spaces between words,
/// every two neighbouring characters count as one.
[[nodiscard]] std::vector<FoldedWord> folded_words(std::string_view text, std::size_t limit);

/// word_hash() of each of them.
[[nodiscard]] std::vector<std::uint64_t> word_hashes(std::string_view text, std::size_t limit);

/// Its first letter is a capital. Scripts without case have none.
[[nodiscard]] bool is_capitalised(std::string_view word);

/// 64 bits of a word or of a sequence of hashes: fixed for all time, as they are stored.
[[nodiscard]] std::uint64_t word_hash(std::string_view text);
[[nodiscard]] std::uint64_t mix_hash(std::uint64_t value);

}  // namespace broadsheet::feeds
