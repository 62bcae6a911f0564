#pragma once
// One feed that is polled by hand.

#include "tests/daemon/polling_fixture.hpp"

#include <string>
#include <vector>

namespace broadsheet::tests {

inline const std::string old_url = "http://old.example/feed";
inline const std::string new_url = "http://new.example/feed";

class RefreshTest : public Polling {
protected:
    RefreshTest() { add_feed(old_url); }

    void answers(http::FetchResponse response) {
        client_.on_any([response](const Asked&) -> Result<http::FetchResponse> { return response; });
    }

    static http::FetchResponse document(const std::vector<std::string>& guids, const std::string& etag = "\"1\"",
                                        const std::string& url = old_url) {
        auto response = answer(200, url, rss_of(guids));
        response.headers.set("ETag", etag);
        return response;
    }

    static http::FetchResponse redirected(http::FetchResponse response, unsigned status, const std::string& to) {
        response.redirects.push_back({status, old_url, to});
        response.url = to;
        return response;
    }

    void wait(std::chrono::milliseconds time) { clock_.advance(time); }
    std::string last_asked(const std::string& field) const {
        return std::string(client_.asked().back().headers.get(field));
    }
};

}  // namespace broadsheet::tests
