#pragma once
// Text, references and attributes of HTML that leave nothing to mend. For html_simple.cpp.

#include "feeds/html_simple.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// A place in a text, and what can be read from there on. A function that returns false has met what is not simple.
class SimpleTokens {
public:
    explicit SimpleTokens(std::string_view html) : html_(html) {}

    [[nodiscard]] bool at_end() const { return at_ >= html_.size(); }
    /// NUL behind the end.
    [[nodiscard]] char next(std::size_t ahead = 0) const {
        return at_ + ahead < html_.size() ? html_[at_ + ahead] : '\0';
    }
    void skip(std::size_t count) { at_ += count; }

    /// Up to '<', '>' or '&'.
    [[nodiscard]] bool read_text(std::string_view& run);
    /// Appends the character of the reference that stands here; an ampersand that begins none is one.
    [[nodiscard]] bool read_reference(std::string& out);
    /// "<!-- … -->" without anything that parsers differ about.
    [[nodiscard]] bool read_comment();
    /// Small letters and digits; empty when there is none.
    [[nodiscard]] std::string_view read_name();
    /// Up to and without the end of the tag.
    [[nodiscard]] bool read_attributes();
    [[nodiscard]] std::span<const HtmlAttribute> attributes() const { return {attributes_.data(), count_}; }
    /// The inside of an element that is no markup, its end tag included.
    [[nodiscard]] bool read_raw(std::string_view element, std::string_view& inside);

private:
    static constexpr std::size_t most_attributes = 40;

    template <class BytesOf>
    void skip_blocks(BytesOf bytes_of);
    [[nodiscard]] bool read_attribute();
    [[nodiscard]] bool read_quoted(char quote);
    [[nodiscard]] bool read_unquoted();
    [[nodiscard]] bool read_reference_in_value(std::string& value);

    std::string_view html_;
    std::size_t at_ = 0;
    std::size_t count_ = 0;
    std::array<HtmlAttribute, most_attributes> attributes_{};
    std::array<std::string, most_attributes> values_;  ///< of those that had references in them
};

}  // namespace broadsheet::feeds
