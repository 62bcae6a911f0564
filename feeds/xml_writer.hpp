#pragma once
// Writes XML 1.0 into a string: no tree, no indentation, everything escaped, and whatever XML forbids left out, so that
// one bad article cannot make a merged document invalid. Pure; not thread-safe.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// `text` without what XML 1.0 §2.2 does not allow: control characters, U+FFFE, U+FFFF, and bytes that are no UTF-8.
[[nodiscard]] std::string xml_text(std::string_view text);

class XmlWriter {
public:
    using Attribute = std::pair<std::string_view, std::string_view>;

    /// Begins with the XML declaration; `expected_bytes` of the document are made room for at once.
    explicit XmlWriter(std::size_t expected_bytes = 0);

    void open(std::string_view name, std::initializer_list<Attribute> attributes = {});
    void close();
    void text(std::string_view text);

    /// <name attributes>text</name>
    void element(std::string_view name, std::string_view text, std::initializer_list<Attribute> attributes = {});
    /// The same, or nothing where the text is empty.
    void optional(std::string_view name, std::string_view text, std::initializer_list<Attribute> attributes = {});
    /// <name attributes/>; attributes with an empty value are left out.
    void empty(std::string_view name, std::initializer_list<Attribute> attributes);

    /// The document. Everything opened has been closed.
    [[nodiscard]] std::string take();

private:
    void start(std::string_view name, std::initializer_list<Attribute> attributes);
    void escape(std::string_view text, bool in_attribute);

    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace broadsheet::feeds
