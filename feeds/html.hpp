#pragma once
// HTML of feeds, made safe or made text, over Gumbo's HTML5 tree. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Keeps what an allow-list of elements, attributes, URL schemes and CSS properties names, resolves every
/// URL-bearing attribute against `base` (may be empty) and serialises anew, so that no parser reads the result
/// otherwise than we do. Tracking pixels, scripts, forms and `on…` are gone. Idempotent. `page`: where places in the
/// text itself are to be found, "#note-1"; empty: in `base`.
[[nodiscard]] std::string sanitise_html(std::string_view html, std::string_view base, std::string_view page = {});

/// Whether HTML is to be made text as well: at_hand, where reading it once does for both.
enum class PlainText { never, at_hand, always };

/// Both of a fragment, sanitise_html() and html_to_text(), for little more than one of them.
struct CleanHtml {
    std::string html;
    std::string text;  ///< empty where it was not wanted, or not at hand
};
[[nodiscard]] CleanHtml sanitise_with_text(std::string_view html, std::string_view base, PlainText wanted,
                                           std::string_view page = {});

/// The two ways to the same: over an HTML5 tree, and without one where there is nothing to mend. For tests.
[[nodiscard]] std::string sanitise_by_tree(std::string_view html, std::string_view base, std::string_view page = {});
[[nodiscard]] std::optional<std::string> sanitise_simple_html(std::string_view html, std::string_view base,
                                                              std::string_view page = {});

/// Plain text of a fragment: entities decoded, block elements and <br> as breaks, white space folded, scripts
/// and styles dropped.
[[nodiscard]] std::string html_to_text(std::string_view html);

/// `text` with &, <, >, " and ' escaped: right in text and in quoted attributes of HTML and XML alike.
[[nodiscard]] std::string escape_html(std::string_view text);

/// The same where lines mean something: what blank lines part are paragraphs, other line ends are breaks.
[[nodiscard]] std::string html_of_lines(std::string_view text);

}  // namespace broadsheet::feeds
