#include "feeds/folded_text.hpp"

#include "feeds/byte_block.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

/// How far the text may be taken as it is: words with single spaces between them, and perhaps one before and one after.
std::size_t words_length(std::string_view text) {
    std::size_t at = 0;
    while (at + block_bytes < text.size()) {
        const ByteBlock c = load_block(text.data() + at);
        const ByteBlock next = load_block(text.data() + at + 1);
        const auto words = bytes_before((c == '\t') | (c == '\n') | (c == '\r') | (c == '\f') | (c == 0xC2) |
                                        ((c == ' ') & (next == ' ')));
        at += words;
        if (words < block_bytes) return at;
    }
    const auto is_end = [](char c) { return c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\xC2'; };
    while (at < text.size() && !is_end(text[at]) && !text.substr(at).starts_with("  ")) ++at;
    return at;
}

}  // namespace

void FoldedText::add(std::string_view text) {
    while (!text.empty()) {
        auto end = words_length(text);
        if (end > 0) {
            add_words(text.substr(0, end));
        } else if (text[0] != '\xC2') {
            space_ = true;
            end = 1;
        } else if (text.starts_with("\xC2\xA0")) {  // a blank that allows no break
            space_ = true;
            end = 2;
        } else {
            flush();
            end = std::min<std::size_t>(text.size(), 2);
            out_ += text.substr(0, end);
        }
        text.remove_prefix(end);
    }
}

void FoldedText::add_words(std::string_view words) {
    if (words.front() == ' ') {
        space_ = true;
        words.remove_prefix(1);
    }
    const bool space_after = words.ends_with(' ');
    if (space_after) words.remove_suffix(1);
    if (words.empty()) return;
    flush();
    out_ += words;
    space_ = space_after;
}

void FoldedText::flush() {
    if (out_.size() > begin_ && newline_)
        out_ += '\n';
    else if (out_.size() > begin_ && space_)
        out_ += ' ';
    space_ = newline_ = false;
}

}  // namespace broadsheet::feeds
