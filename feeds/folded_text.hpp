#pragma once
// White space as readers see it. Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Appends text to `out`, which must outlive it: blanks between words folded to one, none at the ends. A no-break space
/// is a blank too. What stood in `out` before is no part of the text.
class FoldedText {
public:
    explicit FoldedText(std::string& out) : out_(out), begin_(out.size()) {}

    void add(std::string_view text);
    /// Before the next word, instead of a blank.
    void line_break() { newline_ = true; }

private:
    void add_words(std::string_view words);
    void flush();

    std::string& out_;
    std::size_t begin_;
    bool space_ = false;
    bool newline_ = false;
};

}  // namespace broadsheet::feeds
