// Secrets and the request headers that may hold them. No message repeats a value.

#include "config/load_tables.hpp"
#include "config/nearest.hpp"

#include <algorithm>

namespace broadsheet::config {
namespace {

constexpr std::string_view forms = "a string, { credential = \"NAME\" }, { env = \"NAME\" } or { file = \"PATH\" }";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string credential_fault(std::string_view name) {
    const bool good =
        std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c) || c == '-' || c == '.'; });
    if (!name.empty() && good && name != "." && name != "..") return {};
    return "is no name of a systemd credential; write letters, digits, '-', '_' and '.'";
}

std::string variable_fault(std::string_view name) {
    const bool good = std::all_of(name.begin(), name.end(), is_name_character);
    return !name.empty() && good ? "" : "is no name of an environment variable; write letters, digits and '_'";
}

std::string path_fault(std::string_view path) {
    return path.empty() ? "is empty; write the path of a file" : "";
}

constexpr std::array<Key<Secret>, 3> secret_keys{{
    {"credential",
     [](const Value& v, Secret& s) {
         s.kind = Secret::Kind::credential;
         v.text(s.value, credential_fault);
     }},
    {"env",
     [](const Value& v, Secret& s) {
         s.kind = Secret::Kind::environment;
         v.text(s.value, variable_fault);
     }},
    {"file",
     [](const Value& v, Secret& s) {
         s.kind = Secret::Kind::file;
         v.text(s.value, path_fault);
     }},
}};

std::string header_fault(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto is_token = [&](char c) { return is_name_character(c) || marks.find(c) != std::string_view::npos; };
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token)) return "is no name of an HTTP header";
    static constexpr std::array<std::string_view, 13> ours{"host",
                                                           "connection",
                                                           "keep-alive",
                                                           "upgrade",
                                                           "content-length",
                                                           "te",
                                                           "transfer-encoding",
                                                           "accept-encoding",
                                                           "if-none-match",
                                                           "if-modified-since",
                                                           "range",
                                                           "a-im",
                                                           "expect"};
    std::string lower(name);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::find(ours.begin(), ours.end(), lower) != ours.end())
        return "is a header that the daemon sets itself; take it out";
    return {};
}

}  // namespace

void load_secret(const Value& value, std::optional<Secret>& into) {
    Secret secret;
    secret.position = value.position();
    if (value.node().is_string()) {
        if (value.text(secret.value)) into = std::move(secret);
        return;
    }
    const auto* table = value.node().as_table();
    if (table == nullptr) {
        const std::string type = value.node().is_number() ? "a number" : type_of(value.node());
        return value.problem("expected " + std::string(forms) + ", found " + type);
    }
    const std::size_t before = value.problems().size();
    read_table<Secret>(*table, value.name(), secret_keys, secret, value.problems());
    if (value.problems().size() != before) return;
    if (table->size() != 1)
        return value.problem("expected exactly one of credential, env and file; write " + std::string(forms));
    into = std::move(secret);
}

void load_headers(const Value& value, std::map<std::string, Secret>& into) {
    const auto* table = value.table("{ \"X-Key\" = { credential = \"NAME\" } }");
    if (table == nullptr) return;
    for (const auto& [name, node] : *table) {
        const Value header = value.item(node, name.str());
        if (const std::string fault = header_fault(name.str()); !fault.empty()) {
            header.problem(" " + fault);
            continue;
        }
        std::optional<Secret> secret;
        load_secret(header, secret);
        if (secret) into.insert_or_assign(std::string(name.str()), std::move(*secret));
    }
}

}  // namespace broadsheet::config
