#pragma once
// What a client's fields say of the answer it wants: codings it takes, validators it holds. Pure; any thread.

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace broadsheet::http {

enum class Coding { identity, gzip, brotli, zstd };

/// The coding's name as Content-Encoding has it; "identity" for none.
[[nodiscard]] std::string_view coding_name(Coding coding);

/// The most wanted of what is offered, by the q-values of Accept-Encoding (RFC 9110 §12.5.3); among equals the first.
/// nullopt: the client takes none of them. Without the field: identity.
[[nodiscard]] std::optional<Coding> choose_coding(std::optional<std::string_view> accept_encoding,
                                                  std::span<const Coding> offered);

/// `"abc"` → `"abc-gzip"`.
[[nodiscard]] std::string tag_for(std::string_view etag, Coding coding);

/// Does an If-None-Match list name the document whose identity coding has `etag`, in whatever coding and however a
/// proxy has marked it (W/, -gzip, ;gzip)? Gives the tag that the answer should carry: the client's own where it is one
/// of ours, so that a cache finds what it stored; else that of `selected`.
[[nodiscard]] std::optional<std::string> matching_tag(std::string_view if_none_match, std::string_view etag,
                                                      Coding selected);

/// Does an If-Match list name one of the document's tags, by strong comparison?
[[nodiscard]] bool matches_strongly(std::string_view if_match, std::string_view etag);

}  // namespace broadsheet::http
