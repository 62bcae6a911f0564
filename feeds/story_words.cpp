#include "feeds/story_words.hpp"

#include "feeds/utf8.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr bool is_combining_accent(UChar32 code) {
    return code >= 0x300 && code <= 0x36f;
}

bool is_apostrophe(UChar32 code) {
    return code == '\'' || code == 0x2019 || code == 0x02bc;
}

constexpr unsigned char byte(char c) {
    return static_cast<unsigned char>(c);
}

/// ASCII letters in lower case and digits; 0 for the rest.
constexpr auto ascii_word = [] {
    std::array<char, 256> table{};
    for (char c = '0'; c <= '9'; ++c) table[byte(c)] = c;
    for (char c = 'a'; c <= 'z'; ++c) table[byte(c)] = table[byte(static_cast<char>(c - 'a' + 'A'))] = c;
    return table;
}();

/// Letters, digits, and the marks that are part of a letter.
bool is_word_character(UChar32 code) {
    if (code < 0x80) return ascii_word[static_cast<std::size_t>(code)] != '\0';
    if (code >= 0x2000 && code < 0x2070) return false;  // General Punctuation
    return u_isalnum(code) || (U_GET_GC_MASK(code) & U_GC_M_MASK) != 0;
}

bool is_unspaced(UChar32 code) {
    if (code < 0x0e00 || (code >= 0x1a00 && code < 0x2e80)) return false;
    if (code >= 0x4e00 && code < 0xa000) return true;  // CJK Unified Ideographs
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(code, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR: return true;
        default: return code == 0x30fc;  // the long vowel, shared by both syllabaries
    }
}

/// Compatibility forms and case folded, accents of Latin, Greek and Cyrillic gone.
std::string fold(std::string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const auto* apart = icu::Normalizer2::getNFDInstance(status);
    const auto* together = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return std::string(word);
    const auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int>(word.size())));
    const auto decomposed = apart->normalize(folding->normalize(source, status), status);
    icu::UnicodeString bare;
    for (int i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1))
        if (const UChar32 code = decomposed.char32At(i); !is_combining_accent(code)) bare.append(code);
    std::string result;
    together->normalize(bare, status).toUTF8String(result);
    return result;
}

/// What the characters of the alphabets from Latin to Arabic fold to, whatever stands beside them.
class FoldedLetters {
public:
    struct Letter {
        std::uint8_t size = 0;  ///< of its text; 0: it is not known
        bool in_word = false;
        std::array<char, 6> text{};
    };

    FoldedLetters() {
        for (UChar32 code = first; code < end; ++code) {
            // A mark may become one with its letter, and what an apostrophe is depends on what follows.
            if (u_getCombiningClass(code) != 0 || is_apostrophe(code)) continue;
            std::string text;
            append_utf8(text, static_cast<std::uint32_t>(code));
            text = fold(text);
            auto& letter = letters_[static_cast<std::size_t>(code - first)];
            if (text.size() > letter.text.size()) continue;
            letter.size = static_cast<std::uint8_t>(text.size());
            letter.in_word = is_word_character(code);
            std::copy(text.begin(), text.end(), letter.text.begin());
        }
    }

    /// nullptr: it is none of them, or not known.
    [[nodiscard]] const Letter* find(UChar32 code) const {
        if (code < first || code >= end) return nullptr;
        const auto& letter = letters_[static_cast<std::size_t>(code - first)];
        return letter.size == 0 ? nullptr : &letter;
    }

private:
    static constexpr UChar32 first = 0x80;
    static constexpr UChar32 end = 0x700;

    std::array<Letter, end - first> letters_;
};

const FoldedLetters& folded_letters() {
    static const FoldedLetters letters;
    return letters;
}

/// Cuts text into words and hands them over one by one.
template <class Give>
class Reader {
public:
    Reader(std::string_view text, std::size_t limit, Give give) : text_(text), left_(limit), give_(std::move(give)) {}

    void read() {
        while (left_ > 0 && peek() >= 0) {
            word_.clear();
            if (code_ < 0x80 && is_word_character(code_))
                read_plain_word();
            else if (is_unspaced(code_))
                read_unspaced();
            else if (is_word_character(code_))
                read_word();
            else
                take();
        }
    }

private:
    void give(std::string_view word, bool pair) { give({word, word_hash(word), pair}); }
    void give(const FoldedWord& word) {
        --left_;
        give_(word);
    }

    /// The character at the place of reading; −1 at the end.
    UChar32 peek() {
        if (place_ >= text_.size()) return code_ = -1;
        const auto byte = static_cast<unsigned char>(text_[place_]);
        if (byte < 0x80) {
            next_ = place_ + 1;
            return code_ = byte;
        }
        auto index = static_cast<std::int32_t>(place_);
        U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text_.data()), index,
                        static_cast<std::int32_t>(text_.size()), code_);
        next_ = static_cast<std::size_t>(index);
        return code_;
    }
    void take() { place_ = next_; }

    /// A word that begins with ASCII letters and digits; in many languages nearly all have no others.
    void read_plain_word() {
        std::size_t end = place_;
        bool small = true;
        WordHash hash;
        for (; end < text_.size(); ++end) {
            const char c = ascii_word[byte(text_[end])];
            if (c == '\0') break;
            small = small && c == text_[end];
            hash.add(c);
        }
        auto word = text_.substr(place_, end - place_);
        place_ = end;
        const bool goes_on = end < text_.size() && (byte(text_[end]) >= 0x80 || text_[end] == '\'');
        if (goes_on || !small) {
            word_.resize(word.size());
            std::transform(word.begin(), word.end(), word_.begin(), [](char c) { return ascii_word[byte(c)]; });
            word = word_;
        }
        if (goes_on)
            read_word();
        else
            give({word, hash.value(), false});
    }

    /// The rest of the word that word_ is the beginning of.
    void read_word() {
        bool folded = true;
        while (peek() >= 0) {
            if (const auto* letter = letters_.find(code_)) {
                if (!letter->in_word) break;
                word_.append(letter->text.data(), letter->size);
                take();
                continue;
            }
            if (is_apostrophe(code_)) {
                take();
                if (peek() < 0 || !is_word_character(code_)) break;
                // A lone s is the possessive.
                if ((code_ == 's' || code_ == 'S') && at_end_after()) {
                    take();
                    break;
                }
                continue;
            }
            if (!is_word_character(code_) || is_unspaced(code_)) break;
            if (code_ < 0x80) {
                word_ += ascii_word[static_cast<std::size_t>(code_)];
            } else {
                append_utf8(word_, static_cast<std::uint32_t>(code_));
                folded = false;
            }
            take();
        }
        if (!folded) word_ = fold(word_);
        if (!word_.empty()) give(word_, false);
    }

    /// Whether no word character follows the one just peeked.
    bool at_end_after() {
        const auto place = place_;
        take();
        const bool end = peek() < 0 || !is_word_character(code_);
        place_ = place;
        peek();
        return end;
    }

    void read_unspaced() {
        std::size_t before = place_;
        take();
        bool paired = false;
        while (left_ > 0 && peek() >= 0 && is_unspaced(code_)) {
            give(text_.substr(before, next_ - before), true);
            paired = true;
            before = place_;
            take();
        }
        if (!paired) give(text_.substr(before, place_ - before), true);
    }

    std::string_view text_;
    std::size_t left_;
    Give give_;
    const FoldedLetters& letters_ = folded_letters();
    std::string word_;  // kept for its memory
    std::size_t place_ = 0;
    std::size_t next_ = 0;
    UChar32 code_ = -1;
};

}  // namespace

std::size_t read_words(std::string_view text, std::size_t limit, const std::function<void(const FoldedWord&)>& take) {
    std::size_t count = 0;
    Reader(text, limit, [&](const FoldedWord& word) {
        ++count;
        take(word);
    }).read();
    return count;
}

std::vector<std::uint64_t> word_hashes(std::string_view text, std::size_t limit) {
    constexpr std::size_t bytes_a_word = 6;  // with its blank
    std::vector<std::uint64_t> hashes;
    hashes.reserve(std::min(limit, text.size() / bytes_a_word));
    Reader(text, limit, [&hashes](const FoldedWord& word) { hashes.push_back(word.hash); }).read();
    return hashes;
}

bool is_capitalised(std::string_view word) {
    const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int>(word.size())));
    for (int i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        if (const UChar32 code = text.char32At(i); u_isalpha(code)) return u_isupper(code) != 0;
    return false;
}

}  // namespace broadsheet::feeds
