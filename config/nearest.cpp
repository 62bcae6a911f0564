#include "config/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace broadsheet::config {
namespace {

constexpr std::size_t longest_word = 64;

char plain(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

/// Insertions, deletions, replacements and swaps of neighbours that make one word of the other; case and the kind of
/// dash do not count.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = plain(a[i - 1]) == plain(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && plain(a[i - 1]) == plain(b[j - 2]) && plain(a[i - 2]) == plain(b[j - 1]))
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    if (word.empty() || word.size() > longest_word) return {};
    std::size_t best = std::max<std::size_t>(2, word.size() / 3 + 1);
    std::string result;
    for (const auto& candidate : known) {
        if (candidate.size() > longest_word) continue;
        const std::size_t steps = distance(word, candidate);
        if (steps < best && steps < candidate.size()) {
            best = steps;
            result = candidate;
        }
    }
    return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    const std::string candidate = nearest(word, known);
    return candidate.empty() ? "" : "; did you mean \"" + candidate + "\"?";
}

}  // namespace broadsheet::config
