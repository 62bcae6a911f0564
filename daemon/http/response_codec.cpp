#include "daemon/http/response_codec.hpp"

#include "daemon/http/decoded_body.hpp"
#include "daemon/http/text.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace broadsheet::http {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr std::size_t buffer_size = 128UL * 1024;  // holds the longest chunk header or field there may be
// Read at once. An answer without a body fits the first; of malloc's blocks those over 64 KiB are dear to give back.
constexpr std::size_t head_room = 8UL * 1024;
constexpr std::size_t body_room = 48UL * 1024;
constexpr std::uint32_t header_limit = 64 * 1024;
constexpr std::size_t field_limit = 200;
constexpr std::uint64_t unread_limit = 64UL * 1024;  // of a body that is read for the sake of the connection alone
constexpr std::uint64_t framing_allowance = 1024UL * 1024;  // of chunk headers, trailers and heads

using Parser = bhttp::response_parser<DecodedBody>;

/// What may stand in no field (RFC 9110 §5.5) and does no harm there, as NUL and the ends of lines would.
bool is_unfit(char c) {
    return is_control(c) && c != '\t' && c != '\0' && c != '\r' && c != '\n';
}

/// Lets fields with control bytes count as none, not their whole answer: they get a name that says nothing; in the
/// folded rest of one they become spaces. `head` is what is not parsed yet, of which the last `fresh` bytes are new,
/// and may go on behind the head.
void disarm_fields(std::span<char> head, std::size_t fresh) {
    const std::string_view text(head.data(), head.size());
    std::size_t place = text.size() - fresh;
    const auto end = text.starts_with("\r\n")
                         ? 0
                         : std::min(text.find("\r\n\r\n", place - std::min<std::size_t>(place, 3)), text.size());
    for (; place < end; ++place) {
        if (!is_unfit(text[place])) continue;
        const auto start = text.substr(0, place).rfind('\n') + 1;  // 0 where there is none
        const auto colon = text.substr(start, place - start).find(':');
        if (colon != std::string_view::npos && is_token(text[start]))
            std::fill_n(head.begin() + static_cast<std::ptrdiff_t>(start), colon, 'x');
        for (; place < end && text[place] != '\n'; ++place)
            if (is_unfit(text[place])) head[place] = ' ';
    }
}

/// "3e8  \r\n", as old servers pad the sizes of chunks, becomes "003e8\r\n". False: it is not that.
bool unpad_chunk_size(std::span<char> chunk) {
    const std::string_view text(chunk.data(), chunk.size());
    const auto start = text.starts_with("\r\n") ? 2U : 0U;
    const auto line = text.substr(start, std::min(text.find("\r\n", start), text.size()) - start);
    const auto digits = std::find_if_not(line.begin(), line.end(), is_hex) - line.begin();
    const auto padding = line.find_last_not_of(' ') + 1;
    if (digits == 0 || static_cast<std::size_t>(digits) != padding || padding == line.size()) return false;
    const auto begin = chunk.begin() + start;
    std::rotate(begin, begin + digits, begin + static_cast<std::ptrdiff_t>(line.size()));
    std::fill_n(begin, line.size() - padding, '0');
    return true;
}

}  // namespace

struct ResponseReader::Impl {
    explicit Impl(std::uint64_t max) : max_size(max), buffer(buffer_size) {}

    std::uint64_t max_size;
    std::size_t limit = all_at_once;
    beast::flat_buffer buffer;
    std::optional<Parser> parser;
    std::uint64_t bytes = 0;
    int interim = 0;
    bool have_head = false;
    bool body_is_unread = false;  // what is wrong with it does not matter
    unsigned status = 0;
    bool keep_alive = false;
    Headers headers;
    Error fault;

    [[nodiscard]] std::span<char> unparsed() {
        const auto left = buffer.data();
        return {static_cast<char*>(left.data()), left.size()};
    }

    void begin() {
        parser.emplace();
        parser->header_limit(header_limit);
        parser->body_limit(boost::none);
        parser->get().body().max_size = max_size;
        parser->get().body().limit = limit;
        have_head = false;
        headers = {};
    }

    [[nodiscard]] Error too_large() const {
        return fail(ErrorCode::too_large, "the answer is larger than max_size, " + std::to_string(max_size) + " bytes");
    }

    Progress fail_with(Error error) {
        fault = std::move(error);
        if (!body_is_unread) return Progress::failed;
        keep_alive = false;
        return Progress::complete;
    }

    Progress fail_with(beast::error_code error) {
        if (parser && parser->get().body().fault) return fail_with(*parser->get().body().fault);
        if (error == bhttp::error::partial_message || error == bhttp::error::end_of_stream)
            return fail_with(
                fail(ErrorCode::unreachable, "the server closed the connection before the end of its answer"));
        if (error == bhttp::error::header_limit)
            return fail_with(fail(ErrorCode::too_large, "the answer's header is larger than 64 KiB"));
        return fail_with(fail(ErrorCode::invalid, "the server does not speak HTTP/1.1: " + error.message()));
    }

    /// Copies the head before the body brings trailers with it.
    Progress take_head() {
        const auto& message = parser->get();
        have_head = true;
        status = message.result_int();
        if (status < 100 || status > 599)
            return fail_with(fail(ErrorCode::invalid, "the server answered with the status " + std::to_string(status)));
        if (status == 101)
            return fail_with(fail(ErrorCode::invalid, "the server switched protocols without being asked to"));
        body_is_unread = status >= 300;
        if (body_is_unread) parser->get().body().max_size = max_size = std::min(max_size, unread_limit);
        for (const auto& field : message) {
            if (headers.size() == field_limit && !body_is_unread)
                return fail_with(fail(ErrorCode::too_large, "the answer has more than 200 header fields"));
            headers.add(std::string(field.name_string()), std::string(field.value()));
        }
        const auto codings = headers.joined("Transfer-Encoding");
        const bool is_coded = message.find(bhttp::field::transfer_encoding) != message.end();
        if (is_coded && (!equals_ignoring_case(codings, "chunked") || message.version() != 11))
            return fail_with(fail(ErrorCode::invalid, "the answer has the Transfer-Encoding \"" + codings + "\""));
        keep_alive = parser->keep_alive();
        const auto length = parser->content_length();
        if (!parser->is_done() && length && *length > max_size) return fail_with(too_large());
        parser->get().body().coding = headers.joined("Content-Encoding");
        parser->eager(true);
        return Progress::incomplete;
    }

    Progress finish() {
        auto& sink = parser->get().body();
        if (sink.fault) return fail_with(*sink.fault);
        if (sink.full) return Progress::full;
        if (sink.decoder)
            if (const auto whole = sink.decoder->end(); !whole) return fail_with(whole.error());
        return Progress::complete;
    }

    Progress want_more() { return parser->get().body().full ? Progress::full : Progress::incomplete; }

    Progress parse() {
        for (;;) {
            if (buffer.size() == 0) return want_more();
            beast::error_code error;
            const auto used = parser->put(buffer.data(), error);
            buffer.consume(used);
            if (error == bhttp::error::need_more) {
                if (buffer.size() == buffer.max_size())
                    return fail_with(fail(ErrorCode::too_large, "a line of the answer is longer than 128 KiB"));
                return want_more();
            }
            if (error == bhttp::error::bad_chunk_extension && unpad_chunk_size(unparsed())) continue;
            if (error) return fail_with(error);
            if (parser->is_header_done() && !have_head)
                if (const auto taken = take_head(); taken != Progress::incomplete) return taken;
            if (!parser->is_done()) continue;
            if (status >= 200) return finish();
            if (++interim > interim_limit)
                return fail_with(fail(ErrorCode::invalid, "the server sends interim answers without end"));
            begin();
            disarm_fields(unparsed(), buffer.size());
        }
    }
};

ResponseReader::ResponseReader(std::uint64_t max_size) : impl_(std::make_unique<Impl>(max_size)) {
    impl_->begin();
}

ResponseReader::~ResponseReader() = default;

std::span<char> ResponseReader::room() {
    auto& buffer = impl_->buffer;
    const auto wanted = impl_->have_head ? body_room : head_room;
    const auto free = buffer.prepare(std::min(wanted, buffer.max_size() - buffer.size()));
    return {static_cast<char*>(free.data()), free.size()};
}

ResponseReader::Progress ResponseReader::filled(std::size_t size) {
    impl_->buffer.commit(size);
    impl_->bytes += size;
    if (impl_->bytes > impl_->max_size + framing_allowance) return impl_->fail_with(impl_->too_large());
    if (!impl_->have_head) disarm_fields(impl_->unparsed(), size);
    return impl_->parse();
}

ResponseReader::Progress ResponseReader::ended() {
    auto& parser = *impl_->parser;
    beast::error_code error = bhttp::error::partial_message;
    if (parser.got_some()) {
        error = {};
        parser.put_eof(error);
    }
    if (error) return impl_->fail_with(error);
    impl_->keep_alive = false;
    return impl_->finish();
}

ResponseReader::Progress ResponseReader::lost(Error error) {
    return impl_->fail_with(std::move(error));
}

void ResponseReader::limit(std::size_t size) {
    impl_->limit = size;
    impl_->parser->get().body().limit = size;
}

ResponseReader::Progress ResponseReader::go_on(std::size_t limit) {
    auto& sink = impl_->parser->get().body();
    impl_->limit = limit;
    if (!sink.go_on(limit)) return impl_->fail_with(*sink.fault);
    if (sink.full) return Progress::full;
    return impl_->parser->is_done() ? impl_->finish() : Progress::incomplete;
}

bool ResponseReader::begun() const {
    return impl_->bytes > 0;
}

bool ResponseReader::is_settled() const {
    return impl_->body_is_unread;
}

const Error& ResponseReader::fault() const {
    return impl_->fault;
}

unsigned ResponseReader::status() const {
    return impl_->status;
}

Headers& ResponseReader::headers() {
    return impl_->headers;
}

std::string& ResponseReader::body() {
    return impl_->parser->get().body().body;
}

bool ResponseReader::is_coded() const {
    return !impl_->parser->get().body().coding.empty();
}

std::uint64_t ResponseReader::wire_bytes() const {
    return impl_->parser->get().body().wire_bytes;
}

bool ResponseReader::keep_alive() const {
    return impl_->keep_alive && impl_->buffer.size() == 0;
}

}  // namespace broadsheet::http
