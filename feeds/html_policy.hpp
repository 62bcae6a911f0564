#pragma once
// What may stay of a publisher's HTML: elements, attributes and schemes, by name. Pure; any thread.

#include <string_view>

namespace broadsheet::feeds {

enum class ElementRule {
    keep,
    unwrap,  ///< the tags go, what they hold stays
    drop,    ///< it goes with all that it holds
};

/// By the name of an HTML element in lower case.
[[nodiscard]] ElementRule element_rule(std::string_view name);

/// An element without content or end tag.
[[nodiscard]] bool is_void_element(std::string_view name);

/// An element that stands on lines of its own.
[[nodiscard]] bool is_block_element(std::string_view name);

/// Attributes whose values are plain data. URL-bearing ones are not among them.
[[nodiscard]] bool is_plain_attribute(std::string_view name);

/// What a URL in an attribute may be.
enum class UrlRule {
    none,   ///< not a URL-bearing attribute that we keep
    link,   ///< followed when a person says so: http, https, mailto, tel …
    media,  ///< fetched with the page: http, https
    image,  ///< as media, and data: of raster images
};
[[nodiscard]] UrlRule url_rule(std::string_view element, std::string_view attribute);

}  // namespace broadsheet::feeds
