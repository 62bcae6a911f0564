#pragma once
// The head of an answer as bytes. Pure; any thread.

#include "daemon/http/message.hpp"

#include <string>
#include <string_view>

namespace broadsheet::http {

/// What the connection adds to an answer.
struct HeadOptions {
    bool keep_alive = true;
    bool old_version = false;  ///< of the request: HTTP/1.0 must be told that the connection stays
    std::string_view date;     ///< of now
};

/// Appends status line, fields, Date, Content-Length and Connection, and the blank line. Line breaks in values become
/// blanks, so that no value can begin a field of its own.
void append_head(std::string& bytes, const HttpResponse& response, const HeadOptions& options);

/// May an answer of this status have a body (RFC 9110 §6.4.1)?
[[nodiscard]] bool may_have_body(unsigned status);

}  // namespace broadsheet::http
