#pragma once
// Bytes of a feed document → Feed: decode, detect, repair, parse, normalise, in that order.
// The only door to the parser; the poller, `broadsheet parse` and the fuzzers all come in here.
// Pure: no I/O, no clock, no globals. Any thread; each call stands alone.

#include "feeds/article.hpp"
#include "feeds/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

/// What is known of a document beside its bytes.
struct DocumentContext {
    std::string url;           ///< the address that answered; base of relative references when nothing nearer is given
    std::string content_type;  ///< the Content-Type field, whole
    std::string content_location;  ///< the Content-Location field
    std::string content_language;  ///< the Content-Language field
    bool sanitise = true;          ///< false only for `broadsheet parse --raw`
    bool plain_content = false;    ///< Article::content_plain is wanted
};

/// Limits on what one document may make of itself.
struct ReadLimits {
    std::size_t max_entries = 10'000;           ///< further entries are dropped with a warning
    std::size_t max_heap = 64UL * 1024 * 1024;  ///< bytes of DOM; more is ErrorCode::too_large
};

/// Reads one feed document of any supported format.
/// Errors: invalid (it is no feed; the detail says what it is instead), too_large (a limit), unsupported
/// (an encoding we do not read). A document that had to be repaired is no error: see Feed::warnings.
[[nodiscard]] Result<Feed> read_feed(std::string_view bytes, const DocumentContext& context,
                                     const ReadLimits& limits = {});

}  // namespace broadsheet::feeds
