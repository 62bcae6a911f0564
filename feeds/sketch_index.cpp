#include "feeds/sketch_index.hpp"

#include "feeds/place_in.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace broadsheet::feeds {

SketchIndex::SketchIndex(std::uint32_t most)
    : most_(most), known_(std::make_unique<Known>()), table_(SlotShingle{known_.get()}) {}

void SketchIndex::add(std::uint32_t article, SketchView sketch) {
    if (article >= most_articles) return;
    keep(article, sketch);
    for (std::size_t place = 0; place < sketch.shingles.size(); ++place) index(article, place);
}

void SketchIndex::keep(std::uint32_t article, SketchView sketch) {
    if (article >= known_->sketches.size()) known_->sketches.resize(article + std::size_t{1});
    known_->sketches[article] = PackedSketch(sketch);
}

void SketchIndex::restore(std::uint32_t article, SketchView sketch) {
    if (article < most_articles) keep(article, sketch);
}

namespace {

/// That are different: entries are sorted and have them in their upper halves.
std::size_t count_shingles(std::span<const std::uint64_t> entries) {
    std::size_t count = entries.empty() ? 0 : 1;
    for (std::size_t i = 1; i < entries.size(); ++i)
        if (entries[i] >> 32 != entries[i - 1] >> 32) ++count;
    return count;
}

}  // namespace

/// Sorts what the table would be asked for one by one: shingles with their places, a quarter of them at a time.
void SketchIndex::restored() {
    constexpr std::size_t buckets = 1U << 16;
    constexpr std::size_t slice = buckets / 4;
    const auto bucket_of = [](std::uint32_t shingle) { return shingle >> 16; };
    const auto& sketches = known_->sketches;
    std::vector<std::uint32_t> counts(buckets);
    for (const PackedSketch& sketch : sketches)
        for (const std::uint32_t shingle : sketch.view().shingles) ++counts[bucket_of(shingle)];
    std::vector<std::size_t> done(sketches.size());
    std::vector<std::uint64_t> entries;
    std::vector<std::uint32_t> ends(buckets);
    for (std::size_t first = 0; first < buckets; first += slice) {
        const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(first);
        std::exclusive_scan(begin, begin + slice, ends.begin() + static_cast<std::ptrdiff_t>(first), 0U);
        entries.resize(ends[first + slice - 1] + counts[first + slice - 1]);
        for (std::uint32_t article = 0; article < sketches.size(); ++article) {
            const auto shingles = sketches[article].view().shingles;
            for (auto& place = done[article]; place < shingles.size(); ++place) {
                const auto bucket = bucket_of(shingles[place]);
                if (bucket >= first + slice) break;
                entries[ends[bucket]++] =
                    std::uint64_t{shingles[place]} << 32 | article << place_bits | std::min(place, most_places - 1);
            }
        }
        for (std::size_t bucket = first; bucket < first + slice; ++bucket)
            std::sort(entries.begin() + (ends[bucket] - counts[bucket]), entries.begin() + ends[bucket]);
        if (first == 0) table_.reserve(count_shingles(entries) * (buckets / slice));
        index_sorted(entries);
    }
}

/// Shingles in the upper halves, what slots say of them in the lower.
void SketchIndex::index_sorted(std::span<const std::uint64_t> entries) {
    for (auto left = entries; !left.empty();) {
        const auto other = std::find_if(left.begin(), left.end(),
                                        [&](std::uint64_t entry) { return entry >> 32 != left.front() >> 32; });
        const auto alike = left.first(static_cast<std::size_t>(other - left.begin()));
        index_alike(alike);
        left = left.subspan(alike.size());
    }
}

/// All articles with one shingle, each with it in the upper half.
void SketchIndex::index_alike(std::span<const std::uint64_t> alike) {
    const auto shingle = static_cast<std::uint32_t>(alike.front() >> 32);
    const auto only = static_cast<Slot>(alike.front());
    if (alike.size() == 1 && known_->sketches[only >> place_bits].shingle(only & (most_places - 1)) == shingle)
        return table_.insert(only);
    const Slot slot = new_list(shingle);
    Sharing& list = list_of(slot);
    list.count = static_cast<std::uint32_t>(alike.size());
    if (list.count <= most_) {
        std::vector<std::uint32_t> articles(alike.size());
        std::transform(alike.begin(), alike.end(), articles.begin(),
                       [](std::uint64_t entry) { return static_cast<Slot>(entry) >> place_bits; });
        pool_.assign(list.articles, articles);
    }
    table_.insert(slot);
}

void SketchIndex::remove(std::uint32_t article) {
    if (article >= known_->sketches.size()) return;
    for (const std::uint32_t shingle : known_->sketches[article].view().shingles) unindex(shingle, article);
    known_->sketches[article] = {};
}

SketchView SketchIndex::sketch(std::uint32_t article) const {
    return article < known_->sketches.size() ? known_->sketches[article].view() : SketchView({});
}

std::span<const std::uint32_t> SketchIndex::having(std::uint32_t shingle) {
    const Slot* const found = table_.find(shingle);
    if (found == nullptr) return {};
    if (is_unnamed(shingle)) name_again();
    if ((*found & listed) != 0) return pool_.numbers(list_of(*found).articles);
    only_ = *found >> place_bits;
    return {&only_, 1};
}

void SketchIndex::index(std::uint32_t article, std::size_t place) {
    const std::uint32_t shingle = known_->sketches[article].shingle(place);
    Slot* const found = table_.find(shingle);
    if (found == nullptr && place < most_places) return table_.insert(article << place_bits | static_cast<Slot>(place));
    Slot slot = 0;
    if (found == nullptr) {
        slot = new_list(shingle);
        table_.insert(slot);
    } else if ((*found & listed) == 0) {
        slot = new_list(shingle);
        push(list_of(slot), std::exchange(*found, slot) >> place_bits);
    } else {
        slot = *found;
    }
    push(list_of(slot), article);
}

void SketchIndex::push(Sharing& list, std::uint32_t article) {
    if (++list.count > most_) {
        pool_.clear(list.articles);
        unnamed_.erase(list.shingle);
    } else if (!is_unnamed(list.shingle)) {
        pool_.push(list.articles, article);
    }
}

void SketchIndex::unindex(std::uint32_t shingle, std::uint32_t article) {
    const Slot* const found = table_.find(shingle);
    if (found == nullptr) return;
    if ((*found & listed) != 0) {
        const std::uint32_t number = *found & ~listed;
        Sharing& list = known_->lists[number];
        pool_.erase(list.articles, [article](std::uint32_t other) { return other == article; });
        if (--list.count == most_) unnamed_.insert(shingle);
        if (list.count > 0) return;
        unnamed_.erase(shingle);
        free_lists_.push_back(number);
    }
    table_.erase(shingle);
}

/// What ceases to be boilerplate does so by the hour, as articles leave, and few of it is asked for: all of it is
/// looked for in all sketches at once.
void SketchIndex::name_again() {
    constexpr unsigned shift = 20;  // the upper bits: the lower ones of a sampled shingle are all zero
    std::array<bool, (1U << (32 - shift))> maybe{};
    for (const std::uint32_t shingle : unnamed_) maybe[shingle >> shift] = true;
    for (std::uint32_t article = 0; article < known_->sketches.size(); ++article)
        for (const std::uint32_t shingle : known_->sketches[article].view().shingles)
            if (maybe[shingle >> shift] && unnamed_.contains(shingle))
                pool_.push(list_of(*table_.find(shingle)).articles, article);
    unnamed_.clear();
}

SketchIndex::Slot SketchIndex::new_list(std::uint32_t shingle) {
    const std::uint32_t number = place_in(known_->lists, free_lists_);
    known_->lists[number].shingle = shingle;
    return number | listed;
}

}  // namespace broadsheet::feeds
