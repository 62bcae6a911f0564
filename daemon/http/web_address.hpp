#pragma once
// A URL as the client dials and asks for it, and where a Location field leads. Pure; any thread.

#include "feeds/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::http {

struct WebAddress {
    bool tls = false;
    std::string host;  ///< in lower case, IPv6 in brackets
    std::uint16_t port = 0;
    std::string authority;  ///< for the Host field: the port only where it is not the scheme's own
    std::string target;     ///< origin form: path and query
    std::string url;        ///< the whole, without a fragment

    /// Scheme, host and port: the unit of credentials.
    [[nodiscard]] std::string origin() const {
        return (tls ? "https://" : "http://") + host + ":" + std::to_string(port);
    }
};

/// invalid: no URL; refused: not http or https, or with user information.
[[nodiscard]] Result<WebAddress> parse_web_address(std::string_view url);

/// Where the Location of an answer from `from` leads (RFC 9110 §10.2.2). invalid: nowhere; refused: out of the Web.
[[nodiscard]] Result<WebAddress> redirect_target(const WebAddress& from, std::string_view location);

}  // namespace broadsheet::http
