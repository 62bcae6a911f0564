#pragma once
// A FetchRequest as the bytes of one hop, and what a redirect makes of it. Pure; any thread.

#include "daemon/http/client.hpp"
#include "daemon/http/web_address.hpp"

#include <string>

namespace broadsheet::http {

/// invalid: a method or a field that would not be one on the wire (a line break in a value would begin a second field).
[[nodiscard]] Result<void> check_request(const FetchRequest& request);

/// What is ours in every request.
struct OutgoingFields {
    std::string_view user_agent;  ///< where the request does not name another
    bool relayed = false;         ///< through a proxy that reads it: in absolute form
    std::string proxy_authorization;
};

/// Head and body.
[[nodiscard]] std::string request_bytes(const FetchRequest& request, const WebAddress& address,
                                        const OutgoingFields& ours);

[[nodiscard]] bool is_redirect(unsigned status);

/// Where an answer sends us. As redirect_target(); invalid also when it has two minds about it.
[[nodiscard]] Result<WebAddress> redirect_of(const WebAddress& from, const Headers& headers);

/// Makes the request the one that a redirect asks for (RFC 9110 §15.4), without its secrets where it leaves its origin.
void follow(FetchRequest& request, unsigned status, const WebAddress& from, const WebAddress& to);

}  // namespace broadsheet::http
