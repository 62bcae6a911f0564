#include "config/text.hpp"

namespace broadsheet::config {
namespace {

constexpr std::size_t longest_text = 16 * 1024;
constexpr std::size_t deepest_key = 1000;

/// U+202A–202E and U+2066–2069, in UTF-8.
bool is_bidi_control(std::string_view text) {
    if (text.size() < 3 || text[0] != '\xE2') return false;
    const auto last = static_cast<unsigned char>(text[2]);
    return (text[1] == '\x80' && last >= 0xAA && last <= 0xAE) || (text[1] == '\x81' && last >= 0xA6 && last <= 0xA9);
}

}  // namespace

std::string text_fault(std::string_view text, bool may_be_long) {
    if (text.size() > longest_text) return "is longer than 16 KiB";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (may_be_long && (c == '\n' || c == '\t' || c == '\r')) continue;
        if (c == '\n' || c == '\t' || c == '\r')
            return "has a line break or tab in it; write '…' in place of \"…\" if a backslash was meant";
        if ((c >= 0 && c < ' ') || c == '\x7F') return "has a control character in it; take it out";
        if (is_bidi_control(text.substr(i))) return "has a bidirectional control character in it; take it out";
    }
    return {};
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
