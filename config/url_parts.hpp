#pragma once
// URLs taken apart as RFC 3986 appendix B does it, without judging the parts, and compared. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::config {

struct UrlParts {
    std::string scheme;  ///< in lower case; empty: none
    bool has_authority = false;
    bool has_user = false;  ///< there is user information; it is not kept
    std::string host;       ///< as written, IPv6 in brackets
    std::optional<std::string> port;
    std::string path;
    std::optional<std::string> query;
    std::optional<std::string> fragment;
};

/// Letters of ASCII alone.
[[nodiscard]] std::string lower(std::string_view text);

[[nodiscard]] UrlParts split_url(std::string_view url);

/// The form in which two spellings of one URL are equal: RFC 3986 §6.2.2 and §6.2.3, without fragment. Names beyond
/// ASCII are left as they are.
[[nodiscard]] std::string url_key(std::string_view url);

}  // namespace broadsheet::config
