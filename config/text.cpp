#include "config/text.hpp"

namespace broadsheet::config {
namespace {

constexpr std::size_t longest_text = 16 * 1024;
constexpr std::size_t deepest_key = 1000;

/// What bidirectional controls do to a text: those that show it as another than it is are not closed, or override.
class Directions {
public:
    /// Takes the character at the start of `text`.
    void take(std::string_view text) {
        if (text.size() < 3 || text[0] != '\xE2') return;
        const auto last = static_cast<unsigned char>(text[2]);
        if (text[1] == '\x80' && (last == 0xAD || last == 0xAE)) overrides_ = true;
        if (text[1] == '\x80' && (last == 0xAA || last == 0xAB)) ++open_embeddings_;
        if (text[1] == '\x80' && last == 0xAC) --open_embeddings_;
        if (text[1] == '\x81' && last >= 0xA6 && last <= 0xA8) ++open_isolates_;
        if (text[1] == '\x81' && last == 0xA9) --open_isolates_;
    }
    [[nodiscard]] bool deceive() const { return overrides_ || open_embeddings_ != 0 || open_isolates_ != 0; }

private:
    bool overrides_ = false;
    int open_embeddings_ = 0;  // U+202A and U+202B, closed by U+202C
    int open_isolates_ = 0;    // U+2066 to U+2068, closed by U+2069
};

}  // namespace

std::string text_fault(std::string_view text, bool may_be_long) {
    if (text.size() > longest_text) return "is longer than 16 KiB";
    Directions directions;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (may_be_long && (c == '\n' || c == '\t' || c == '\r')) continue;
        if (c == '\n' || c == '\t' || c == '\r')
            return "has a line break or tab in it; write '…' in place of \"…\" if a backslash was meant";
        if ((c >= 0 && c < ' ') || c == '\x7F') return "has a control character in it; take it out";
        directions.take(text.substr(i));
    }
    return directions.deceive()
               ? "has a bidirectional control character in it that overrides or is not closed; take it out"
               : "";
}

std::size_t line_of_too_deep_key(std::string_view toml) {
    std::size_t line = 1;
    std::size_t dots = 0;
    char quote = 0;
    for (std::size_t i = 0; i < toml.size(); ++i) {
        const char c = toml[i];
        if (c == '\n') {
            ++line;
            dots = 0;
            quote = 0;
        } else if (quote != 0) {
            if (c == '\\' && quote == '"') ++i;
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '=' || c == '{' || c == ',') {
            dots = 0;
        } else if (c == '.' && ++dots > deepest_key) {
            return line;
        }
    }
    return 0;
}

}  // namespace broadsheet::config
