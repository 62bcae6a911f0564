#pragma once
// TOML text → Config. All faults of a file at once, each with its place and its mend. Blocking; any thread.

#include "config/config.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace broadsheet::config {

/// One thing that is wrong with the file, or (warning) unwise.
struct Problem {
    Position position;
    std::string message;  ///< what is wrong and how to mend it; never holds a secret
    bool warning = false;
};

/// What a load came to: a config when no problem is more than a warning.
struct Loaded {
    Config config;
    std::vector<Problem> problems;             ///< in the order of the file
    [[nodiscard]] std::size_t faults() const;  ///< problems that are no warnings
    [[nodiscard]] bool ok() const { return faults() == 0; }
};

/// Judges a keep or drop rule, whose language is not the config's own: what is wrong with it, or nothing.
using RuleCheck = std::function<std::string(std::string_view rule)>;

/// Parses and checks the text of a config file (syntax, keys, types, ranges, cross references). Never throws.
[[nodiscard]] Loaded parse_config(std::string_view toml, const RuleCheck& check_rule = {});

/// Reads `path` and parses it. A file that cannot be read is a problem without a position: one that is missing, no
/// regular file (a FIFO is not waited for), or over 32 MiB. Relative paths in it are taken from its folder. Warns of
/// passwords in a file that others may read.
[[nodiscard]] Loaded load_config(const std::string& path, const RuleCheck& check_rule = {});

/// "FILE:LINE:COL: message", or "FILE: message" where there is no position; "warning: " in front of a warning's
/// message.
[[nodiscard]] std::string format_problem(const std::string& path, const Problem& problem);

/// The text of a secret: the literal, or the systemd credential ($CREDENTIALS_DIRECTORY/NAME), environment variable or
/// file it names, one trailing newline removed. Returns a message instead when it cannot be had or is empty; the
/// message names the place and never the text.
struct SecretError {
    std::string message;
    bool only_here = false;  ///< this process was not started by systemd, which would have it
};
[[nodiscard]] std::variant<std::string, SecretError> read_secret(const Secret& secret);

/// Adds what read_secret() says of every secret that cannot be had, as "KEY: message". A warning where only systemd
/// could tell: a credential, without $CREDENTIALS_DIRECTORY.
void check_secrets(Loaded& loaded);

}  // namespace broadsheet::config
