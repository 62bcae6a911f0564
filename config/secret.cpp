// Secrets that stand outside of the config.

#include "config/file.hpp"
#include "config/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace broadsheet::config {
namespace {

/// Secrets go into header fields, which a line break would end.
std::variant<std::string, SecretError> checked(std::string text, const std::string& named) {
    const bool broken = std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' ' && c != '\t'; });
    if (broken) return SecretError{named + " holds a line break or another control character"};
    return text;
}

std::variant<std::string, SecretError> text_of_file(const std::string& path, const std::string& named) {
    File file = read_file(path, "in the config");
    if (!file.fault.empty()) return SecretError{named + ": " + file.fault};
    if (file.text.ends_with('\n')) file.text.pop_back();
    if (file.text.ends_with('\r')) file.text.pop_back();
    if (file.text.empty()) return SecretError{named + " is empty"};
    return checked(std::move(file.text), named);
}

std::variant<std::string, SecretError> credential(const std::string& name) {
    const std::string named = "the credential \"" + name + "\"";
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder == '\0')
        return SecretError{named + " is not there: start the daemon by systemd with LoadCredential=" + name +
                               ":PATH, or set $CREDENTIALS_DIRECTORY to a folder that holds it",
                           true};
    return text_of_file(std::string(folder) + "/" + name, named + " in " + folder);
}

std::variant<std::string, SecretError> variable(const std::string& name) {
    const char* text = std::getenv(name.c_str());
    if (text == nullptr) return SecretError{"the environment variable " + name + " is not set"};
    if (*text == '\0') return SecretError{"the environment variable " + name + " is empty"};
    return checked(text, "the environment variable " + name);
}

}  // namespace

std::variant<std::string, SecretError> read_secret(const Secret& secret) {
    switch (secret.kind) {
        case Secret::Kind::credential: return credential(secret.value);
        case Secret::Kind::environment: return variable(secret.value);
        case Secret::Kind::file: return text_of_file(secret.value, "the secret file " + secret.value);
        case Secret::Kind::literal: break;
    }
    if (secret.value.empty()) return SecretError{"the secret is empty"};
    return secret.value;
}

}  // namespace broadsheet::config
