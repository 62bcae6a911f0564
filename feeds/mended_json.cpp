#include "feeds/mended_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace broadsheet::feeds {

namespace {

enum Fault : std::uint8_t { control_character, unknown_escape, half_character, early_end, fault_kinds };

constexpr std::array<std::string_view, fault_kinds> sentences{
    "a control character inside a string", "an escape that JSON does not have", "one half of a surrogate pair",
    "the document ends too soon"};

/// The number in an escape of the form \u0041 at the start of `text`.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
    std::uint32_t unit = 0;
    const char* const end = text.data() + 6;
    const auto read = std::from_chars(text.data() + 2, end, unit, 16);
    return read.ptr == end ? std::optional(unit) : std::nullopt;
}

bool is_high_half(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low_half(std::uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

class Mender {
public:
    explicit Mender(std::string_view text) : text_(text) { out_.reserve(text.size() + 64); }

    MendedJson mend() {
        while (!at_end()) read_token();
        if (!open_.empty()) close_what_is_open();
        result_.text = std::move(out_);
        return std::move(result_);
    }

private:
    /// Where the document could end, and what would have to follow.
    struct Ending {
        std::size_t size = 0;
        std::string_view closing;
    };

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

    void read_token() {
        if (text_[at_] == '"') return read_string();
        if (rest().starts_with("//")) return skip_to("\n");
        if (rest().starts_with("/*")) return skip_to("*/");
        const char c = text_[at_++];
        if (c == ',' && open_ == "{") ending_ = {out_.size(), "}"};
        out_ += c;
        if (c == '{' || c == '[') open(c);
        if (c == '}' || c == ']') close(c);
    }

    /// Quotation marks in comments begin no strings.
    void skip_to(std::string_view mark) {
        const auto end = text_.find(mark, at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + mark.size();
        out_ += ' ';
    }

    void open(char bracket) {
        if (bracket == '[' && open_ == "{") in_items_ = last_name_ == "items";
        open_ += bracket;
        if (is_between_items()) ending_ = {out_.size(), "]}"};
    }

    void close(char bracket) {
        if (open_.empty() || open_.back() != (bracket == '}' ? '{' : '[')) {
            is_lost_ = true;
            return;
        }
        open_.pop_back();
        if (is_between_items()) ending_ = {out_.size(), "]}"};
        if (open_ == "{") ending_ = {out_.size(), "}"};
    }

    [[nodiscard]] bool is_between_items() const { return in_items_ && open_ == "{["; }

    void read_string() {
        out_ += text_[at_++];
        const auto begin = at_;
        while (!at_end() && text_[at_] != '"') read_character();
        if (at_end()) return;
        if (open_ == "{") last_name_ = text_.substr(begin, at_ - begin);
        out_ += text_[at_++];
    }

    void read_character() {
        const char c = text_[at_];
        if (c == '\\') return read_escape();
        if (static_cast<unsigned char>(c) < 0x20)
            write_control(c);
        else
            out_ += c;
        ++at_;
    }

    void write_control(char c) {
        tell(control_character);
        switch (c) {
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default: out_ += ' '; break;
        }
    }

    void read_escape() {
        constexpr std::string_view known = "\"\\/bfnrt";
        const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (next != '\0' && known.find(next) != std::string_view::npos) return copy(2);
        if (const auto unit = escaped_unit(rest())) return read_unit(*unit);
        tell(unknown_escape);
        if (next == '\'') {  // as JavaScript has it
            out_ += next;
            at_ += 2;
            return;
        }
        out_ += "\\\\";
        ++at_;
    }

    void read_unit(std::uint32_t unit) {
        const auto second = is_high_half(unit) ? escaped_unit(rest().substr(6)) : std::nullopt;
        if (second && is_low_half(*second)) return copy(12);
        if (!is_high_half(unit) && !is_low_half(unit)) return copy(6);
        tell(half_character);
        out_ += "\\uFFFD";  // RFC 8259 §8.2 lets a writer do this and promises nothing
        at_ += 6;
    }

    void copy(std::size_t size) {
        out_ += text_.substr(at_, size);
        at_ += size;
    }

    void close_what_is_open() {
        if (is_lost_ || ending_.closing.empty()) return;
        tell(early_end);
        result_.cut_short = true;
        out_.resize(ending_.size);
        out_ += ending_.closing;
    }

    void tell(Fault kind) {
        if (std::exchange(told_[kind], true)) return;
        const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
        result_.faults.push_back("line " + std::to_string(line) + ": " + std::string(sentences[kind]));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::string open_;  ///< the brackets, outermost first
    std::string_view last_name_;
    Ending ending_;
    bool in_items_ = false;
    bool is_lost_ = false;  ///< brackets do not match: nobody knows what is inside what
    std::array<bool, fault_kinds> told_{};
    MendedJson result_;
};

}  // namespace

MendedJson mended_json(std::string_view text) {
    return Mender(text).mend();
}

}  // namespace broadsheet::feeds
