#include "daemon/http/message.hpp"

#include "daemon/http/text.hpp"

#include <algorithm>

namespace broadsheet::http {

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
    remove(name);
    fields_.emplace_back(name, std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [name](const Field& field) { return equals_ignoring_case(field.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (equals_ignoring_case(key, name)) return value;
    }
    return std::nullopt;
}

std::string_view Headers::get(std::string_view name) const {
    return find(name).value_or(std::string_view());
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : fields_) {
        if (equals_ignoring_case(key, name)) values.push_back(value);
    }
    return values;
}

std::string Headers::joined(std::string_view name) const {
    std::string list;
    bool first = true;
    for (const auto& [key, value] : fields_) {
        if (!equals_ignoring_case(key, name)) continue;
        if (!first) list += ", ";
        first = false;
        list += value;
    }
    return list;
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

HttpResponse::HttpResponse(unsigned status_, std::string content_type, std::string body_)
    : status(status_), body(std::make_shared<const std::string>(std::move(body_))) {
    if (!content_type.empty()) headers.add("Content-Type", std::move(content_type));
}

std::string_view reason_phrase(unsigned status) {
    switch (status) {
        case 100: return "Continue";
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 203: return "Non-Authoritative Information";
        case 204: return "No Content";
        case 205: return "Reset Content";
        case 206: return "Partial Content";
        case 226: return "IM Used";
        case 300: return "Multiple Choices";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 402: return "Payment Required";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 407: return "Proxy Authentication Required";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 425: return "Too Early";
        case 426: return "Upgrade Required";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 451: return "Unavailable For Legal Reasons";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 508: return "Loop Detected";
        case 511: return "Network Authentication Required";
        default: return "Unknown";
    }
}

std::string_view only_coding(std::string_view list) {
    std::string_view found;
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        const auto coding = trim(list.substr(begin, end - begin));
        begin = end + 1;
        if (coding.empty() || equals_ignoring_case(coding, "identity") || equals_ignoring_case(coding, "none") ||
            equals_ignoring_case(coding, "utf-8"))
            continue;
        if (!found.empty()) return list;
        found = coding;
    }
    return found;
}

}  // namespace broadsheet::http
