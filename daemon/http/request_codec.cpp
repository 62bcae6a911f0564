#include "daemon/http/request_codec.hpp"

#include "daemon/http/request_parser.hpp"
#include "daemon/http/text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace broadsheet::http {

namespace beast_http = boost::beast::http;

namespace {

using beast_error = boost::system::error_code;

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t line_allowance = 64;            // of method and version around a target
constexpr std::size_t framing_allowance = 64 * 1024;  // of chunk lines, beside as many bytes as the body may have

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

/// Is the line right but for a version of HTTP that is not ours?
bool names_other_version(std::string_view line) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos) return false;
    const std::string_view version = line.substr(space + 1);
    return version.size() == 8 && version.starts_with("HTTP/") && all_digits(version.substr(5, 1)) &&
           version[6] == '.' && all_digits(version.substr(7)) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

}  // namespace

struct RequestReader::Impl {
    explicit Impl(RequestLimits limits_) : limits(limits_), buffer(first_buffer) {}

    std::string_view pending() const { return {buffer.data() + begin, end - begin}; }

    Progress refuse(unsigned status, const char* detail) {
        fault = BadRequest{status, detail};
        return Progress::refused;
    }

    bool refused() const { return !fault.detail.empty(); }

    Progress begin_message();
    std::string_view ready_input();
    Progress check_bounds();
    Progress explain(const beast_error& error);

    RequestLimits limits;
    std::vector<char> buffer;
    std::size_t begin = 0;  // of the bytes that are not parsed yet
    std::size_t end = 0;
    std::size_t parsed_bytes = 0;  // of the request
    bool blank_line_skipped = false;
    std::optional<RequestParser> parser;
    BadRequest fault;
    bool keep_alive = false;
    bool old_version = false;
};

/// One blank line before a request is ignored (RFC 9112 §2.2).
RequestReader::Progress RequestReader::Impl::begin_message() {
    if (!blank_line_skipped && pending().starts_with("\r\n")) {
        begin += 2;
        blank_line_skipped = true;
    }
    const std::string_view text = pending();
    if (text.empty() || (text == "\r" && !blank_line_skipped)) return Progress::incomplete;
    blank_line_skipped = false;
    parsed_bytes = 0;
    parser.emplace(limits, fault);
    return Progress::complete;
}

/// What the parser may see now; empty: more must come first.
std::string_view RequestReader::Impl::ready_input() {
    // "0 CR LF CR LF" is the least that can end chunks; Beast asserts that it is given as much.
    constexpr std::size_t last_chunk = 5;
    const std::string_view text = pending();
    if (parser->line_read) {
        const bool too_short = parser->is_header_done() && parser->chunked() && text.size() < last_chunk;
        return too_short ? std::string_view() : text;
    }
    if (text.empty()) return text;
    // Once Beast has seen part of a line, it judges nothing before the end of the head. So give it the whole line, and
    // let TLS and other protocols not wait for an answer to half of one.
    const std::string_view line = text.substr(0, text.find('\n') + 1);
    const bool bare_line_feed = !line.empty() && !line.ends_with("\r\n");
    if (!is_token(text.front()) || bare_line_feed) refuse(400, "this is not HTTP");
    return line;
}

/// What waits for more bytes must be within its bound.
RequestReader::Progress RequestReader::Impl::check_bounds() {
    if (parser->is_header_done()) {
        const std::size_t framing = parsed_bytes - parser->request.body.size();
        if (framing > limits.header_bytes + limits.body_bytes + framing_allowance ||
            end - begin > limits.header_bytes) {
            return refuse(400, "the chunks of the body have too long lines");
        }
        return Progress::incomplete;
    }
    if (!parser->line_read && end - begin > limits.line_bytes + line_allowance)
        return refuse(414, "the request line is too long");
    if (parsed_bytes + (end - begin) > limits.header_bytes) return refuse(431, "the head of the request is too large");
    return Progress::incomplete;
}

RequestReader::Progress RequestReader::Impl::explain(const beast_error& error) {
    using beast_http::error::bad_content_length;
    if (refused()) return Progress::refused;
    // Beast leaves the line that it refuses unread.
    const std::string_view line = first_line(pending());
    if (error == beast_http::error::body_limit) return refuse(413, "the body is too large");
    if (error == bad_content_length && !parser->has_transfer_coding &&
        all_digits(trim(line.substr(line.find(':') + 1)))) {
        return refuse(413, "the body is too large");
    }
    if (error == beast_http::error::header_limit) return refuse(431, "the head of the request is too large");
    if (error == beast_http::error::bad_version && names_other_version(line)) {
        return refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    fault = BadRequest{400, "the request is not right: " + error.message()};
    return Progress::refused;
}

RequestReader::RequestReader(RequestLimits limits) : impl_(std::make_unique<Impl>(limits)) {}

RequestReader::~RequestReader() = default;

std::span<char> RequestReader::room() {
    Impl& impl = *impl_;
    if (impl.begin == impl.end) impl.begin = impl.end = 0;
    if (impl.end == impl.buffer.size()) {
        std::copy(impl.buffer.begin() + static_cast<std::ptrdiff_t>(impl.begin), impl.buffer.end(),
                  impl.buffer.begin());
        impl.end -= impl.begin;
        impl.begin = 0;
        // check_bounds() keeps what waits below this.
        if (impl.end == impl.buffer.size()) impl.buffer.resize(2 * impl.buffer.size());
    }
    return {impl.buffer.data() + impl.end, impl.buffer.size() - impl.end};
}

void RequestReader::filled(std::size_t size) {
    impl_->end += size;
}

RequestReader::Progress RequestReader::advance() {
    Impl& impl = *impl_;
    if (impl.refused()) return Progress::refused;
    if (!impl.parser && impl.begin_message() == Progress::incomplete) return Progress::incomplete;
    RequestParser& parser = *impl.parser;
    if (parser.is_done()) return Progress::complete;
    for (;;) {
        const std::string_view input = impl.ready_input();
        if (impl.refused()) return Progress::refused;
        if (input.empty()) return impl.check_bounds();
        parser.input_ends_at(input.data() + input.size());
        beast_error error;
        const std::size_t used = parser.put({input.data(), input.size()}, error);
        impl.begin += used;
        impl.parsed_bytes += used;
        if (error && error != beast_http::error::need_more) return impl.explain(error);
        if (parser.is_done()) return Progress::complete;
        if (used == 0) return impl.check_bounds();
    }
}

HttpRequest RequestReader::take() {
    Impl& impl = *impl_;
    impl.keep_alive = impl.parser->keep_alive();
    impl.old_version = impl.parser->http_1_0;
    HttpRequest request = std::move(impl.parser->request);
    impl.parser.reset();
    return request;
}

bool RequestReader::keep_alive() const {
    return impl_->keep_alive;
}

bool RequestReader::old_version() const {
    return impl_->old_version;
}

const BadRequest& RequestReader::fault() const {
    return impl_->fault;
}

bool RequestReader::is_head() const {
    if (!impl_->parser) return false;
    const std::string& method = impl_->parser->request.method;
    return method.empty() ? impl_->pending().starts_with("HEAD ") : method == "HEAD";
}

bool RequestReader::begun() const {
    return impl_->parser.has_value() || impl_->end > impl_->begin;
}

bool RequestReader::in_body() const {
    return impl_->parser && impl_->parser->is_header_done();
}

bool RequestReader::take_expectation() {
    return in_body() && std::exchange(impl_->parser->expects_continue, false) && impl_->pending().empty() &&
           impl_->parser->request.body.empty();
}

}  // namespace broadsheet::http
