#include "feeds/story_words.hpp"

#include "feeds/folded_letters.hpp"
#include "feeds/utf8.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace broadsheet::feeds {

namespace {

constexpr unsigned char byte(char c) {
    return static_cast<unsigned char>(c);
}

/// Cuts text into words and hands them over one by one.
template <class Give>
class Reader {
public:
    Reader(std::string_view text, std::size_t limit, Give give) : text_(text), left_(limit), give_(std::move(give)) {}

    void read() {
        while (left_ > 0 && place_ < text_.size()) {
            if (const unsigned char first = byte(text_[place_]); first < 0x80) {
                if (ascii_word[first] != '\0')
                    read_plain_word();
                else
                    ++place_;
                continue;
            }
            peek();
            if (is_unspaced(code_)) {
                read_unspaced();
            } else if (is_word_character(code_)) {
                word_.clear();
                read_word();
            } else {
                take();
            }
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
        const std::string_view text = text_;
        std::size_t end = place_;
        int changed = 0;
        WordHash hash;
        for (; end < text.size(); ++end) {
            const char c = ascii_word[byte(text[end])];
            if (c == '\0') break;
            changed |= c ^ text[end];
            hash.add(c);
        }
        auto word = text.substr(place_, end - place_);
        place_ = end;
        const bool goes_on = end < text.size() && (byte(text[end]) >= 0x80 || text[end] == '\'');
        if (goes_on || changed != 0) {
            word_.assign(word);
            for (char& c : word_) c = ascii_word[byte(c)];
            word = word_;
        }
        if (goes_on)
            read_word();
        else
            give({word, hash.value(), false});
    }

    /// Appends to word_ what follows of ASCII and of the alphabets that are known letter by letter.
    void read_letters() {
        constexpr std::size_t longest = sizeof(FoldedLetters::Letter::text);
        const std::string_view text = text_;
        std::array<char, 64> run;
        std::size_t size = 0;
        std::size_t place = place_;
        while (place < text.size()) {
            if (size + longest > run.size()) word_.append(run.data(), std::exchange(size, std::size_t{0}));
            if (const char c = ascii_word[byte(text[place])]; c != '\0') {
                run[size++] = c;
                ++place;
                continue;
            }
            const auto* letter = letters_.find(text, place);
            if (letter == nullptr || !letter->in_word) break;
            std::memcpy(&run[size], letter->text.data(), longest);
            size += letter->size;
            place += 2;
        }
        word_.append(run.data(), size);
        place_ = place;
    }

    /// The rest of the word that word_ is the beginning of.
    void read_word() {
        bool folded = true;
        while (true) {
            read_letters();
            if (peek() < 0) break;
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
            if (code_ < 0x80 || !is_word_character(code_) || is_unspaced(code_)) break;
            append_utf8(word_, static_cast<std::uint32_t>(code_));
            folded = false;
            take();
        }
        if (!folded) word_ = fold_word(word_);
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
