#pragma once
// Fetched documents kept as they came, where the config says `record`. Blocking; any thread.

#include "daemon/http/client.hpp"
#include "feeds/article.hpp"

#include <string>

namespace broadsheet {

/// Writes FOLDER/FEED/TIME.http: an HTTP/1.1 response (RFC 9112 §2.1) with the body decoded, after two fields of our
/// own, Broadsheet-Feed and Broadsheet-URL, that name the feed and the address that answered. FEED is derived from the
/// feed's address and TIME is that of the poll, so that names sort as the fetches came. The file is there whole or not
/// at all. unavailable: it cannot be written, with its name and the reason.
[[nodiscard]] Result<void> keep_document(const std::string& folder, const std::string& feed_url,
                                         const http::FetchResponse& response, feeds::Timestamp time);

}  // namespace broadsheet
