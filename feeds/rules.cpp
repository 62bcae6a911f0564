#include "feeds/rules.hpp"

#include "feeds/html.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace broadsheet::feeds {

struct Rule::Pattern {
    explicit Pattern(const std::string& expression, const RE2::Options& options) : regex(expression, options) {}
    RE2 regex;
};

namespace {

constexpr std::int64_t max_memory = 1 << 20;

/// Words as a phrase of whole words, however they are spaced.
std::string phrase(std::string_view words) {
    std::string expression = "(?i)(?:^|[^\\pL\\pN])";
    bool first = true;
    while (!words.empty()) {
        const auto begin = words.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) break;
        const auto end = std::min(words.find_first_of(" \t\r\n", begin), words.size());
        if (!std::exchange(first, false)) expression += "\\s+";
        const auto word = words.substr(begin, end - begin);
        expression += RE2::QuoteMeta(re2::StringPiece(word.data(), word.size()));
        words.remove_prefix(end);
    }
    return expression + "(?:$|[^\\pL\\pN])";
}

/// "/regex/flags" → an RE2 expression with its flags in front.
Result<std::string> expression_of(std::string_view pattern) {
    const auto slash = pattern.rfind('/');
    if (slash == 0) return fail(ErrorCode::invalid, "the regular expression has no closing '/'");
    const auto flags = pattern.substr(slash + 1);
    if (const auto wrong = flags.find_first_not_of("ims"); wrong != std::string_view::npos)
        return fail(ErrorCode::invalid, std::string("unknown flag '") + flags[wrong] + "': i, m and s are known");
    const std::string expression(pattern.substr(1, slash - 1));
    if (expression.empty()) return fail(ErrorCode::invalid, "the regular expression is empty");
    return flags.empty() ? expression : "(?" + std::string(flags) + ")" + expression;
}

}  // namespace

Result<Rule> Rule::compile(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, Field>, 5> fields{{{"title:", Field::title},
                                                                               {"author:", Field::author},
                                                                               {"content:", Field::content},
                                                                               {"url:", Field::url},
                                                                               {"tag:", Field::tag}}};
    Rule rule;
    rule.text_ = text;
    for (const auto& [prefix, field] : fields) {
        if (!text.starts_with(prefix)) continue;
        rule.field_ = field;
        text.remove_prefix(prefix.size());
        break;
    }
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) return fail(ErrorCode::invalid, "the rule is empty");
    const auto expression = text.front() == '/' ? expression_of(text) : Result<std::string>(phrase(text));
    if (!expression) return expression.error();
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    auto pattern = std::make_shared<const Pattern>(*expression, options);
    if (!pattern->regex.ok())
        return fail(ErrorCode::invalid, "the regular expression is wrong: " + pattern->regex.error());
    rule.pattern_ = std::move(pattern);
    return rule;
}

bool Rule::matches(const Article& article) const {
    const auto found_in = [this](const std::string& text) {
        return !text.empty() && RE2::PartialMatch(text, pattern_->regex);
    };
    const auto content = [&] {
        return found_in(article.summary) || found_in(article.content_text) ||
               (!article.content_html.empty() && found_in(html_to_text(article.content_html)));
    };
    const auto person = [&](const Person& author) { return found_in(author.name) || found_in(author.email); };
    const auto category = [&](const Category& tag) { return found_in(tag.term) || found_in(tag.label); };
    switch (field_) {
        case Field::any: return found_in(article.title) || content();
        case Field::title: return found_in(article.title);
        case Field::author: return std::any_of(article.authors.begin(), article.authors.end(), person);
        case Field::content: return content();
        case Field::url: return found_in(article.url);
        case Field::tag: return std::any_of(article.categories.begin(), article.categories.end(), category);
    }
    return false;
}

void Rules::keep(std::vector<Rule> rules) {
    if (!rules.empty()) keep_.push_back(std::move(rules));
}

void Rules::drop(std::vector<Rule> rules) {
    std::move(rules.begin(), rules.end(), std::back_inserter(drop_));
}

Ruling Rules::judge(const Article& article) const {
    const auto matches = [&article](const Rule& rule) { return rule.matches(article); };
    Ruling ruling;
    for (const auto& rules : keep_) {
        const auto kept = std::find_if(rules.begin(), rules.end(), matches);
        if (kept == rules.end()) return {false, nullptr, &rules};
        ruling.by = &*kept;
    }
    const auto dropped = std::find_if(drop_.begin(), drop_.end(), matches);
    if (dropped != drop_.end()) return {false, &*dropped, nullptr};
    return ruling;
}

}  // namespace broadsheet::feeds
