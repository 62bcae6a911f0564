#pragma once
// The part of request_codec that is written over Beast's parser: what a request is made of, and what is refused on the
// way. Included by request_codec.cpp and request_parser.cpp alone.

#include "daemon/http/request_codec.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace broadsheet::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    RequestParser(const RequestLimits& limits, BadRequest& fault);

    /// Where the bytes given to the next put() end.
    void input_ends_at(const char* end) { input_end_ = end; }

    HttpRequest request;
    bool line_read = false;
    bool expects_continue = false;
    bool http_1_0 = false;
    bool has_transfer_coding = false;

private:
    using Error = boost::system::error_code;
    using View = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb verb, View method, View target, int version, Error& error) override;
    void on_field_impl(boost::beast::http::field id, View name, View value, Error& error) override;
    void on_header_impl(Error& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override;
    std::size_t on_body_impl(View bytes, Error& error) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, Error& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remaining, View bytes, Error& error) override;
    void on_finish_impl(Error& error) override;
    void on_response_impl(int status, View reason, int version, Error& error) override;

    void refuse(unsigned status, const char* detail, Error& error);
    void check_host(std::string_view value, Error& error);
    void check_length(std::string_view value, Error& error);
    void check_transfer_encoding(std::string_view value, Error& error);
    void check_body_size(Error& error);
    std::size_t append(View bytes, Error& error);
    void check_expectation(std::string_view value, Error& error);

    const RequestLimits& limits_;
    BadRequest& fault_;
    const char* input_end_ = nullptr;
    std::size_t body_limit_ = 0;
    std::size_t fields_ = 0;
    std::size_t head_bytes_ = 0;
    bool head_read_ = false;
    bool has_host_ = false;
    bool has_length_ = false;
};

}  // namespace broadsheet::http
