#include "feeds/story_terms.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::feeds {

namespace {

constexpr std::uint32_t title_frequency = 4;
constexpr std::uint32_t body_frequency = 1;

// Words that every report has: function words, days, and the trade's own ("says", "live", "update").
constexpr std::array<std::string_view, 212> stop_words{
    "a",      "about",   "after",  "ago",    "all",    "also",     "am",      "amid",    "among",     "an",
    "and",    "another", "any",    "are",    "around", "as",       "at",      "be",      "because",   "been",
    "before", "being",   "best",   "better", "big",    "but",      "by",      "call",    "called",    "calls",
    "can",    "come",    "comes",  "could",  "day",    "days",     "did",     "do",      "does",      "down",
    "each",   "even",    "ever",   "every",  "few",    "first",    "for",     "friday",  "from",      "get",
    "gets",   "getting", "go",     "goes",   "going",  "good",     "got",     "great",   "had",       "has",
    "have",   "he",      "her",    "here",   "him",    "his",      "how",     "however", "i",         "if",
    "in",     "into",    "is",     "it",     "its",    "just",     "last",    "latest",  "left",      "like",
    "live",   "long",    "look",   "looks",  "made",   "make",     "makes",   "making",  "many",      "may",
    "me",     "monday",  "month",  "months", "more",   "most",     "much",    "must",    "my",        "need",
    "new",    "news",    "next",   "no",     "not",    "now",      "of",      "off",     "old",       "on",
    "one",    "only",    "or",     "our",    "out",    "over",     "own",     "part",    "people",    "per",
    "photos", "put",     "read",   "really", "report", "reported", "reports", "right",   "said",      "saturday",
    "say",    "says",    "second", "see",    "seen",   "set",      "she",     "should",  "show",      "shows",
    "since",  "so",      "some",   "still",  "such",   "sunday",   "take",    "takes",   "tell",      "tells",
    "than",   "that",    "the",    "their",  "them",   "then",     "there",   "these",   "they",      "thing",
    "things", "think",   "this",   "those",  "three",  "thursday", "time",    "to",      "today",     "tomorrow",
    "top",    "tuesday", "two",    "under",  "up",     "update",   "updates", "us",      "use",       "used",
    "using",  "very",    "video",  "want",   "wants",  "was",      "watch",   "way",     "we",        "wednesday",
    "week",   "weeks",   "well",   "went",   "were",   "what",     "when",    "where",   "which",     "while",
    "who",    "why",     "will",   "with",   "work",   "would",    "year",    "years",   "yesterday", "yet",
    "you",    "your"};
static_assert(std::is_sorted(stop_words.begin(), stop_words.end()));

bool is_stop_word(std::string_view word) {
    return std::binary_search(stop_words.begin(), stop_words.end(), word);
}

bool ends(const std::string& word, std::string_view suffix) {
    return word.ends_with(suffix);
}

void cut(std::string& word, std::size_t letters) {
    word.resize(word.size() - letters);
}

void cut_plural(std::string& word) {
    const bool letters = std::none_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (word.size() <= 3 || !letters) return;
    if (ends(word, "ies") && word.size() > 4) {
        cut(word, 3);
        word += 'y';
    } else if (ends(word, "sses")) {
        cut(word, 2);
    } else if (ends(word, "es") && word.size() > 4 &&
               std::string_view("xzhs").find(word[word.size() - 3]) != std::string_view::npos) {
        cut(word, 2);
    } else if (ends(word, "s") && !ends(word, "ss") && !ends(word, "us") && !ends(word, "is")) {
        cut(word, 1);
    }
}

class Collector {
public:
    explicit Collector(TermLanguage language) : language_(language) {}

    void add(const std::vector<FoldedWord>& words, std::size_t limit, std::uint32_t frequency) {
        for (const auto& word : words) {
            if (limit-- == 0) return;
            if (!word.pair && word.text.size() < 2) continue;
            if (language_ == TermLanguage::english && !word.pair) {
                if (!is_stop_word(word.text)) add(stem(word.text), frequency);
            } else {
                add(word.text, frequency);
            }
        }
    }

    /// Each once.
    std::vector<StoryTerm> take() {
        std::sort(terms_.begin(), terms_.end(), [](const StoryTerm& a, const StoryTerm& b) { return a.hash < b.hash; });
        std::vector<StoryTerm> once;
        for (auto& term : terms_) {
            if (!once.empty() && once.back().hash == term.hash)
                once.back().frequency += term.frequency;
            else
                once.push_back(std::move(term));
        }
        return once;
    }

private:
    void add(std::string text, std::uint32_t frequency) {
        const auto hash = word_hash(text);
        terms_.push_back({hash, frequency, std::move(text)});
    }

    TermLanguage language_;
    std::vector<StoryTerm> terms_;
};

}  // namespace

TermLanguage term_language(std::string_view tag) {
    const auto primary = tag.substr(0, tag.find_first_of("-_"));
    return primary.empty() || primary == "en" || primary == "EN" || primary == "En" ? TermLanguage::english
                                                                                    : TermLanguage::other;
}

std::string stem(std::string word) {
    cut_plural(word);
    if (word.size() > 5 && ends(word, "ing"))
        cut(word, 3);
    else if (word.size() > 4 && ends(word, "ed"))
        cut(word, 2);
    else if (word.size() > 5 && ends(word, "ly"))
        cut(word, 2);
    if (word.size() > 4 && ends(word, "e")) cut(word, 1);
    const auto size = word.size();
    if (size > 4 && word[size - 1] == word[size - 2] && word[size - 1] != 'l' && word[size - 1] != 's') cut(word, 1);
    return word;
}

std::vector<StoryTerm> story_terms(const std::vector<FoldedWord>& title, const std::vector<FoldedWord>& body,
                                   TermLanguage language) {
    Collector collector(language);
    collector.add(title, title.size(), title_frequency);
    collector.add(body, story_lead_words, body_frequency);
    return collector.take();
}

}  // namespace broadsheet::feeds
