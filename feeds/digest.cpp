#include "feeds/digest.hpp"

#include "feeds/ascii.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <xxhash.h>

#include <memory>

namespace broadsheet::feeds {

Sha256 sha256(std::string_view bytes) {
    // SHA256() looks the algorithm up at each call, which takes longer than a short text does.
    static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                       EVP_MD_CTX_free);
    Sha256 digest;
    EVP_DigestInit_ex2(context.get(), method, nullptr);
    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
    return digest;
}

std::string to_hex(std::string_view bytes) {
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes) append_hex(hex, c);
    return hex;
}

std::string to_hex(const Sha256& digest) {
    return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string hmac_hex(std::string_view method, std::string_view key, std::string_view bytes) {
    const EVP_MD* digest = nullptr;
    if (method == "sha1") digest = EVP_sha1();
    if (method == "sha256") digest = EVP_sha256();
    if (method == "sha384") digest = EVP_sha384();
    if (method == "sha512") digest = EVP_sha512();
    if (digest == nullptr) return {};
    std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
    unsigned size = 0;
    HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
         bytes.size(), code.data(), &size);
    return to_hex(std::string_view(reinterpret_cast<const char*>(code.data()), size));
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::uint64_t hash64(std::string_view bytes) {
    const auto digest = sha256(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value = value << 8 | digest[i];
    return value;
}

std::uint64_t quick_hash64(std::string_view bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::string uuid_urn(std::string_view name) {
    auto digest = sha256(name);
    digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x80);  // version 8
    digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);  // variant of RFC 9562
    auto hex = to_hex(digest).substr(0, 32);
    for (const std::size_t position : {20U, 16U, 12U, 8U}) hex.insert(position, 1, '-');
    return "urn:uuid:" + hex;
}

}  // namespace broadsheet::feeds
