#pragma once
// Digests over libcrypto and libxxhash. Pure; any thread.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);

/// Lower-case hexadecimal.
[[nodiscard]] std::string to_hex(std::string_view bytes);
[[nodiscard]] std::string to_hex(const Sha256& digest);

/// HMAC (RFC 2104) with "sha1", "sha256", "sha384" or "sha512", in lower-case hexadecimal; empty for another method.
[[nodiscard]] std::string hmac_hex(std::string_view method, std::string_view key, std::string_view bytes);

/// How long it takes says nothing of where they differ.
[[nodiscard]] bool equal_in_constant_time(std::string_view one, std::string_view other);

/// The first eight bytes of SHA-256, big-endian: a key for indexes where a chance collision is checked or harmless.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes);

/// XXH3 of 64 bits, many times as fast: for texts that nobody would gain by making alike. The same on every machine and
/// in every version.
[[nodiscard]] std::uint64_t quick_hash64(std::string_view bytes);

/// A name-based UUID as an IRI, "urn:uuid:…" (RFC 9562 §5.8: version 8, from SHA-256 of `name`). The same name always
/// gives the same one.
[[nodiscard]] std::string uuid_urn(std::string_view name);

}  // namespace broadsheet::feeds
