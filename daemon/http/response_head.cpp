#include "daemon/http/response_head.hpp"

#include "daemon/http/text.hpp"

#include <algorithm>

namespace broadsheet::http {

namespace {

void append_field(std::string& bytes, std::string_view name, std::string_view value) {
    bytes += name;
    bytes += ": ";
    const std::size_t start = bytes.size();
    bytes += value;
    const auto breaks = [](char c) { return is_control(c) && c != '\t'; };
    std::replace_if(bytes.begin() + static_cast<std::ptrdiff_t>(start), bytes.end(), breaks, ' ');
    bytes += "\r\n";
}

}  // namespace

bool may_have_body(unsigned status) {
    return status >= 200 && status != 204 && status != 304;
}

void append_head(std::string& bytes, const HttpResponse& response, const HeadOptions& options) {
    bytes += "HTTP/1.1 ";
    bytes += std::to_string(response.status);
    bytes += ' ';
    bytes += reason_phrase(response.status);
    bytes += "\r\n";
    append_field(bytes, "Date", options.date);
    for (const auto& [name, value] : response.headers) append_field(bytes, name, value);
    if (may_have_body(response.status)) {
        append_field(bytes, "Content-Length", std::to_string(response.body ? response.body->size() : 0));
    }
    if (!options.keep_alive) {
        bytes += "Connection: close\r\n";
    } else if (options.old_version) {
        bytes += "Connection: keep-alive\r\n";
    }
    bytes += "\r\n";
}

}  // namespace broadsheet::http
