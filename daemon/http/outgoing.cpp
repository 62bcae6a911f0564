#include "daemon/http/outgoing.hpp"

#include "daemon/http/decompress.hpp"
#include "daemon/http/text.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::http {

namespace {

/// What frames the message or chooses its coding is not for a config to say.
constexpr std::array<std::string_view, 9> own_fields{"Host",       "Accept-Encoding", "Connection",
                                                     "Keep-Alive", "Content-Length",  "Transfer-Encoding",
                                                     "TE",         "Upgrade",         "Expect"};

bool is_own(std::string_view name) {
    return std::any_of(own_fields.begin(), own_fields.end(),
                       [name](auto own) { return equals_ignoring_case(own, name); });
}

constexpr CharacterSet in_values = [] {
    CharacterSet set{};
    for (std::size_t byte = 0x20; byte < set.size(); ++byte) set[byte] = byte != 0x7f;
    set['\t'] = true;
    return set;
}();

bool is_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_in(in_values, c); });
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token);
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

template <class Fields>
Result<void> check_fields(const Fields& fields) {
    for (const auto& [name, value] : fields)
        if (!is_name(name) || !is_value(value))
            return fail(ErrorCode::invalid, "the header field \"" + name +
                                                "\" of the request has a line break or the "
                                                "like in it");
    return {};
}

}  // namespace

Result<void> check_request(const FetchRequest& request) {
    if (request.method != "GET" && request.method != "POST")
        return fail(ErrorCode::invalid, "requests are GET or POST, not \"" + request.method + "\"");
    if (auto sound = check_fields(request.headers); !sound) return sound;
    for (const auto& conditions : request.conditions)
        if (auto sound = check_fields(conditions.fields); !sound) return sound;
    return {};
}

std::string request_bytes(const FetchRequest& request, const WebAddress& address, const OutgoingFields& ours) {
    std::string bytes;
    bytes.reserve(512 + request.body.size());
    bytes.append(request.method).append(" ");
    bytes.append(ours.relayed ? address.url : address.target).append(" HTTP/1.1\r\n");
    append_field(bytes, "Host", address.authority);
    if (!request.headers.find("User-Agent")) append_field(bytes, "User-Agent", ours.user_agent);
    for (const auto& [name, value] : request.headers)
        if (!is_own(name)) append_field(bytes, name, value);
    for (const auto& conditions : request.conditions) {
        if (conditions.url != address.url) continue;
        for (const auto& [name, value] : conditions.fields) append_field(bytes, name, value);
    }
    append_field(bytes, "Accept-Encoding", accepted_codings);
    if (!ours.proxy_authorization.empty()) append_field(bytes, "Proxy-Authorization", ours.proxy_authorization);
    if (request.method == "POST") append_field(bytes, "Content-Length", std::to_string(request.body.size()));
    bytes += "\r\n";
    if (request.method == "POST") bytes += request.body;
    return bytes;
}

bool is_redirect(unsigned status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<WebAddress> redirect_of(const WebAddress& from, const Headers& headers) {
    const auto locations = headers.all("Location");
    if (locations.empty()) return redirect_target(from, {});
    for (const auto& other : locations)
        if (other != locations.front()) return fail(ErrorCode::invalid, from.url + " redirects to two places at once");
    return redirect_target(from, locations.front());
}

void follow(FetchRequest& request, unsigned status, const WebAddress& from, const WebAddress& to) {
    if (status <= 303 && request.method == "POST") {
        request.method = "GET";
        request.body.clear();
        request.headers.remove("Content-Type");
    }
    if (from.origin() != to.origin())
        for (const auto& name : request.private_fields) request.headers.remove(name);
}

}  // namespace broadsheet::http
