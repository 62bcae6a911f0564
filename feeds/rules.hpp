#pragma once
// Keep and drop rules of sections and feeds, compiled once: `[field:]/regex/flags`, or plain words. Over RE2, so no
// rule takes more than linear time. Immutable once made; any thread.

#include "feeds/article.hpp"
#include "feeds/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

/// One compiled rule.
class Rule {
public:
    /// Fields: title, author, content, url, tag; without one the title, the summary and the content are searched.
    /// Flags: i, m, s. Plain words match where they stand together as whole words, in any case. invalid: the detail
    /// says what is wrong with it.
    [[nodiscard]] static Result<Rule> compile(std::string_view text);

    [[nodiscard]] bool matches(const Article& article) const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    enum class Field { any, title, author, content, url, tag };
    struct Pattern;

    Rule() = default;
    std::string text_;
    Field field_ = Field::any;
    std::shared_ptr<const Pattern> pattern_;
};

/// What rules say of an article, and which of them said it. The pointers are as old as the rules.
struct Ruling {
    bool in = true;
    const Rule* by = nullptr;                  ///< that dropped it, or the last that kept it; nullptr: none did
    const std::vector<Rule>* unmet = nullptr;  ///< one of these would have had to keep it
};

/// What a section and a feed let in between them.
class Rules {
public:
    void keep(
        std::vector<Rule> rules);  ///< one of these must match, if there are any; each call is a condition of its own
    void drop(std::vector<Rule> rules);  ///< none of these may match

    [[nodiscard]] bool empty() const { return keep_.empty() && drop_.empty(); }
    [[nodiscard]] Ruling judge(const Article& article) const;
    [[nodiscard]] bool lets_in(const Article& article) const { return judge(article).in; }

private:
    std::vector<std::vector<Rule>> keep_;
    std::vector<Rule> drop_;
};

}  // namespace broadsheet::feeds
