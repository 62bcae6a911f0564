#include "daemon/feed_plan.hpp"

#include "config/load.hpp"
#include "daemon/poll_request.hpp"
#include "feeds/base64.hpp"
#include "feeds/digest.hpp"
#include "feeds/schedule.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace broadsheet {

namespace {

using RequestFields = std::vector<std::pair<std::string, std::string>>;

feeds::IdentityRule identity_rule(config::Identity identity) {
    switch (identity) {
        case config::Identity::automatic: return feeds::IdentityRule::automatic;
        case config::Identity::id: return feeds::IdentityRule::id;
        case config::Identity::link: return feeds::IdentityRule::link;
    }
    return feeds::IdentityRule::automatic;
}

store::StoryMode story_mode(config::Stories stories) {
    switch (stories) {
        case config::Stories::merge: return store::StoryMode::merge;
        case config::Stories::copies: return store::StoryMode::copies;
        case config::Stories::off: return store::StoryMode::off;
    }
    return store::StoryMode::merge;
}

Result<std::vector<feeds::Rule>> compile(const std::vector<std::string>& texts) {
    std::vector<feeds::Rule> rules;
    for (const auto& text : texts) {
        auto rule = feeds::Rule::compile(text);
        if (!rule) return fail(ErrorCode::invalid, "rule \"" + text + "\": " + rule.error().detail());
        rules.push_back(std::move(*rule));
    }
    return rules;
}

/// A place with keep and drop rules of its own: a section or a feed.
template <class Place>
Result<void> add_rules(feeds::Rules& rules, const Place& place) {
    auto keep = compile(place.keep);
    if (!keep) return keep.error();
    auto drop = compile(place.drop);
    if (!drop) return drop.error();
    rules.keep(std::move(*keep));
    rules.drop(std::move(*drop));
    return {};
}

/// Every section with its own rules, compiled once for all feeds.
Result<std::vector<Destination>> compile_sections(const config::Config& config) {
    std::vector<Destination> sections;
    for (const auto& section : config.sections) {
        Destination destination{section.id, {}};
        if (auto added = add_rules(destination.rules, section); !added)
            return fail(ErrorCode::invalid, "section " + section.id + ": " + added.error().detail());
        sections.push_back(std::move(destination));
    }
    return sections;
}

Result<std::vector<Destination>> destinations_of(const config::Feed& feed, const std::vector<Destination>& sections) {
    std::vector<Destination> destinations;
    for (const auto& section : sections) {
        if (std::find(feed.sections.begin(), feed.sections.end(), section.section) == feed.sections.end()) continue;
        destinations.push_back(section);
        if (auto added = add_rules(destinations.back().rules, feed); !added) return added.error();
    }
    return destinations;
}

/// What lets articles of a feed into one of its sections.
Result<feeds::Rules> rules_between(const config::Config& config, const std::string& id, const config::Feed& feed) {
    feeds::Rules rules;
    for (const auto& section : config.sections) {
        if (section.id != id) continue;
        if (auto added = add_rules(rules, section); !added) return added.error();
    }
    if (auto added = add_rules(rules, feed); !added) return added.error();
    return rules;
}

Result<std::string> secret_text(const std::string& key, const config::Secret& secret) {
    auto text = config::read_secret(secret);
    if (const auto* error = std::get_if<config::SecretError>(&text))
        return fail(ErrorCode::invalid, key + ": " + error->message);
    return std::get<std::string>(std::move(text));
}

Result<RequestFields> request_fields(const config::Feed& feed) {
    RequestFields fields;
    for (const auto& [name, secret] : feed.headers) {
        auto text = secret_text(name, secret);
        if (!text) return text.error();
        fields.emplace_back(name, std::move(*text));
    }
    if (!feed.username.empty() || feed.password) {
        auto password = feed.password ? secret_text("password", *feed.password) : Result<std::string>(std::string());
        if (!password) return password.error();
        fields.emplace_back("Authorization", "Basic " + feeds::to_base64(feed.username + ":" + *password));
    }
    return fields;
}

/// So short that whoever reads it in the store cannot try guesses of a secret on it.
std::string name_of_variant(const RequestFields& fields) {
    if (fields.empty()) return {};
    std::string text;
    for (const auto& [name, value] : fields) text += name + ": " + value + "\n";
    return feeds::to_hex(feeds::sha256(text)).substr(0, 4);
}

/// Takes the record's state.
Result<PolledFeed> plan_feed(const config::Feed& feed, const std::vector<Destination>& sections,
                             store::PollingRecord& record) {
    PolledFeed polled;
    polled.id = record.id;
    polled.url = asked_address(feed.url);
    polled.fetch = feed.fetch;
    polled.tls_verify = feed.tls_verify;
    polled.identity = identity_rule(feed.identity);
    polled.ignore_dates = feed.dates == config::Dates::ignore;
    polled.state = std::move(record.state);
    polled.forget_own_address();
    auto fields = request_fields(feed);
    if (fields)
        polled.request_fields = std::move(*fields);
    else
        polled.lacks = fields.error().detail();
    polled.variant = name_of_variant(polled.request_fields);
    auto destinations = destinations_of(feed, sections);
    if (!destinations) return fail(ErrorCode::invalid, "feed " + feed.url + ": " + destinations.error().detail());
    polled.destinations = std::make_shared<const std::vector<Destination>>(std::move(*destinations));
    return polled;
}

/// Of a feed that was not asked: it is due where nothing is missing any longer.
bool ask_again(PolledFeed& feed) {
    auto& state = feed.state;
    if (!feed.lacks.empty() || !state.next_poll || state.bounds.empty()) return false;
    *state.next_poll -= state.bounds.front().wait;
    state.schedule_reason = feeds::Bound::interval;
    state.bounds.clear();
    state.error_count = 0;
    return true;
}

}  // namespace

bool follow_policy(PolledFeed& feed) {
    auto& state = feed.state;
    if (is_unasked(state)) return ask_again(feed);
    const auto made = next_by_bounds(state);
    if (!made || !state.last_poll) return false;
    const auto gap = feeds::posting_gap(state.posting, *state.last_poll);
    const auto jitter = feeds::jitter_of(static_cast<std::int64_t>(feed.id), *state.last_poll);
    const bool pushed = state.push_until && *state.push_until > *state.last_poll;
    auto next = feeds::next_poll_by(feed.policy(), *made, state.hints, gap, state.error_count, pushed, jitter);
    if (!next) return false;
    take_schedule(state, std::move(*next));
    return true;
}

bool wait_after(unsigned crashes, PolledFeed& feed, feeds::Timestamp now) {
    auto& state = feed.state;
    if (state.retired || is_unasked(state)) return false;
    const auto next_full = next_full_fetch(feed, state);
    const auto full_after = next_full ? std::optional(*next_full - now) : std::nullopt;
    const auto jitter = feeds::jitter_of(static_cast<std::int64_t>(feed.id), now);
    auto next = feeds::next_poll_after(crashes, feed.policy(), state.hints, now, jitter, full_after);
    if (state.next_poll && *state.next_poll >= next.when) return false;
    take_schedule(state, std::move(next));
    return true;
}

std::string asked_address(const std::string& url) {
    return feeds::is_web_url(url) ? url : feeds::resolve_url(url, "").value_or(url);
}

store::ConfigSpec config_spec(const config::Config& config) {
    store::ConfigSpec spec;
    for (const auto& section : config.sections) spec.sections.push_back({section.id, section.title});
    for (const auto& feed : config.feeds) {
        auto rules = [&config, &feed](const std::string& section) { return rules_between(config, section, feed); };
        spec.feeds.push_back(
            {feed.url, feed.title, feed.sections, feed.priority, extent_of(feed.rights), std::move(rules)});
    }
    spec.stories = story_mode(config.publish.stories);
    return spec;
}

store::Extent extent_of(config::Rights rights) {
    switch (rights) {
        case config::Rights::full: return store::Extent::full;
        case config::Rights::summary: return store::Extent::summary;
        case config::Rights::headline: return store::Extent::headline;
    }
    return store::Extent::full;
}

Result<std::vector<PolledFeed>> plan_feeds(const config::Config& config, std::vector<store::PollingRecord> records) {
    std::unordered_map<std::string_view, store::PollingRecord*> by_url;
    by_url.reserve(records.size());
    for (auto& record : records) by_url.emplace(record.url, &record);
    const auto sections = compile_sections(config);
    if (!sections) return sections.error();
    std::vector<PolledFeed> feeds;
    feeds.reserve(config.feeds.size());
    for (const auto& feed : config.feeds) {
        const auto record = by_url.find(feed.url);
        if (record == by_url.end()) continue;
        auto polled = plan_feed(feed, *sections, *record->second);
        if (!polled) return polled.error();
        feeds.push_back(std::move(*polled));
    }
    return feeds;
}

Result<void> can_be_planned(const config::Config& config) {
    const auto sections = compile_sections(config);
    if (!sections) return sections.error();
    for (const auto& feed : config.feeds) {
        const auto refuse = [&feed](const Error& error) {
            return fail(error.code(), "feed " + feed.url + ": " + error.detail());
        };
        if (const auto fields = request_fields(feed); !fields) return refuse(fields.error());
        if (const auto destinations = destinations_of(feed, *sections); !destinations)
            return refuse(destinations.error());
    }
    return {};
}

}  // namespace broadsheet
