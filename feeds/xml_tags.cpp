// Start tags, end tags and attributes, however they are written.
#include "feeds/ascii.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_reader.hpp"

namespace broadsheet::feeds {

namespace {

constexpr std::size_t max_attributes = 256;
constexpr std::size_t max_name = 1024;
constexpr std::size_t max_value = 4UL * 1024 * 1024;

}  // namespace

void XmlReader::read_end_tag() {
    const auto start = position_;
    const auto end = text_.find_first_of("<>", position_ + 2);
    if (end == std::string_view::npos) {
        truncated_ = true;
        fault(start, "the document ends inside a tag");
        position_ = text_.size();
        return;
    }
    auto name = slice(position_ + 2, end);
    position_ = end + 1;
    if (text_[end] == '<') {  // "</b</item>": the '>' was forgotten
        position_ = end;
        fault(start, "an end tag without '>'");
    }
    while (!name.empty() && is_xml_blank(name.back())) name.remove_suffix(1);
    close_element(name, start);
}

void XmlReader::read_start_tag() {
    const auto start = position_;
    const auto name_begin = position_ + 1;
    auto at = name_begin;
    while (at < text_.size() && !is_xml_blank(text_[at]) && text_[at] != '>' && text_[at] != '/' && text_[at] != '<')
        ++at;
    if (at - name_begin > max_name) return give_up("a name of more than 1,024 bytes");
    const auto name_end = at;
    const auto first = static_cast<std::uint32_t>(tree_.attributes_.size());
    position_ = at;
    while (true) {
        while (!at_end() && is_xml_blank(text_[position_])) ++position_;
        if (at_end()) {
            truncated_ = true;
            fault(start, "the document ends inside a tag");
            tree_.attributes_.resize(first);
            return;
        }
        const char c = text_[position_];
        if (c == '>' || c == '<' || rest().starts_with("/>")) break;
        if (c == '/') {
            ++position_;
            continue;
        }
        if (!read_attribute(first)) return;
    }
    const bool is_empty = text_[position_] == '/';
    if (text_[position_] == '<') {
        fault(start, "a start tag without '>'");
    } else {
        position_ += is_empty ? 2 : 1;
    }
    open_element(name_begin, name_end, first, is_empty);
}

bool XmlReader::read_attribute(std::uint32_t first) {
    XmlAttribute attribute;
    const auto begin = position_;
    auto at = begin;
    while (at < text_.size() && !is_xml_blank(text_[at]) && text_[at] != '=' && text_[at] != '>' && text_[at] != '<' &&
           !(text_[at] == '/' && at + 1 < text_.size() && text_[at + 1] == '>'))
        ++at;
    attribute.name_begin = static_cast<std::uint32_t>(begin);
    attribute.name_end = static_cast<std::uint32_t>(at);
    position_ = at;
    if (at == begin) {  // "=" alone
        ++position_;
        fault(begin, "an attribute without a name");
        return true;
    }
    if (!read_value(attribute)) return false;
    const auto name = slice(begin, at);
    for (auto i = first; i < tree_.attributes_.size(); ++i) {
        const auto& other = tree_.attributes_[i];
        if (slice(other.name_begin, other.name_end) != name) continue;
        fault(begin, wants_fault() ? "the attribute '" + excerpt(name) + "' stands twice" : std::string());
        return true;
    }
    if (tree_.attributes_.size() - first >= max_attributes) {
        give_up("an element with more than 256 attributes");
        return false;
    }
    tree_.attributes_.push_back(attribute);
    return true;
}

/// The part behind the name; without a value the attribute is empty.
bool XmlReader::read_value(XmlAttribute& attribute) {
    auto at = position_;
    while (at < text_.size() && is_xml_blank(text_[at])) ++at;
    if (at >= text_.size() || text_[at] != '=') {
        fault(position_, "an attribute without a value");
        attribute.value_begin = attribute.value_end = attribute.name_end;
        return true;
    }
    ++at;
    while (at < text_.size() && is_xml_blank(text_[at])) ++at;
    position_ = at;
    if (at_end()) return true;
    const char quote = text_[at];
    std::size_t end = std::string_view::npos;
    if (quote == '"' || quote == '\'') {
        end = find(quote, ++at);
        position_ = end + 1;
    }
    if (end == std::string_view::npos) {
        fault(at, "an attribute value that is not quoted");
        end = at;
        while (end < text_.size() && !is_xml_blank(text_[end]) && text_[end] != '>') ++end;
        position_ = end;
    }
    if (end - at > max_value) {
        give_up("an attribute of more than 4 MiB");
        return false;
    }
    attribute.value_begin = static_cast<std::uint32_t>(at);
    attribute.value_end = static_cast<std::uint32_t>(end);
    const auto value = slice(at, end);
    attribute.has_reference = value.find('&') != std::string_view::npos;
    if (attribute.has_reference) check_references(value, at);
    return true;
}

}  // namespace broadsheet::feeds
