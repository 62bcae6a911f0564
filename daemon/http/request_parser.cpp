#include "daemon/http/request_parser.hpp"

#include "daemon/http/target.hpp"
#include "daemon/http/text.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

namespace broadsheet::http {

using boost::beast::http::field;
using boost::beast::http::verb;

namespace {

constexpr std::size_t first_reserve = 64 * 1024;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// Obsolete line folding (RFC 9112 §5.2): Beast has joined the lines elsewhere, or skipped to a later one.
bool folded(std::string_view name, std::string_view value, const char* input_end) {
    const char* after_name = name.data() + name.size();
    const std::less<const char*> before;
    if (before(value.data(), after_name) || before(input_end, value.data())) return true;
    return std::memchr(after_name, '\n', static_cast<std::size_t>(value.data() - after_name)) != nullptr;
}

}  // namespace

RequestParser::RequestParser(const RequestLimits& limits, BadRequest& fault) : limits_(limits), fault_(fault) {
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(boost::none);  // on_header_impl() knows better
}

void RequestParser::refuse(unsigned status, const char* detail, Error& error) {
    fault_.status = status;
    fault_.detail = detail;
    error = boost::beast::http::error::bad_value;
}

void RequestParser::on_request_impl(verb method_id, View method, View target, int version, Error& error) {
    line_read = true;
    http_1_0 = version == 10;
    request.method = view(method);
    if (method_id == verb::unknown || method_id == verb::connect) {
        return refuse(501, "this method is not known here", error);
    }
    if (target.size() > limits_.line_bytes) return refuse(414, "the target is too long", error);
    head_bytes_ = method.size() + target.size() + 12;
    request.target = view(target);
}

void RequestParser::on_field_impl(field name_id, View beast_name, View beast_value, Error& error) {
    const std::string_view name = view(beast_name);
    const std::string_view value = view(beast_value);
    if (++fields_ > limits_.header_fields) return refuse(431, "there are too many fields", error);
    head_bytes_ += name.size() + value.size() + 4;
    if (head_bytes_ > limits_.header_bytes) return refuse(431, "the head of the request is too large", error);
    if (name.size() + value.size() > limits_.line_bytes) return refuse(431, "a field is too long", error);
    if (folded(name, value, input_end_)) return refuse(400, "a field goes on over several lines", error);
    if (head_read_) return;  // a trailer: it may not change the head, and says nothing that we need
    switch (name_id) {
        case field::host: check_host(value, error); break;
        case field::content_length: check_length(value, error); break;
        case field::transfer_encoding: check_transfer_encoding(value, error); break;
        case field::expect: check_expectation(value, error); break;
        default: break;
    }
    request.headers.add(std::string(name), std::string(value));
}

void RequestParser::check_host(std::string_view value, Error& error) {
    if (has_host_) return refuse(400, "there is more than one Host field", error);
    has_host_ = true;
    if (!valid_host(value)) refuse(400, "the Host field is not a valid host", error);
}

void RequestParser::check_length(std::string_view value, Error& error) {
    if (has_length_ || !all_digits(value)) return refuse(400, "the Content-Length is not one number", error);
    has_length_ = true;
}

void RequestParser::check_transfer_encoding(std::string_view value, Error& error) {
    if (http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", error);
    if (has_transfer_coding) return refuse(400, "there is more than one Transfer-Encoding field", error);
    has_transfer_coding = true;
    if (equals_ignoring_case(value, "chunked")) return;
    const std::string_view last = trim(value.substr(value.find_last_of(',') + 1));
    if (equals_ignoring_case(last, "chunked")) return refuse(501, "this transfer coding is not known here", error);
    refuse(400, "the Transfer-Encoding does not end in chunked", error);
}

void RequestParser::check_expectation(std::string_view value, Error& error) {
    if (!equals_ignoring_case(value, "100-continue")) return refuse(417, "this expectation cannot be met", error);
    expects_continue = !http_1_0;
}

void RequestParser::on_header_impl(Error& error) {
    head_read_ = true;
    if (!has_host_ && !http_1_0) return refuse(400, "the Host field is missing", error);
    if (auto read = read_target(request); !read) return refuse(400, read.error().detail().c_str(), error);
    check_body_size(error);
}

void RequestParser::check_body_size(Error& error) {
    const auto length = content_length();
    if (length ? *length == 0 : !chunked()) return;
    const bool may_be_large = !length || *length > limits_.body_bytes;
    const auto allowed = limits_.body_limit ? limits_.body_limit(request, may_be_large) : limits_.body_bytes;
    if (!allowed) return refuse(503, "there are too many large bodies at once", error);
    body_limit_ = *allowed;
    if (length && *length > body_limit_) refuse(413, "the body is too large", error);
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& /*error*/) {
    if (length) request.body.reserve(std::min<std::size_t>(*length, first_reserve));
}

std::size_t RequestParser::on_body_impl(View bytes, Error& error) {
    return append(bytes, error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View bytes, Error& error) {
    return append(bytes, error);
}

std::size_t RequestParser::append(View bytes, Error& error) {
    if (bytes.size() > body_limit_ - request.body.size()) {
        refuse(413, "the body is too large", error);
        return 0;
    }
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, View /*extensions*/, Error& error) {
    if (size > body_limit_ - request.body.size()) refuse(413, "the body is too large", error);
}

void RequestParser::on_finish_impl(Error& /*error*/) {}

void RequestParser::on_response_impl(int /*status*/, View /*reason*/, int /*version*/, Error& /*error*/) {}

}  // namespace broadsheet::http
