#pragma once
// Bytes fed to a RequestReader, and what comes out.

#include "daemon/http/request_codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace broadsheet::http::tests {

/// Feeds the bytes in pieces of `step` and gives each request that comes out; the last status, if one was refused.
struct Outcome {
    std::vector<HttpRequest> requests;
    std::vector<bool> keep_alive;
    unsigned refused = 0;
    std::string detail;
};

inline Outcome read(std::string_view bytes, std::size_t step = 1'000'000, RequestLimits limits = {}) {
    RequestReader reader(limits);
    Outcome outcome;
    for (;;) {
        switch (reader.advance()) {
            case RequestReader::Progress::complete:
                outcome.requests.push_back(reader.take());
                outcome.keep_alive.push_back(reader.keep_alive());
                continue;
            case RequestReader::Progress::refused:
                outcome.refused = reader.fault().status;
                outcome.detail = reader.fault().detail;
                return outcome;
            case RequestReader::Progress::incomplete: break;
        }
        if (bytes.empty()) return outcome;
        const auto room = reader.room();
        const std::size_t size = std::min({step, room.size(), bytes.size()});
        std::copy_n(bytes.begin(), size, room.begin());
        reader.filled(size);
        bytes.remove_prefix(size);
    }
}

inline std::string request(std::string_view line, std::string_view fields = "Host: h\r\n", std::string_view body = "") {
    return std::string(line) + "\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

inline std::string with(std::string_view fields, std::string_view body = "") {
    return request("POST / HTTP/1.1", "Host: h\r\n" + std::string(fields), body);
}

constexpr unsigned waits = 1;

struct Case {
    std::string name;
    std::string bytes;
    unsigned status;  // 0: accepted; waits: more of it is awaited
};

/// Judges the case, whole and byte by byte.
inline void expect_judged(const Case& given) {
    for (const std::size_t step : {1'000'000UL, 1UL}) {
        const auto outcome = read(given.bytes, step);
        if (given.status == waits) {
            EXPECT_EQ(outcome.refused, 0U);
            EXPECT_TRUE(outcome.requests.empty());
            continue;
        }
        EXPECT_EQ(outcome.refused, given.status) << outcome.detail << " in steps of " << step;
        if (given.status == 0) {
            EXPECT_EQ(outcome.requests.size(), 1U);
        } else {
            EXPECT_TRUE(outcome.requests.empty()) << "nothing of it is taken for a request";
            EXPECT_FALSE(outcome.detail.empty());
        }
    }
}

inline std::vector<Case> named(const std::string& group, std::vector<Case> cases) {
    int number = 0;
    for (auto& item : cases) {
        std::string name;
        for (const char c : item.name) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        item.name = group + '_' + std::to_string(++number) + '_' + name;
    }
    return cases;
}

inline std::string name_of(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

}  // namespace broadsheet::http::tests
