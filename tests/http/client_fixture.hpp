#pragma once
// The client, before an origin on loopback.

#include "daemon/http/client.hpp"

#include "tests/support/origin.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace broadsheet::http {

class Client : public testing::Test {
protected:
    explicit Client(tests::ServerContext tls = nullptr, const std::string& ca_file = {}) : origin_(std::move(tls)) {
        ClientOptions options;
        options.user_agent = "Broadsheet/test";
        options.ca_file = ca_file;
        use(options);
    }

    void use(const ClientOptions& options) { client_ = make_http_client(context_.get_executor(), *clock_, options); }

    /// Of our origin, which is private.
    [[nodiscard]] FetchRequest request(const std::string& path) const {
        FetchRequest made(origin_.url(path));
        made.allow_private = true;
        made.timeout = std::chrono::seconds(5);
        return made;
    }

    Result<FetchResponse> get(const std::string& path) { return send(request(path)); }

    Result<FetchResponse> send(FetchRequest made) {
        return tests::run_coroutine(context_, client_->send(std::move(made)));
    }

    ErrorCode error_of(const std::string& path) {
        const auto response = get(path);
        EXPECT_FALSE(response.has_value()) << path;
        return response ? ErrorCode::internal : response.error().code();
    }

    tests::Origin origin_;
    boost::asio::io_context context_;
    std::unique_ptr<Clock> clock_ = make_system_clock();
    std::unique_ptr<HttpClient> client_;
};

}  // namespace broadsheet::http
