#include "store/json_text.hpp"

#include "feeds/ascii.hpp"

#include <algorithm>

namespace broadsheet::store {

namespace {

bool must_be_escaped(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view plain = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    if (const auto place = plain.find(c); place != std::string_view::npos) {
        out += {'\\', letters[place]};
        return;
    }
    out += "\\u00";
    feeds::append_hex(out, c);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (auto from = text.begin(); from != text.end();) {
        const auto to = std::find_if(from, text.end(), [](char c) { return must_be_escaped(c); });
        out.append(from, to);
        from = to;
        if (from != text.end()) append_escaped(out, *from++);
    }
    out += '"';
}

}  // namespace broadsheet::store
