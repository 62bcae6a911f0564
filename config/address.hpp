#pragma once
// The addresses of a config file, judged strictly: a slip is named here and not an hour later by a failed poll. Each
// …_fault says what is wrong and how to mend it, or nothing; none repeats what may be a password. Pure.

#include <string>
#include <string_view>

namespace broadsheet::config {

/// An absolute http or https URL without user information or fragment, as a feed has.
[[nodiscard]] std::string feed_url_fault(std::string_view url);

/// http or https, with a host and at most a path.
[[nodiscard]] std::string base_url_fault(std::string_view url);

/// "http://host:port", "socks5://host:port" or nothing.
[[nodiscard]] std::string proxy_fault(std::string_view url);

/// A host, a ".domain", an address, a network as "10.0.0.0/8", or "*".
[[nodiscard]] std::string no_proxy_fault(std::string_view host);

/// "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or "unix:/path".
[[nodiscard]] std::string listen_fault(std::string_view address);

/// "mailto:…" or a web address, fit for a User-Agent.
[[nodiscard]] std::string contact_fault(std::string_view contact);

}  // namespace broadsheet::config
