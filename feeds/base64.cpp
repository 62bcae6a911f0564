#include "feeds/base64.hpp"

#include "feeds/ascii.hpp"

#include <openssl/evp.h>

namespace broadsheet::feeds {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock writes a final NUL
    EVP_EncodeBlock(bytes_of(text), bytes_of(bytes), static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

std::string from_base64(std::string_view text) {
    std::string digits;
    digits.reserve(text.size() + 3);
    for (const char c : text) {
        if (is_alpha(c) || is_digit(c)) digits += c;
        if (c == '+' || c == '-') digits += '+';
        if (c == '/' || c == '_') digits += '/';
    }
    if (digits.size() % 4 == 1) digits.pop_back();  // six bits are no byte
    const std::size_t padding = (4 - digits.size() % 4) % 4;
    digits.append(padding, '=');
    std::string bytes(digits.size() / 4 * 3, '\0');
    EVP_DecodeBlock(bytes_of(bytes), bytes_of(std::string_view(digits)), static_cast<int>(digits.size()));
    bytes.resize(bytes.size() - padding);
    return bytes;
}

}  // namespace broadsheet::feeds
