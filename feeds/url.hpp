#pragma once
// References of feeds and HTML: resolved, judged, compared. Tolerant where browsers are (spaces, IRIs,
// backslashes), over Boost.URL. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// Resolves a reference against a base (RFC 3986 §5; the base may be empty). The result is ASCII: an IRI is
/// mapped to a URI (RFC 3987 §3.1), a host to its IDNA form. nullopt where there is no sense in it.
[[nodiscard]] std::optional<std::string> resolve_url(std::string_view reference, std::string_view base);

/// True for a web URL that is in order as it stands and resolves to itself: most of them. Cheap.
[[nodiscard]] bool is_plain_web_url(std::string_view url);

/// True for an absolute http or https URL with a host and no user information.
[[nodiscard]] bool is_web_url(std::string_view url);

/// RFC 3987 §2.2 as far as it matters: a scheme, something after it, and nothing that no IRI has.
[[nodiscard]] bool is_absolute_iri(std::string_view text);

/// "https://example.org:8443" in lower case, without a default port: what an address without a path stands for.
/// Empty when the URL is not a web URL.
[[nodiscard]] std::string origin_of(std::string_view url);

/// "example.org:8443": whom a request to that URL goes to, the same for all spellings of a name or address: in lower
/// case, without a dot at its end or a default port. Empty when the URL is not a web URL.
[[nodiscard]] std::string authority_of(std::string_view url);

/// Host of a web URL in lower case, IPv6 literals in brackets; empty otherwise.
[[nodiscard]] std::string host_of(std::string_view url);

/// The form in which two spellings of one page's address are equal: scheme, `www.`/`m.`/`amp.` prefixes, tracking
/// parameters, fragment, trailing slash, AMP suffixes and the order of parameters do not count. A key for
/// comparing, never an address to visit. Empty when the URL is not a web URL.
[[nodiscard]] std::string canonical_url(std::string_view url);

}  // namespace broadsheet::feeds
