#pragma once
// A hundred and sixty feeds on forty hosts, with the moods that servers have, and the log from which they judge who
// polls them.

#include "daemon/http/http_date.hpp"
#include "feeds/time.hpp"
#include "tests/support/scripted_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace broadsheet::tests {

class WeekOrigin {
public:
    using Time = std::chrono::sys_seconds;
    static constexpr int feeds = 160;
    static constexpr int hosts = 40;
    static constexpr std::chrono::seconds fresh{3 * 3600};
    static constexpr std::chrono::seconds ttl{2 * 3600};

    enum class Mood {
        plain,
        fresh,
        ttl,
        skips_hours,
        new_tags,
        busy_url,
        busy_host,
        broken,
        without_validators,
        count
    };

    explicit WeekOrigin(Time start) : start_(start) {}

    static std::string url_of(int feed) {
        return "http://host" + std::to_string(feed % hosts) + ".example/feed" + std::to_string(feed);
    }
    /// All feeds of a host that may be busy are of one mind, lest one feed's wishes be lost in another's.
    static Mood mood_of(int feed) { return static_cast<Mood>(feed % hosts % static_cast<int>(Mood::count)); }

    http::FetchResponse answer_to(const Asked& asked) {
        const int feed = std::stoi(asked.url.substr(asked.url.rfind("feed") + 4));
        auto& state = states_[feed];
        judge(asked, feed, state);
        auto response = respond(asked, feed, state);
        state.last = asked.time;
        ++requests_;
        return response;
    }

    [[nodiscard]] std::size_t requests() const { return requests_; }
    [[nodiscard]] std::size_t whole_fetches() const { return whole_; }
    [[nodiscard]] std::size_t feeds_seen() const { return states_.size(); }
    /// Distances between two polls of plain feeds.
    [[nodiscard]] const std::set<std::chrono::seconds>& distances() const { return distances_; }

private:
    struct State {
        std::string etag;
        std::string modified;
        std::optional<Time> last;
        std::optional<Time> last_whole;
        std::optional<Time> not_before;
        int document = -1;
        int answers = 0;
    };

    void judge(const Asked& asked, int feed, State& state) {
        SCOPED_TRACE(asked.url + " at " + feeds::to_rfc3339(asked.time));
        EXPECT_EQ(asked.url, url_of(feed)) << "P8: no address of its own invention";
        EXPECT_EQ(asked.method, "GET") << "P12: no HEAD before it, and nothing else";
        EXPECT_TRUE(asked.headers.get("Accept").starts_with("application/atom+xml, application/rss+xml")) << "P10";
        for (const char* field : {"Cookie", "Referer", "Pragma", "Cache-Control"})
            EXPECT_FALSE(asked.headers.find(field)) << "P8: " << field;
        judge_validators(asked, state);
        if (state.last) {
            EXPECT_GE(asked.time - *state.last, std::chrono::hours(1)) << "P7";
            if (mood_of(feed) == Mood::plain) distances_.insert(asked.time - *state.last);
        }
        if (state.not_before) {
            EXPECT_GE(asked.time, *state.not_before) << "P13, P14, P16, P21: asked before its time";
        }
        if (const auto host = host_not_before_.find(feed % hosts); host != host_not_before_.end()) {
            EXPECT_GE(asked.time, host->second) << "P21: the host had asked for peace";
        }
        if (mood_of(feed) == Mood::skips_hours) {
            EXPECT_GE(hour_of(asked.time), 6) << "P15";
        }
        auto& host_last = host_last_[feed % hosts];
        if (host_last) {
            EXPECT_GE(asked.time - *host_last, std::chrono::seconds(3)) << "P18, P19: two at once";
        }
        host_last = asked.time;
    }

    void judge_validators(const Asked& asked, State& state) {
        const auto etag = asked.headers.get("If-None-Match");
        const auto modified = asked.headers.get("If-Modified-Since");
        if (etag.empty() && modified.empty()) {
            if (!state.etag.empty() && state.last_whole) {
                EXPECT_GE(asked.time - *state.last_whole, std::chrono::hours(24)) << "P6";
            }
            state.last_whole = asked.time;
            ++whole_;
            return;
        }
        EXPECT_EQ(etag, state.etag) << "P1, P3";
        EXPECT_EQ(modified, state.modified) << "P1, P2";
    }

    http::FetchResponse respond(const Asked& asked, int feed, State& state) {
        const auto mood = mood_of(feed);
        state.not_before.reset();
        ++state.answers;
        if (mood == Mood::busy_url && state.answers % 4 == 2) return busy(asked, state, 503);
        if (mood == Mood::busy_host && state.answers % 8 == 3) return busy(asked, state, 429, feed % hosts);
        if (mood == Mood::broken && state.answers % 3 != 1) return answer(500, asked.url);
        auto response = content(asked, feed, state);
        if (mood == Mood::fresh) {
            response.headers.set("Cache-Control", "public, max-age=\"" + std::to_string(fresh.count() + 60) + "\"");
            response.headers.set("Age", "60");
            state.not_before = asked.time + fresh;
        }
        if (mood == Mood::ttl) state.not_before = asked.time + ttl;
        return response;
    }

    /// In seconds, or as a date by a clock that is an hour slow.
    http::FetchResponse busy(const Asked& asked, State& state, unsigned status, int host = -1) {
        const std::chrono::hours wait(5);
        auto response = answer(status, asked.url);
        const auto slow = asked.time - std::chrono::hours(1);
        response.headers.set("Date", http_date(slow));
        response.headers.set("Retry-After", status == 503 ? std::to_string(5 * 3600) : http_date(slow + wait));
        state.not_before = asked.time + wait;
        if (host >= 0) host_not_before_[host] = asked.time + wait;
        return response;
    }

    http::FetchResponse content(const Asked& asked, int feed, State& state) {
        // One post an hour for the busiest, one in twenty days for the quietest.
        const auto gap = std::chrono::seconds(3600) * (1 + feed % 20 * feed % 480);
        const int document = static_cast<int>((asked.time - start_) / gap);
        const bool conditional = asked.headers.find("If-None-Match").has_value();
        if (conditional && document == state.document) {
            auto response = answer(304, asked.url);
            if (mood_of(feed) == Mood::new_tags) {
                state.etag = "\"" + std::to_string(state.answers) + "\"";
                response.headers.set("ETag", state.etag);
            }
            return response;
        }
        state.document = document;
        auto response = answer(200, asked.url, text_of(feed, document));
        if (mood_of(feed) == Mood::without_validators) return response;
        state.etag = "W/\"" + std::to_string(document) + " \\odd\xE9\"";
        state.modified = "day " + std::to_string(document) + ", local time";
        response.headers.set("ETag", state.etag);
        response.headers.set("Last-Modified", state.modified);
        return response;
    }

    static std::string text_of(int feed, int document) {
        std::vector<std::string> guids;
        for (int i = std::max(0, document - 4); i <= document; ++i)
            guids.push_back(std::to_string(feed) + "-" + std::to_string(i));
        std::string more;
        if (mood_of(feed) == Mood::ttl) more = "<ttl>120</ttl>";
        if (mood_of(feed) == Mood::skips_hours) {
            more = "<skipHours>";
            for (int hour = 0; hour < 6; ++hour) more += "<hour>" + std::to_string(hour) + "</hour>";
            more += "</skipHours>";
        }
        return rss_of(guids, more);
    }

    static std::string http_date(Time time) { return http::format_date(time); }
    static int hour_of(Time time) {
        return static_cast<int>(
            std::chrono::duration_cast<std::chrono::hours>(time - std::chrono::floor<std::chrono::days>(time)).count());
    }

    Time start_;
    std::map<int, State> states_;
    std::map<int, std::optional<Time>> host_last_;
    std::map<int, Time> host_not_before_;
    std::set<std::chrono::seconds> distances_;
    std::size_t requests_ = 0;
    std::size_t whole_ = 0;
};

}  // namespace broadsheet::tests
