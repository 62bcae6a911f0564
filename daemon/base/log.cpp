#include "daemon/base/log.hpp"

#include "feeds/ascii.hpp"
#include "feeds/utf8.hpp"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <systemd/sd-daemon.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace broadsheet::log {

namespace {

constexpr const char* logger_name = "broadsheet";
constexpr std::size_t queue_lines = 2048;
constexpr std::size_t longest_value = 4096;

/// Bytes of the character that text begins with and a terminal may print; 0: none.
std::size_t printable_length(std::string_view text) {
    const auto length = feeds::utf8_sequence(text);
    if (length == 0) return 0;
    const auto code = feeds::utf8_code(text.substr(0, length));
    const bool is_control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    return is_control ? 0 : length;
}

void append_escape(std::string& line, char c) {
    switch (c) {
        case '\n': line += "\\n"; return;
        case '\r': line += "\\r"; return;
        case '\t': line += "\\t"; return;
        default: break;
    }
    line += "\\x";
    feeds::append_hex(line, c);
}

/// `specials` are escaped with a backslash.
void append_escaped(std::string& line, std::string_view text, std::string_view specials) {
    while (!text.empty()) {
        std::size_t length = printable_length(text);
        if (length == 0) {
            append_escape(line, text.front());
            length = 1;
        } else {
            if (specials.find(text.front()) != std::string_view::npos) line += '\\';
            line += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
}

bool needs_quotes(std::string_view value) {
    if (value.empty()) return true;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7F || c == '"' || c == '=' || c == '\\') return true;
    }
    return false;
}

void append_value(std::string& line, std::string_view value) {
    if (!needs_quotes(value)) {
        line += value.substr(0, longest_value);
        if (value.size() > longest_value) line += "...";
        return;
    }
    line += '"';
    append_escaped(line, value.substr(0, longest_value), "\"\\");
    if (value.size() > longest_value) line += "...";
    line += '"';
}

/// Is stderr the stream that the service manager connected to the journal?
bool stderr_is_journal() {
    const char* named = std::getenv("JOURNAL_STREAM");
    unsigned long long device = 0;
    unsigned long long inode = 0;
    struct stat status {};
    return named != nullptr && std::sscanf(named, "%llu:%llu", &device, &inode) == 2 &&
           ::fstat(STDERR_FILENO, &status) == 0 && status.st_dev == device && status.st_ino == inode;
}

const char* journal_priority(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::trace:
        case spdlog::level::debug: return SD_DEBUG;
        case spdlog::level::warn: return SD_WARNING;
        case spdlog::level::err:
        case spdlog::level::critical: return SD_ERR;
        default: return SD_INFO;
    }
}

/// Writes to stderr, on the logger's own thread; says how many lines a full queue has cost.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit StderrSink(spdlog::details::thread_pool& queue) : queue_(queue), journal_(stderr_is_journal()) {
        const char* pattern = journal_ ? "%v" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
        set_formatter_(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (const std::size_t lost = queue_.overrun_counter(); lost > lost_) {
            const std::string text = "log lines were dropped count=" + std::to_string(lost - lost_);
            lost_ = lost;
            put(spdlog::details::log_msg(message.logger_name, spdlog::level::warn, text));
        }
        put(message);
    }

    void put(const spdlog::details::log_msg& message) {
        spdlog::memory_buf_t line;
        if (journal_) line.append(std::string_view(journal_priority(message.level)));
        formatter_->format(message, line);
        std::string_view rest(line.data(), line.size());
        while (!rest.empty()) {
            const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void flush_() override {}

    spdlog::details::thread_pool& queue_;  // joins the thread that runs this, so it is there
    bool journal_;
    std::size_t lost_ = 0;
};

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::trace: return spdlog::level::trace;
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

void start() {
    spdlog::init_thread_pool(queue_lines, 1);
    auto logger =
        std::make_shared<spdlog::async_logger>(logger_name, std::make_shared<StderrSink>(*spdlog::thread_pool()),
                                               spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
    spdlog::set_default_logger(std::move(logger));
}

void set_level(Level level) {
    spdlog::set_level(spdlog_level(level));
}

bool enabled(Level level) {
    return spdlog::should_log(spdlog_level(level));
}

std::string format(std::string_view event, std::initializer_list<Field> fields) {
    std::string line;
    append_escaped(line, event, "");
    for (const Field& field : fields) {
        line += ' ';
        append_escaped(line, field.key(), "");
        line += '=';
        append_value(line, field.value());
    }
    return line;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    const std::string line = format(event, fields);
    if (spdlog::logger* logger = spdlog::default_logger_raw(); logger->name() == logger_name) {
        logger->log(spdlog_level(level), std::string_view(line));
    } else {  // not started; spdlog's own logger would write to standard output
        std::fprintf(stderr, "%s\n", line.c_str());
    }
}

}  // namespace broadsheet::log
