#pragma once
// HTTP messages as the house sees them, without Beast. Plain data; the bodies of answers are shared and immutable, so
// that a cached document is sent without a copy.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::http {

/// Header fields in order of arrival. Names compare without case (ASCII); values are kept byte for byte.
class Headers {
public:
    using Field = std::pair<std::string, std::string>;

    Headers() = default;
    void add(std::string name, std::string value);
    void set(std::string_view name, std::string value);  ///< replaces every field of that name
    void remove(std::string_view name);
    /// The first field of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The first field of that name, or an empty view.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
    /// All fields of that name as one list, joined with ", " (RFC 9110 §5.3).
    [[nodiscard]] std::string joined(std::string_view name) const;
    [[nodiscard]] auto begin() const { return fields_.begin(); }
    [[nodiscard]] auto end() const { return fields_.end(); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    void reserve(std::size_t fields) { fields_.reserve(fields); }

private:
    std::vector<Field> fields_;
};

/// A request to our server, already checked: method, path and query are syntactically right.
class HttpRequest {
public:
    HttpRequest() = default;
    HttpRequest(std::string method_, std::string target_) : method(std::move(method_)), target(std::move(target_)) {}

    std::string method;
    std::string target;                                      ///< origin form, as sent
    std::string path;                                        ///< percent-decoded, begins with '/'; "*" of OPTIONS *
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
    Headers headers;
    std::string body;
    std::string peer;                     ///< address of the client, without the port; "unix" for a Unix socket
    std::chrono::sys_seconds received{};  ///< the Date of the answer; the epoch: not known

    /// The first query parameter of that name.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

/// An answer of our server. Content-Length, Date and Connection are the server's business, not a handler's.
class HttpResponse {
public:
    HttpResponse() = default;
    HttpResponse(unsigned status_, std::string content_type, std::string body_);

    unsigned status = 200;
    Headers headers;
    std::shared_ptr<const std::string> body;  ///< nullptr: no body
};

/// The field of our answers that says which process gave it: by it one knows what it has published itself, by whatever
/// address, name or proxy it came back.
inline constexpr std::string_view instance_field = "Broadsheet-Instance";

[[nodiscard]] std::string_view reason_phrase(unsigned status);

/// ASCII only, and safe: Beast's own reads past the end.

/// What a Content-Encoding field says: its elements may be empty (RFC 9110 §5.6.1.2) or say nothing, as where a server
/// puts a charset there. Empty: no coding; where there are several it is all of the field.
[[nodiscard]] std::string_view only_coding(std::string_view list);

}  // namespace broadsheet::http
