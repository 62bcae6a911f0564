#include "feeds/websub.hpp"

#include "feeds/ascii.hpp"
#include "feeds/digest.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_names.hpp"

#include <algorithm>
#include <charconv>

namespace broadsheet::feeds {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr seconds asked_lease = days(10);
constexpr std::size_t most_hubs = 8;  // of one feed

struct LinkValue {
    std::string_view target;
    std::string rel;
    std::string anchor;  ///< what it is a link of, where that is not the answer
};

/// The position of `mark` outside quotes, from `begin` on; the end if there is none.
std::size_t find_unquoted(std::string_view text, char mark, std::size_t begin) {
    bool quoted = false;
    for (auto i = begin; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (quoted && text[i] == '\\') ++i;
        if (!quoted && text[i] == mark) return i;
    }
    return text.size();
}

/// The first of that name.
std::string parameter_of(std::string_view parameters, std::string_view name) {
    for (std::size_t begin = 0; begin < parameters.size();) {
        const auto end = find_unquoted(parameters, ';', begin);
        const auto parameter = trim(parameters.substr(begin, end - begin));
        const auto equals = parameter.find('=');
        if (equals != std::string_view::npos && equals_ignoring_case(trim(parameter.substr(0, equals)), name)) {
            auto value = trim(parameter.substr(equals + 1));
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
                value = value.substr(1, value.size() - 2);
            return std::string(value);
        }
        begin = end + 1;
    }
    return {};
}

/// RFC 8288 §3, as far as rel and anchor are concerned.
std::vector<LinkValue> parse_links(std::string_view field) {
    std::vector<LinkValue> links;
    while (links.size() < 100) {
        const auto open = field.find('<');
        const auto close = open == std::string_view::npos ? open : field.find('>', open);
        if (close == std::string_view::npos) break;
        const auto end = find_unquoted(field, ',', close);
        const auto parameters = field.substr(close + 1, end - close - 1);
        links.push_back({field.substr(open + 1, close - open - 1), parameter_of(parameters, "rel"),
                         parameter_of(parameters, "anchor")});
        field = field.substr(std::min(end + 1, field.size()));
    }
    return links;
}

bool has_relation(std::string_view list, std::string_view relation) {
    while (!list.empty()) {
        const auto space = list.find(' ');
        if (equals_ignoring_case(list.substr(0, space), relation)) return true;
        list = space == std::string_view::npos ? std::string_view() : list.substr(space + 1);
    }
    return false;
}

/// Absolute, and of the web; empty: it is not.
std::string address_of(std::string_view reference, std::string_view base) {
    const auto url = resolve_url(reference, base);
    return url && is_web_url(*url) ? *url : std::string();
}

void add_hub(HubOffer& offer, std::string_view reference, std::string_view base) {
    auto hub = address_of(reference, base);
    const bool known = std::find(offer.hubs.begin(), offer.hubs.end(), hub) != offer.hubs.end();
    if (!hub.empty() && !known && offer.hubs.size() < most_hubs) offer.hubs.push_back(std::move(hub));
}

/// The first that is named.
void take_topic(HubOffer& offer, std::string_view reference, std::string_view base) {
    if (offer.topic.empty()) offer.topic = address_of(reference, base);
}

std::string percent_encoded(std::string_view text) {
    static constexpr auto plain = characters_of("-._~");
    std::string encoded;
    for (const char c : text) {
        if (is_in(plain, c)) {
            encoded += c;
        } else {
            append_percent_encoded(encoded, c);
        }
    }
    return encoded;
}

}  // namespace

HubOffer hub_offer(std::string_view link, const Feed& document, std::string_view url) {
    HubOffer offer;
    for (const auto& value : parse_links(link)) {
        if (!value.anchor.empty() && resolve_url(value.anchor, url) != url) continue;
        if (has_relation(value.rel, "hub")) add_hub(offer, value.target, url);
        if (has_relation(value.rel, "self")) take_topic(offer, value.target, url);
    }
    for (const auto& own : document.links)
        if (own.rel == "self") take_topic(offer, own.href, url);
    for (const auto& hub : document.hubs)
        if (equals_ignoring_case(hub.rel, "WebSub")) add_hub(offer, hub.href, url);
    // They are to be told a secret (WebSub §5.1).
    std::stable_partition(offer.hubs.begin(), offer.hubs.end(),
                          [](const std::string& hub) { return hub.starts_with("https:"); });
    take_topic(offer, url, "");
    if (offer.hubs.empty()) offer.topic.clear();
    return offer;
}

std::string form_body(const FormFields& fields) {
    std::string body;
    for (const auto& [name, value] : fields)
        body += (body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return body;
}

FormFields subscription_request(std::string_view topic, std::string_view callback, std::string_view secret) {
    return {{"hub.mode", "subscribe"},
            {"hub.topic", std::string(topic)},
            {"hub.callback", std::string(callback)},
            {"hub.secret", std::string(secret)},
            {"hub.lease_seconds", std::to_string(asked_lease.count())}};
}

FormFields unsubscription_request(std::string_view topic, std::string_view callback) {
    return {{"hub.mode", "unsubscribe"}, {"hub.topic", std::string(topic)}, {"hub.callback", std::string(callback)}};
}

Timestamp renewal_time(Timestamp granted, seconds lease, double jitter) {
    const auto share = 0.5 + 0.3 * jitter;
    return granted + seconds(static_cast<std::int64_t>(static_cast<double>(lease.count()) * share));
}

seconds granted_lease(std::string_view lease_seconds) {
    std::int64_t value = 0;
    const auto* end = lease_seconds.data() + lease_seconds.size();
    const auto parsed = std::from_chars(lease_seconds.data(), end, value);
    if (lease_seconds.starts_with('-')) return asked_lease;
    if (parsed.ec == std::errc::result_out_of_range && parsed.ptr == end) return longest_lease;
    if (lease_seconds.empty() || parsed.ptr != end || value <= 0) return asked_lease;
    return seconds(std::min<std::int64_t>(value, longest_lease.count()));
}

bool is_signed(std::string_view field, std::string_view secret, std::string_view body) {
    const auto equals = field.find('=');
    if (equals == std::string_view::npos) return false;
    const auto expected = hmac_hex(lower(field.substr(0, equals)), secret, body);
    const auto given = lower(field.substr(equals + 1));
    return !expected.empty() && equal_in_constant_time(expected, given);
}

}  // namespace broadsheet::feeds
