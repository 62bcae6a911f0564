#include "daemon/http/response_head.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string head_of(const HttpResponse& response, bool keep_alive = true, bool old_version = false) {
    HeadOptions options;
    options.keep_alive = keep_alive;
    options.old_version = old_version;
    options.date = "Tue, 14 Nov 2023 22:13:20 GMT";
    std::string bytes;
    append_head(bytes, response, options);
    return bytes;
}

TEST(ResponseHead, IsWrittenWhole) {
    EXPECT_EQ(head_of(HttpResponse(200, "text/plain", "hello")),
              "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/plain\r\nContent-Length: "
              "5\r\n\r\n");
}

TEST(ResponseHead, SaysWhetherTheConnectionStays) {
    const HttpResponse response(200, "text/plain", "");
    EXPECT_THAT(head_of(response, false), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(head_of(response, true, true), HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_THAT(head_of(response), Not(HasSubstr("Connection")));
}

TEST(ResponseHead, HasALengthExactlyWhereABodyMayBe) {
    HttpResponse response;
    EXPECT_THAT(head_of(response), HasSubstr("Content-Length: 0\r\n"));
    for (const unsigned status : {304U, 204U}) {
        response.status = status;
        EXPECT_THAT(head_of(response), Not(HasSubstr("Content-Length")));
    }
}

TEST(ResponseHead, NoValueCanBeginAField) {
    HttpResponse response(302, "", "");
    using namespace std::string_literals;
    response.headers.add("Location", "/x\r\nSet-Cookie: a=b\r\n\r\n<html>\0\x7f"s);
    const std::string head = head_of(response);
    EXPECT_THAT(head, HasSubstr("Location: /x  Set-Cookie: a=b    <html>"));
    EXPECT_THAT(head, Not(HasSubstr("\nSet-Cookie")));
}

}  // namespace
}  // namespace broadsheet::http
