#pragma once
// Logging: an event in words and key=value pairs, one line each whatever the values hold. To stderr, or to the journal
// (with its priorities) when stderr is connected to it. Hides spdlog. Any thread; never blocks on a slow reader for
// long, drops and counts instead.

#include <chrono>
#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

namespace broadsheet::log {

enum class Level { trace, debug, info, warning, error };

/// A key and its value as text; control bytes are escaped when the line is written.
class Field {
public:
    Field(std::string_view key, std::string_view value) : key_(key), value_(value) {}
    Field(std::string_view key, const char* value) : key_(key), value_(value) {}
    Field(std::string_view key, const std::string& value) : key_(key), value_(value) {}
    Field(std::string_view key, bool value) : key_(key), value_(value ? "true" : "false") {}
    template <class T>
    requires(std::integral<T> || std::floating_point<T>) && (!std::same_as<T, bool>)Field(std::string_view key, T value)
        : key_(key),
    value_(std::to_string(value)) {}
    Field(std::string_view key, std::chrono::milliseconds value)
        : key_(key), value_(std::to_string(value.count()) + "ms") {}

    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] std::string_view value() const { return value_; }

private:
    std::string_view key_;
    std::string value_;
};

/// Sets up the sink. Call once, before the first line and before other threads. Default level: info.
void start();
void set_level(Level level);
[[nodiscard]] bool enabled(Level level);

void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

/// The line without time and level: `event key=value key="value with spaces"`, printable UTF-8 whatever the values
/// hold.
[[nodiscard]] std::string format(std::string_view event, std::initializer_list<Field> fields);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(Level::error, event, fields);
}

}  // namespace broadsheet::log
