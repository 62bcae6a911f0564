#pragma once
// One text, one URL or one number of a ParsedFeed at a time: what it means. Used by normalise.cpp. Pure; any thread.

#include "feeds/html.hpp"
#include "feeds/parse.hpp"
#include "feeds/read.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct MeantText {
    std::string plain;
    std::string html;         ///< whole, escaped where the text is plain
    bool has_markup = false;  ///< html says more than plain
};

class Meaning {
public:
    Meaning(const std::vector<std::string>& bases, const DocumentContext& context)
        : bases_(bases), sanitise_(context.sanitise), plain_content_(context.plain_content) {}

    /// The base for references of documents that give none.
    void set_fallback_base(std::string url) { fallback_ = std::move(url); }

    /// Texts of the document were encoded twice, beyond doubt.
    void set_encoded_twice(bool is) { encoded_twice_ = is; }

    /// Absolute http(s) without credentials, or empty; empty as well after 64 MiB of them.
    [[nodiscard]] std::string url(ParsedUrl url) const;
    /// The same, and mailto: as well.
    [[nodiscard]] std::string link(ParsedUrl url) const;
    /// `page`: of the entry that the text is of.
    [[nodiscard]] MeantText text(ParsedText text, PlainText wanted = PlainText::always,
                                 std::string_view page = {}) const;
    /// A text of which the plain form takes one line.
    [[nodiscard]] MeantText title(ParsedText title) const;
    /// What is wanted of contents that are HTML.
    [[nodiscard]] PlainText plain_content() const { return plain_content_ ? PlainText::at_hand : PlainText::never; }
    /// `plain` of a text that takes one line, at most longest_statement bytes.
    [[nodiscard]] std::string line(ParsedText text) const;

private:
    [[nodiscard]] std::string_view base(BaseId id) const;
    [[nodiscard]] std::optional<std::string> resolve(const ParsedUrl& url) const;

    const std::vector<std::string>& bases_;
    std::string fallback_;
    bool sanitise_;
    bool plain_content_;
    bool encoded_twice_ = false;
    mutable std::size_t made_ = 0;  ///< bytes of addresses: a document may name few bases and resolve much against them
};

/// Of rights and the like, which every entry of the feed repeats.
inline constexpr std::size_t longest_statement = 4UL * 1024;
/// A longer one is none.
inline constexpr std::size_t longest_id = 4UL * 1024;

/// The feed's own texts, dates and wishes; its links and persons are not among them.
void set_feed_members(Feed& feed, const Meaning& meaning, ParsedFeed& parsed);

/// Whether a text that may be HTML is: it has a tag or a reference of HTML, and no tag that is none.
[[nodiscard]] bool looks_like_html(std::string_view text);

/// White space folded; HTML made text where it looks it; at most `limit` bytes.
[[nodiscard]] std::string plain_line(std::string_view text, std::size_t limit);

/// Cut at a character's border.
void clamp(std::string& text, std::size_t limit);

[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view text);
/// "en-GB" for "en_gb "; empty for what is no language tag.
[[nodiscard]] std::string language_tag(std::string_view text);
/// "1:02:03", "62:03", "3723".
[[nodiscard]] std::optional<std::chrono::seconds> duration_of(std::string_view text);

}  // namespace broadsheet::feeds
