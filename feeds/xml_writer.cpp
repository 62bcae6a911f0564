#include "feeds/xml_writer.hpp"

namespace broadsheet::feeds {

namespace {

/// Length of the UTF-8 character that begins here and that XML allows; 0: there is none.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    const auto second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool beyond = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
    const bool non_character = first == 0xef && second == 0xbf && byte(2) >= 0xbe;
    return overlong || beyond || non_character ? 0 : length;
}

bool is_plain(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '&' && c != '<' &&
           c != '>' && c != '"';
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t run = 0;  // where what has not been copied begins
    std::size_t i = 0;
    while (i < text.size()) {
        const auto length = is_plain(text[i]) ? 1 : character_length(text.substr(i));
        if (length > 0) {
            i += length;
            continue;
        }
        out += text.substr(run, i - run);
        run = ++i;
    }
    return out += text.substr(run);
}

XmlWriter::XmlWriter(std::size_t expected_bytes) {
    out_.reserve(expected_bytes);
    out_ += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
}

void XmlWriter::open(std::string_view name, std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_ += '>';
    open_.emplace_back(name);
}

void XmlWriter::close() {
    out_.append("</").append(open_.back()).append(">");
    open_.pop_back();
    if (open_.size() <= 2) out_ += '\n';
}

void XmlWriter::text(std::string_view text) {
    escape(text, false);
}

void XmlWriter::element(std::string_view name, std::string_view content, std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_ += '>';
    escape(content, false);
    out_.append("</").append(name).append(">");
}

void XmlWriter::optional(std::string_view name, std::string_view content, std::initializer_list<Attribute> attributes) {
    if (!content.empty()) element(name, content, attributes);
}

void XmlWriter::empty(std::string_view name, std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_ += "/>";
}

std::string XmlWriter::take() {
    return std::move(out_);
}

void XmlWriter::start(std::string_view name, std::initializer_list<Attribute> attributes) {
    out_.append("<").append(name);
    for (const auto& [key, value] : attributes) {
        if (value.empty()) continue;
        out_.append(" ").append(key).append("=\"");
        escape(value, true);
        out_ += '"';
    }
}

void XmlWriter::escape(std::string_view text, bool in_attribute) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto run = i;
        while (i < text.size() && is_plain(text[i])) ++i;
        out_ += text.substr(run, i - run);
        if (i == text.size()) return;
        switch (text[i]) {
            case '&': out_ += "&amp;"; break;
            case '<': out_ += "&lt;"; break;
            case '>': out_ += "&gt;"; break;
            case '"': out_ += in_attribute ? "&quot;" : "\""; break;
            case '\r': out_ += "&#13;"; break;
            case '\n': out_ += in_attribute ? "&#10;" : "\n"; break;
            case '\t': out_ += in_attribute ? "&#9;" : "\t"; break;
            default: {
                const auto length = character_length(text.substr(i));
                out_ += text.substr(i, length);
                i += length == 0 ? 0 : length - 1;
            }
        }
        ++i;
    }
}

}  // namespace broadsheet::feeds
