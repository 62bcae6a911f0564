#include "feeds/xml_reader.hpp"

#include "feeds/ascii.hpp"
#include "feeds/entities.hpp"
#include "feeds/utf8.hpp"
#include "feeds/xml_text.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t max_entities = 1024;
constexpr std::size_t max_entity_value = 64;
constexpr std::size_t max_entity_declaration = 512;

bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           static_cast<unsigned char>(c) >= 0x80U;
}

bool is_all_blank(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_xml_blank);
}

/// Text and references that stand for one character each, and none of them for an ampersand that might begin another.
bool is_plain(std::string_view value) {
    if (value.find_first_of("<%") != std::string_view::npos) return false;
    for (auto at = value.find('&'); at != std::string_view::npos; at = value.find('&', at + 1)) {
        const auto reference = read_reference(value.substr(at));
        const bool is_number = reference.kind == ReferenceKind::number;
        const bool is_alone = reference.length == value.size();
        if (is_number ? reference.code == '&' && !is_alone : html_entity(reference.name) == 0) return false;
    }
    return true;
}

/// What follows the name in the declaration of an entity, where it is a short text in quotes; no file and no address.
std::optional<std::string> entity_value(std::string_view definition) {
    const auto quote = definition.find_first_of("\"'");
    if (quote == std::string_view::npos || !is_all_blank(definition.substr(0, quote))) return std::nullopt;
    const auto close = definition.find(definition[quote], quote + 1);
    if (close == std::string_view::npos || close - quote > max_entity_value) return std::nullopt;
    const auto value = definition.substr(quote + 1, close - quote - 1);
    if (!is_plain(value)) return std::nullopt;
    return decoded_references(value);
}

}  // namespace

XmlReader::XmlReader(XmlTree& tree, std::string_view text, std::size_t max_heap, bool guess)
    : tree_(tree), text_(text), max_heap_(max_heap), guessing_(guess) {
    tree_.clear();
    tree_.text_ = text;
    XmlNode document;
    document.kind = XmlKind::document;
    tree_.nodes_.push_back(document);
    open_.push_back({0, 0, 0});
}

Result<void> XmlReader::run(std::size_t root) {
    constexpr std::size_t bytes_a_node = 64;  // of an ordinary feed
    tree_.nodes_.reserve(std::min(text_.size() / bytes_a_node, max_heap_ / sizeof(XmlNode)));
    if (text_.size() > 0x7FFF'FFFFU) return fail(ErrorCode::too_large, "a document of more than 2 GiB");
    if (root > 0) fault(root, "other elements around the root element");
    position_ = root;
    while (!at_end() && !error_) {
        const auto open = text_.find('<', position_);
        read_text(open == std::string_view::npos ? text_.size() : open);
        if (!at_end()) read_markup();
    }
    if (error_) return *error_;
    end_document();
    return {};
}

void XmlReader::read_text(std::size_t end) {
    if (end == position_) return;
    const auto text = slice(position_, end);
    if (open_.size() == 1) {
        if (!is_all_blank(text))
            fault(position_, saw_root_ ? "text after the root element" : "text before the root element");
        position_ = end;
        return;
    }
    XmlNode node;
    node.kind = XmlKind::text;
    node.begin = static_cast<std::uint32_t>(position_);
    node.end = static_cast<std::uint32_t>(end);
    node.has_reference = text.find('&') != std::string_view::npos;
    if (node.has_reference) check_references(text, position_);
    append(node);
    position_ = end;
}

void XmlReader::check_references(std::string_view text, std::size_t offset) {
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        if (own_entity(text.substr(at)).length > 0) continue;
        const auto reference = read_reference(text.substr(at));
        if (reference.kind == ReferenceKind::none) {
            fault(offset + at, "an ampersand that begins no reference");
        } else if (reference.kind == ReferenceKind::number) {
            if (!is_xml_char(reference.code)) fault(offset + at, "a reference to no character of XML");
        } else if (reference.name != "apos" && tree_.entity(reference.name) == nullptr) {
            fault(offset + at, wants_fault() ? why_unknown(reference.name) : std::string());
        }
    }
}

std::string XmlReader::why_unknown(std::string_view entity) const {
    const bool is_declared =
        std::find(unread_entities_.begin(), unread_entities_.end(), entity) != unread_entities_.end();
    return "the entity '" + excerpt(entity) +
           (is_declared ? "' stands for more than a few words" : "' is not declared");
}

void XmlReader::read_markup() {
    if (position_ + 1 >= text_.size()) {
        truncated_ = true;
        position_ = text_.size();
        return;
    }
    const auto text = rest();
    const char next = text[1];
    if (next == '/') return read_end_tag();
    if (begins_name(next)) return read_start_tag();
    if (text.starts_with("<!--")) return read_comment();
    if (text.starts_with("<![CDATA[")) return read_cdata();
    if (equals_ignoring_case(text.substr(0, 9), "<!doctype")) return read_doctype();
    if (next == '?') return read_instruction();
    if (next == '!') {  // a marked section or a declaration out of its place
        fault(position_, "a declaration where none may stand");
        const auto end = text_.find('>', position_);
        truncated_ = truncated_ || end == std::string_view::npos;
        position_ = end == std::string_view::npos ? text_.size() : end + 1;
        return;
    }
    fault(position_, "a '<' that begins no tag");
    const auto end = std::min(text_.find('<', position_ + 1), text_.size());
    read_text(end);
}

void XmlReader::read_comment() {
    const auto end = text_.find("-->", position_ + 4);
    if (end != std::string_view::npos) {
        position_ = end + 3;
        return;
    }
    fault(position_, "a comment that never ends");
    truncated_ = true;
    position_ = text_.size();
}

void XmlReader::read_cdata() {
    const auto begin = position_ + 9;
    auto end = no_section_ends_ ? std::string_view::npos : text_.find("]]>", begin);
    auto next = end + 3;
    if (end == std::string_view::npos) {
        fault(position_, "a CDATA section that never ends");
        no_section_ends_ = true;
        next = end = end_of_open_element(begin);
        truncated_ = truncated_ || end == text_.size();
    }
    if (end > begin && open_.size() > 1) {
        XmlNode node;
        node.kind = XmlKind::cdata;
        node.begin = static_cast<std::uint32_t>(begin);
        node.end = static_cast<std::uint32_t>(end);
        append(node);
    }
    position_ = next;
}

/// Where the end tag of the innermost element that is open stands next; the end of the document if there is none.
std::size_t XmlReader::end_of_open_element(std::size_t from) const {
    if (open_.size() == 1) return text_.size();
    const auto tag = "</" + std::string(tree_.name(open_.back().id));
    for (auto at = text_.find(tag, from); at != std::string_view::npos; at = text_.find(tag, at + tag.size())) {
        const auto end = at + tag.size();
        if (end < text_.size() && (text_[end] == '>' || is_xml_blank(text_[end]))) return at;
    }
    return text_.size();
}

void XmlReader::read_instruction() {
    auto close = find('?', position_ + 2);
    while (close != std::string_view::npos && !text_.substr(close).starts_with("?>")) close = find('?', close + 1);
    const bool is_declaration = rest().starts_with("<?xml") && rest().size() > 5 && is_xml_blank(rest()[5]);
    if (is_declaration && !is_all_blank(text_.substr(0, position_)) && open_.size() > 1)
        fault(position_, "an XML declaration inside the document");
    if (close == std::string_view::npos) {
        absent_['?'] = true;  // none that ends an instruction
        const auto end = text_.find('>', position_);
        fault(position_, "a processing instruction that never ends");
        position_ = end == std::string_view::npos ? text_.size() : end + 1;
        return;
    }
    position_ = close + 2;
}

/// Only plain internal entities are read: no file, no address, nothing that expands into more entities.
void XmlReader::read_doctype() {
    const auto start = position_;
    auto end = text_.find_first_of("[>", position_);
    if (saw_root_ || saw_doctype_) {
        fault(start, "a DOCTYPE where none may stand");
        position_ = end == std::string_view::npos ? text_.size() : end + 1;
        return;
    }
    saw_doctype_ = true;
    if (end != std::string_view::npos && text_[end] == '[') {
        const auto subset_end = find(']', end);
        const auto subset = slice(end + 1, std::min(subset_end, text_.size()));
        for (auto at = subset.find("<!ENTITY"); at != std::string_view::npos; at = subset.find("<!ENTITY", at + 8))
            read_entity_declaration(subset.substr(at + 8, max_entity_declaration));
        // Of two declarations the first holds (XML 1.0 §4.2).
        std::stable_sort(tree_.entities_.begin(), tree_.entities_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        end = subset_end == std::string_view::npos ? subset_end : text_.find('>', subset_end);
    }
    if (end == std::string_view::npos) {
        fault(start, "a DOCTYPE that never ends");
        const auto next = text_.find('>', position_);
        end = next == std::string_view::npos ? text_.size() - 1 : next;
    }
    position_ = end + 1;
}

void XmlReader::read_entity_declaration(std::string_view declaration) {
    declaration = declaration.substr(0, declaration.find('>'));
    const auto begin = declaration.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;
    declaration.remove_prefix(begin);
    const auto name = declaration.substr(0, declaration.find_first_of(" \t\r\n\"'"));
    if (name.empty() || name == "%" || tree_.entities_.size() + unread_entities_.size() >= max_entities) return;
    if (auto value = entity_value(declaration.substr(name.size())))
        tree_.entities_.emplace_back(std::string(name), std::move(*value));
    else
        unread_entities_.push_back(name);
}

std::size_t XmlReader::find(char needle, std::size_t from) {
    auto& absent = absent_[static_cast<unsigned char>(needle) & 127U];
    if (absent) return std::string_view::npos;
    const auto at = text_.find(needle, from);
    absent = at == std::string_view::npos;
    return at;
}

void XmlReader::fault(std::size_t offset, std::string what) {
    if (wants_fault()) tree_.faults_.push_back({static_cast<std::uint32_t>(offset), std::move(what)});
    ++tree_.fault_count_;
}

void XmlReader::give_up(std::string what) {
    if (!error_) error_ = fail(ErrorCode::too_large, std::move(what));
    position_ = text_.size();
}

}  // namespace broadsheet::feeds
