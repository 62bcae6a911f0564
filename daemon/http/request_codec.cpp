#include "daemon/http/request_codec.hpp"

#include "daemon/http/target.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <optional>
#include <vector>

namespace broadsheet::http {

namespace beast_http = boost::beast::http;
using beast_http::field;

namespace {

using beast_error = boost::system::error_code;
using beast_view = boost::beast::string_view;

constexpr std::size_t first_buffer = 4096;
constexpr std::size_t framing_allowance = 64 * 1024;  // of chunk lines, beside as many bytes as the body may have

std::string_view view(beast_view text) {
    return {text.data(), text.size()};
}

/// Obsolete line folding (RFC 9112 §5.2): Beast has joined the lines elsewhere, or skipped to a later one.
bool folded(std::string_view name, std::string_view value, const char* input_end) {
    const char* after_name = name.data() + name.size();
    const std::less<const char*> before;
    if (before(value.data(), after_name) || before(input_end, value.data())) return true;
    return std::memchr(after_name, '\n', static_cast<std::size_t>(value.data() - after_name)) != nullptr;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

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

class RequestReader::Parser final : public beast_http::basic_parser<true> {
public:
    Parser(const RequestLimits& limits, BadRequest& fault) : limits_(limits), fault_(fault) {
        eager(true);
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        body_limit(limits.body_bytes);
    }

    void input_ends_at(const char* end) { input_end_ = end; }

    HttpRequest request;
    bool line_read = false;
    bool expects_continue = false;
    bool http_1_0 = false;

private:
    void refuse(unsigned status, const char* detail, beast_error& error) {
        fault_.status = status;
        fault_.detail = detail;
        error = beast_http::error::bad_value;
    }

    void on_request_impl(beast_http::verb verb, beast_view method, beast_view target, int version,
                         beast_error& error) override {
        line_read = true;
        http_1_0 = version == 10;
        if (verb == beast_http::verb::unknown || verb == beast_http::verb::connect) {
            return refuse(501, "this method is not known here", error);
        }
        if (target.size() > limits_.line_bytes) return refuse(414, "the target is too long", error);
        request.method = view(method);
        request.target = view(target);
    }

    void on_field_impl(field name_id, beast_view beast_name, beast_view beast_value, beast_error& error) override {
        const std::string_view name = view(beast_name);
        const std::string_view value = view(beast_value);
        if (++fields_ > limits_.header_fields) return refuse(431, "there are too many fields", error);
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

    void check_host(std::string_view value, beast_error& error) {
        if (has_host_) return refuse(400, "there is more than one Host field", error);
        has_host_ = true;
        if (!valid_host(value)) refuse(400, "the Host field is not a valid host", error);
    }

    void check_length(std::string_view value, beast_error& error) {
        if (has_length_ || !all_digits(value)) return refuse(400, "the Content-Length is not one number", error);
        has_length_ = true;
    }

    void check_transfer_encoding(std::string_view value, beast_error& error) {
        if (http_1_0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding", error);
        if (has_coding_) return refuse(400, "there is more than one Transfer-Encoding field", error);
        has_coding_ = true;
        if (iequals(value, "chunked")) return;
        const std::string_view last = trimmed(value.substr(value.find_last_of(',') + 1));
        if (iequals(last, "chunked")) return refuse(501, "this transfer coding is not known here", error);
        refuse(400, "the Transfer-Encoding does not end in chunked", error);
    }

    void check_expectation(std::string_view value, beast_error& error) {
        if (!iequals(value, "100-continue")) return refuse(417, "this expectation cannot be met", error);
        expects_continue = !http_1_0;
    }

    void on_header_impl(beast_error& error) override {
        head_read_ = true;
        if (!has_host_ && !http_1_0) return refuse(400, "the Host field is missing", error);
        if (auto read = read_target(request); !read) refuse(400, read.error().detail().c_str(), error);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, beast_error& /*error*/) override {
        if (length) request.body.reserve(std::min<std::size_t>(*length, framing_allowance));
    }

    std::size_t on_body_impl(beast_view bytes, beast_error& /*error*/) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, beast_view, beast_error& /*error*/) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, beast_view bytes, beast_error& /*error*/) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_finish_impl(beast_error& /*error*/) override {}

    void on_response_impl(int, beast_view, int, beast_error& /*error*/) override {}

    const RequestLimits& limits_;
    BadRequest& fault_;
    const char* input_end_ = nullptr;
    std::size_t fields_ = 0;
    bool head_read_ = false;
    bool has_host_ = false;
    bool has_length_ = false;
    bool has_coding_ = false;
};

struct RequestReader::Impl {
    explicit Impl(RequestLimits limits_) : limits(limits_), buffer(first_buffer) {}

    std::string_view pending() const { return {buffer.data() + begin, end - begin}; }

    Progress refuse(unsigned status, const char* detail) {
        fault = BadRequest{status, detail};
        return Progress::refused;
    }

    Progress begin_message();
    Progress check_bounds();
    Progress explain(const beast_error& error);

    RequestLimits limits;
    std::vector<char> buffer;
    std::size_t begin = 0;  // of the bytes that are not parsed yet
    std::size_t end = 0;
    std::size_t head_bytes = 0;
    std::size_t body_wire_bytes = 0;
    bool blank_line_skipped = false;
    std::optional<Parser> parser;
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
    head_bytes = 0;
    body_wire_bytes = 0;
    parser.emplace(limits, fault);
    return Progress::complete;
}

/// What waits for more bytes must be within its bound.
RequestReader::Progress RequestReader::Impl::check_bounds() {
    if (parser->is_header_done()) {
        const std::size_t framing = body_wire_bytes - parser->request.body.size();
        if (framing > limits.body_bytes + framing_allowance || end - begin > limits.header_bytes) {
            return refuse(400, "the chunks of the body have too long lines");
        }
        return Progress::incomplete;
    }
    if (!parser->line_read && end - begin > limits.line_bytes) return refuse(414, "the request line is too long");
    if (head_bytes + (end - begin) > limits.header_bytes) return refuse(431, "the head of the request is too large");
    return Progress::incomplete;
}

RequestReader::Progress RequestReader::Impl::explain(const beast_error& error) {
    using beast_http::error::bad_content_length;
    if (!fault.detail.empty()) return Progress::refused;
    // Beast leaves the line that it refuses unread.
    const std::string_view line = first_line(pending());
    if (error == beast_http::error::body_limit) return refuse(413, "the body is too large");
    if (error == bad_content_length && all_digits(trimmed(line.substr(line.find(':') + 1)))) {
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
    if (!impl.fault.detail.empty()) return Progress::refused;
    if (!impl.parser && impl.begin_message() == Progress::incomplete) return Progress::incomplete;
    Parser& parser = *impl.parser;
    if (parser.is_done()) return Progress::complete;
    const std::string_view input = impl.pending();
    if (input.empty()) return Progress::incomplete;
    parser.input_ends_at(input.data() + input.size());
    const bool in_head = !parser.is_header_done();
    beast_error error;
    const std::size_t used = parser.put({input.data(), input.size()}, error);
    impl.begin += used;
    (in_head ? impl.head_bytes : impl.body_wire_bytes) += used;
    if (error && error != beast_http::error::need_more) return impl.explain(error);
    if (parser.is_done()) return Progress::complete;
    return impl.check_bounds();
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
