#pragma once
// The target of a request and its Host, checked and taken apart (RFC 9112 §3.2, RFC 3986). Strict: what two programs
// could read differently is refused. Pure; any thread.

#include "daemon/http/message.hpp"
#include "feeds/result.hpp"

#include <string_view>

namespace broadsheet::http {

/// Fills path and query of `request` from its target. An absolute target becomes its origin form, if it names the Host.
/// OPTIONS * has the path "*". Errors: invalid, with a sentence for the client.
[[nodiscard]] Result<void> read_target(HttpRequest& request);

/// uri-host [":" port], not empty.
[[nodiscard]] bool valid_host(std::string_view host);

}  // namespace broadsheet::http
