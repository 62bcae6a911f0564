#include "daemon/http/negotiate.hpp"

#include "daemon/http/message.hpp"
#include "daemon/http/text.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::http {

namespace {

constexpr std::array all_codings = {Coding::identity, Coding::gzip, Coding::brotli, Coding::zstd};

/// Cuts off what stands before the first `mark`, and the mark.
std::string_view cut(std::string_view& rest, char mark) {
    const std::string_view part = rest.substr(0, rest.find(mark));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return trim(part);
}

/// A qvalue in thousandths.
std::optional<int> weight_of(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        weight += (text[i] - '0') * unit;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

/// The weight among an element's parameters; 1000 where there is none, nullopt where it cannot be read.
std::optional<int> weight_parameter(std::string_view parameters) {
    while (!parameters.empty()) {
        std::string_view value = cut(parameters, ';');
        if (equals_ignoring_case(cut(value, '='), "q")) return weight_of(trim(value));
    }
    return 1000;
}

/// What an Accept-Encoding field says of each coding, in thousandths.
struct Weights {
    std::array<std::optional<int>, all_codings.size()> named;
    std::optional<int> others;

    explicit Weights(std::string_view list) {
        while (!list.empty()) {
            std::string_view element = cut(list, ',');
            const std::string_view name = cut(element, ';');
            const auto weight = weight_parameter(element);
            if (!weight) continue;
            if (name == "*") others = std::max(others.value_or(0), *weight);
            for (const Coding coding : all_codings) {
                const bool old_name = coding == Coding::gzip && equals_ignoring_case(name, "x-gzip");
                if (!equals_ignoring_case(name, coding_name(coding)) && !old_name) continue;
                auto& known = named[static_cast<std::size_t>(coding)];
                known = std::max(known.value_or(0), *weight);
            }
        }
    }

    /// 0: not acceptable. Identity that nobody spoke of is the last resort.
    [[nodiscard]] int of(Coding coding) const {
        constexpr int last_resort = 1;
        const auto weight = named[static_cast<std::size_t>(coding)];
        if (weight) return *weight * 2;
        if (coding != Coding::identity) return others.value_or(0) * 2;
        return others == 0 ? 0 : last_resort;
    }
};

struct Tag {
    std::string_view opaque;  // without quotes
    bool weak = false;
};

/// The next tag of a list; sloppy clients leave out the quotes.
Tag next_tag(std::string_view& list) {
    list.remove_prefix(std::min(list.size(), list.find_first_not_of(" \t,")));
    Tag tag;
    if (list.starts_with("W/")) {
        tag.weak = true;
        list.remove_prefix(2);
    }
    if (list.starts_with('"')) {
        list.remove_prefix(1);
        tag.opaque = list.substr(0, list.find('"'));
        list.remove_prefix(std::min(list.size(), tag.opaque.size() + 1));
        list.remove_prefix(std::min(list.size(), list.find(',')));
    } else {
        tag.opaque = cut(list, ',');
    }
    return tag;
}

std::string_view unquoted(std::string_view etag) {
    return etag.size() >= 2 ? etag.substr(1, etag.size() - 2) : etag;
}

/// Takes off what we or a proxy append for a coding: "-gzip", ";gzip", "--gzip" …
std::string_view without_suffix(std::string_view opaque) {
    for (const std::string_view name : {"gzip", "br", "zstd", "deflate"}) {
        if (!opaque.ends_with(name)) continue;
        const std::string_view rest = opaque.substr(0, opaque.size() - name.size());
        const std::size_t last = rest.find_last_not_of("-;");
        if (last == std::string_view::npos || last + 1 == rest.size()) continue;
        return without_suffix(rest.substr(0, last + 1));
    }
    return opaque;
}

std::optional<Coding> coding_of(std::string_view opaque, std::string_view etag) {
    for (const Coding coding : all_codings) {
        if (opaque == unquoted(tag_for(etag, coding))) return coding;
    }
    return std::nullopt;
}

}  // namespace

std::string_view coding_name(Coding coding) {
    switch (coding) {
        case Coding::identity: return "identity";
        case Coding::gzip: return "gzip";
        case Coding::brotli: return "br";
        case Coding::zstd: return "zstd";
    }
    return "identity";
}

std::optional<Coding> choose_coding(std::optional<std::string_view> accept_encoding, std::span<const Coding> offered) {
    if (!accept_encoding) return Coding::identity;
    const Weights weights(*accept_encoding);
    std::optional<Coding> best;
    for (const Coding coding : offered) {
        if (weights.of(coding) > (best ? weights.of(*best) : 0)) best = coding;
    }
    return best;
}

std::string tag_for(std::string_view etag, Coding coding) {
    std::string tag(etag);
    if (coding == Coding::identity || tag.empty()) return tag;
    tag.insert(tag.size() - 1, "-" + std::string(coding_name(coding)));
    return tag;
}

std::optional<std::string> matching_tag(std::string_view if_none_match, std::string_view etag, Coding selected) {
    if (trim(if_none_match) == "*") return tag_for(etag, selected);
    const std::string_view document = unquoted(etag);
    std::optional<Coding> held;
    bool matches = false;
    while (!if_none_match.empty()) {
        const Tag tag = next_tag(if_none_match);
        if (without_suffix(tag.opaque) != document) continue;
        matches = true;
        const auto coding = tag.weak ? std::nullopt : coding_of(tag.opaque, etag);
        if (coding && held != selected) held = coding;
    }
    if (!matches) return std::nullopt;
    return tag_for(etag, held.value_or(selected));
}

bool matches_strongly(std::string_view if_match, std::string_view etag) {
    if (trim(if_match) == "*") return true;
    while (!if_match.empty()) {
        const Tag tag = next_tag(if_match);
        if (!tag.weak && coding_of(tag.opaque, etag)) return true;
    }
    return false;
}

}  // namespace broadsheet::http
