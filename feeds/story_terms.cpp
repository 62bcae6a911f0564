#include "feeds/story_terms.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

/// Their hashes, found in a step or two.
class StopWords {
public:
    constexpr StopWords() {
        for (const auto word : stop_words) {
            std::size_t place = word_hash(word) % slots;
            while (hashes_[place] != 0) place = (place + 1) % slots;
            hashes_[place] = word_hash(word);
        }
    }
    [[nodiscard]] constexpr bool has(std::uint64_t hash) const {
        std::size_t place = hash % slots;
        while (hashes_[place] != 0 && hashes_[place] != hash) place = (place + 1) % slots;
        return hashes_[place] == hash;
    }

private:
    static constexpr std::size_t slots = 1'024;
    std::array<std::uint64_t, slots> hashes_{};
};

constexpr StopWords stops;
static_assert(stops.has(word_hash("yesterday")) && !stops.has(word_hash("quake")));

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
    /// At most so many words will be added, from so many bytes.
    Collector(TermLanguage language, std::size_t words, std::size_t bytes) : language_(language) {
        constexpr std::size_t bytes_a_word = 6;  // with its blank
        words = std::min(words, bytes / bytes_a_word);
        terms_.reserve(words);
        letters_.reserve(words * bytes_a_word);
    }

    void add(std::string_view text, std::size_t limit, std::uint32_t frequency) {
        read_words(text, limit, [&](const FoldedWord& word) { add(word, frequency); });
    }

    StoryTerms take() {
        std::sort(terms_.begin(), terms_.end(), [](const StoryTerm& a, const StoryTerm& b) { return a.hash < b.hash; });
        std::size_t count = 0;
        for (const StoryTerm& term : terms_) {
            if (count > 0 && terms_[count - 1].hash == term.hash)
                terms_[count - 1].frequency += term.frequency;
            else
                terms_[count++] = term;
        }
        terms_.resize(count);
        return {std::move(terms_), std::move(letters_)};
    }

private:
    void add(const FoldedWord& word, std::uint32_t frequency) {
        if (!word.pair && word.text.size() < 2) return;
        if (word.pair || language_ != TermLanguage::english) return keep(word.text, word.hash, frequency);
        if (stops.has(word.hash)) return;
        stem_ = word.text;
        stem(stem_);
        keep(stem_, stem_ == word.text ? word.hash : word_hash(stem_), frequency);
    }
    void keep(std::string_view text, std::uint64_t hash, std::uint32_t frequency) {
        terms_.push_back(
            {hash, frequency, static_cast<std::uint32_t>(letters_.size()), static_cast<std::uint32_t>(text.size())});
        letters_ += text;
    }

    TermLanguage language_;
    std::vector<StoryTerm> terms_;
    std::string letters_;
    std::string stem_;  // kept for its memory
};

}  // namespace

TermLanguage term_language(std::string_view tag) {
    const auto primary = tag.substr(0, tag.find_first_of("-_"));
    return primary.empty() || primary == "en" || primary == "EN" || primary == "En" ? TermLanguage::english
                                                                                    : TermLanguage::other;
}

void stem(std::string& word) {
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
}

StoryTerms::StoryTerms(std::vector<StoryTerm> terms, std::string letters)
    : terms_(std::move(terms)), letters_(std::move(letters)) {}

const StoryTerm* StoryTerms::find(std::uint64_t hash) const {
    const auto found = std::lower_bound(terms_.begin(), terms_.end(), hash,
                                        [](const StoryTerm& term, std::uint64_t value) { return term.hash < value; });
    return found != terms_.end() && found->hash == hash ? &*found : nullptr;
}

StoryTerms story_terms(std::string_view title, std::size_t title_words, std::string_view text, TermLanguage language) {
    Collector collector(language, title_words + story_lead_words, title.size() + text.size());
    collector.add(title, title_words, title_frequency);
    collector.add(text, story_lead_words, body_frequency);
    return collector.take();
}

}  // namespace broadsheet::feeds
