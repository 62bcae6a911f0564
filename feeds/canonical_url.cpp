// When do two addresses mean one page? The list of parameters below only ever names what publishers and networks add to
// follow a reader; a parameter that could choose the content stays.

#include "feeds/url.hpp"

#include "feeds/ascii.hpp"

#include <boost/url.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace broadsheet::feeds {

namespace {

constexpr std::array<std::string_view, 12> tracking_prefixes{"utm_", "at_",  "mtm_",  "pk_", "piwik_", "hsa_",
                                                             "ns_",  "oly_", "vero_", "wt.", "wt_",    "__hs"};

constexpr std::array<std::string_view, 49> tracking_names{"fbclid",        "gclid",         "gclsrc",
                                                          "dclid",         "gbraid",        "wbraid",
                                                          "msclkid",       "yclid",         "twclid",
                                                          "ttclid",        "igshid",        "igsh",
                                                          "li_fat_id",     "mc_cid",        "mc_eid",
                                                          "mkt_tok",       "_hsenc",        "_hsmi",
                                                          "hsctatracking", "s_cid",         "cmpid",
                                                          "cmp",           "icid",          "ncid",
                                                          "ocid",          "xtor",          "smid",
                                                          "spm",           "ref",           "ref_src",
                                                          "ref_url",       "referrer",      "rss",
                                                          "feedname",      "feedtype",      "ftag",
                                                          "ftcamp",        "sr_share",      "traffic_source",
                                                          "campaign",      "_ga",           "_gl",
                                                          "guccounter",    "guce_referrer", "guce_referrer_sig",
                                                          "amp",           "outputtype",    "ito",
                                                          "taid"};

bool is_tracking(const std::string& name) {
    return std::find(tracking_names.begin(), tracking_names.end(), name) != tracking_names.end() ||
           std::any_of(tracking_prefixes.begin(), tracking_prefixes.end(),
                       [&name](std::string_view prefix) { return name.starts_with(prefix); });
}

std::string canonical_host(std::string host) {
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view prefix : {"www.", "m.", "mobile.", "amp."}) {
            if (!host.starts_with(prefix) || std::count(host.begin(), host.end(), '.') < 2) continue;
            host.erase(0, prefix.size());
            again = true;
        }
    }
    return host;
}

std::string canonical_path(std::string path) {
    for (const std::string_view suffix : {"/amp/", "/amp", ".amp", "/index.html", "/index.php", "/"})
        if (path.ends_with(suffix)) path.erase(path.size() - suffix.size());
    if (path.starts_with("/amp/")) path.erase(0, 4);
    return path.empty() ? "/" : path;
}

/// "name=value" in one order. Cut up here: for an empty query before a fragment Boost.URL 1.81's own parameters read
/// beyond the address.
std::vector<std::string> telling_parameters(std::string_view query) {
    std::vector<std::string> parameters;
    while (!query.empty()) {
        const auto parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        const auto equals = parameter.find('=');
        if (parameter.empty() || is_tracking(lower(parameter.substr(0, equals)))) continue;
        parameters.emplace_back(parameter);
        if (equals == std::string_view::npos) parameters.back() += '=';
    }
    std::sort(parameters.begin(), parameters.end());
    return parameters;
}

/// Of a web address; views into it.
struct Parts {
    std::string_view host, port, path, query;
};

std::optional<Parts> parts_of(std::string_view url) {
    if (is_plain_web_url(url)) {
        url = url.substr(0, url.find('#'));
        const auto host = url.find("://") + 3;
        const auto query = std::min(url.find('?', host), url.size());
        const auto path = std::min(url.find('/', host), query);
        return Parts{url.substr(host, path - host),
                     {},
                     url.substr(path, query - path),
                     url.substr(std::min(query + 1, url.size()))};
    }
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
    if (!parsed || parsed->encoded_host().empty()) return std::nullopt;
    if (parsed->scheme_id() != boost::urls::scheme::https && parsed->scheme_id() != boost::urls::scheme::http)
        return std::nullopt;
    return Parts{std::string_view(parsed->encoded_host()), std::string_view(parsed->port()),
                 std::string_view(parsed->encoded_path()), std::string_view(parsed->encoded_query())};
}

}  // namespace

std::string canonical_url(std::string_view url) {
    const auto parts = parts_of(url);
    if (!parts) return {};
    auto key = canonical_host(lower(parts->host));
    if (!parts->port.empty() && parts->port != "80" && parts->port != "443") key.append(":").append(parts->port);
    key += canonical_path(std::string(parts->path));

    char between = '?';
    for (const auto& parameter : telling_parameters(parts->query)) {
        key.append(1, between).append(parameter);
        between = '&';
    }
    return key;
}

}  // namespace broadsheet::feeds
