#pragma once
// HTML that leaves an HTML parser nothing to mend: known elements, properly nested, attributes quoted, references
// complete. Most of what feeds carry is of this kind, and can be read in one pass without a tree. Pure; any thread.

#include "feeds/html_simple_elements.hpp"

#include <span>
#include <string_view>

namespace broadsheet::feeds {

struct HtmlAttribute {
    std::string_view name;   ///< in lower case
    std::string_view value;  ///< references decoded
};

/// What read_simple_html() finds, in document order. Views hold during the call only.
class HtmlSink {
public:
    virtual ~HtmlSink() = default;
    /// Text without '<', '>' and '&'.
    virtual void text(std::string_view run) = 0;
    /// One character that was written as a reference, or a '>'.
    virtual void symbol(std::string_view character) = 0;
    virtual void open(const SimpleElement& element, std::span<const HtmlAttribute> attributes) = 0;
    /// Never of an element without content.
    virtual void close(const SimpleElement& element) = 0;
};

/// False where a tree has to be built (HTML §13.2): what the sink was given until then is void. True: the standard's
/// tree is what the sink was given, element by element.
[[nodiscard]] bool read_simple_html(std::string_view html, HtmlSink& sink);

}  // namespace broadsheet::feeds
