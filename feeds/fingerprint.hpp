#pragma once
// Who an article is (its key, within its feed) and what it says (its content hash). Pure; any thread.

#include "feeds/article.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace broadsheet::feeds {

/// What makes two entries of one feed the same (feeds.toml: identity).
enum class IdentityRule { automatic, id, link };

/// Identity and content of one entry. The key means something only together with its feed, so that no feed can
/// overwrite another's article by copying its id.
struct Fingerprint {
    std::string key;                  ///< "id:…", "url:…" or "hash:…"; unique within one document
    std::uint64_t canonical_url = 0;  ///< hash64 of canonical_url(article.url); 0 when there is no URL, or entries of
                                      ///< the document with several titles share it: never a reason to join then
    std::uint64_t content = 0;        ///< hash of what a reader sees; white space does not count
};

/// Fingerprints of all entries of one document, in its order. Two entries with one id are told apart by their
/// links, and by their headlines where they have none; two that are the same in id and link are one, and the later of
/// them gets an empty key, unless three headlines have both.
[[nodiscard]] std::vector<Fingerprint> fingerprint(const Feed& feed, IdentityRule rule);

}  // namespace broadsheet::feeds
