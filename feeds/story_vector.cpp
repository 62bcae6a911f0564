#include "feeds/story_vector.hpp"

#include "feeds/fixed_point.hpp"

#include <algorithm>

namespace broadsheet::feeds {

namespace {

bool before(const StorySum::Entry& entry, std::uint32_t term) {
    return entry.term < term;
}

}  // namespace

void StorySum::add(const StoryVector& vector) {
    std::vector<Entry> fresh;
    auto entry = entries_.begin();
    for (const std::uint32_t packed : vector) {
        const auto added = static_cast<std::int64_t>(weight_of(packed));
        square_ += added * added;
        entry = std::lower_bound(entry, entries_.end(), term_of(packed), before);
        if (entry != entries_.end() && entry->term == term_of(packed)) {
            square_ += 2 * added * entry->weight;
            entry->weight += weight_of(packed);
        } else {
            fresh.push_back({term_of(packed), weight_of(packed)});
        }
    }
    insert(fresh);
}

/// Terms that are not there yet, in ascending order.
void StorySum::insert(const std::vector<Entry>& fresh) {
    if (fresh.empty()) return;
    std::size_t left = entries_.size();
    entries_.resize(left + fresh.size());
    auto place = entries_.rbegin();
    for (auto added = fresh.rbegin(); added != fresh.rend(); *place++ = *added++)
        while (left > 0 && entries_[left - 1].term > added->term) *place++ = entries_[--left];
}

void StorySum::subtract(const StoryVector& vector) {
    for (const std::uint32_t packed : vector) {
        const auto entry = std::lower_bound(entries_.begin(), entries_.end(), term_of(packed), before);
        const auto taken = static_cast<std::int64_t>(weight_of(packed));
        square_ -= 2 * taken * entry->weight - taken * taken;
        entry->weight -= weight_of(packed);
    }
    std::erase_if(entries_, [](const Entry& entry) { return entry.weight == 0; });
}

void StorySum::add(const StorySum& other) {
    square_ += other.square_ + 2 * dot(other);
    std::vector<Entry> sum;
    sum.reserve(entries_.size() + other.entries_.size());
    auto entry = entries_.begin();
    for (Entry added : other.entries_) {
        while (entry != entries_.end() && entry->term < added.term) sum.push_back(*entry++);
        if (entry != entries_.end() && entry->term == added.term) added.weight += entry++->weight;
        sum.push_back(added);
    }
    sum.insert(sum.end(), entry, entries_.end());
    entries_ = std::move(sum);
}

std::int64_t StorySum::dot(const StoryVector& vector) const {
    std::int64_t sum = 0;
    auto entry = entries_.begin();
    for (const std::uint32_t packed : vector) {
        entry = std::lower_bound(entry, entries_.end(), term_of(packed), before);
        if (entry == entries_.end()) break;
        if (entry->term == term_of(packed)) sum += static_cast<std::int64_t>(entry->weight) * weight_of(packed);
    }
    return sum;
}

std::size_t StorySum::common_terms(const StoryVector& vector) const {
    return static_cast<std::size_t>(std::count_if(
        vector.begin(), vector.end(), [this](std::uint32_t packed) { return weight(term_of(packed)) != 0; }));
}

std::int64_t StorySum::dot(const StorySum& other) const {
    if (other.entries_.size() < entries_.size()) return other.dot(*this);
    std::int64_t sum = 0;
    auto entry = other.entries_.begin();
    for (const Entry& mine : entries_) {
        entry = std::lower_bound(entry, other.entries_.end(), mine.term, before);
        if (entry == other.entries_.end()) break;
        if (entry->term == mine.term) sum += static_cast<std::int64_t>(entry->weight) * mine.weight;
    }
    return sum;
}

std::uint32_t StorySum::weight(std::uint32_t term) const {
    const auto entry = std::lower_bound(entries_.begin(), entries_.end(), term, before);
    return entry != entries_.end() && entry->term == term ? entry->weight : 0;
}

void SpreadVector::set(const StoryVector& vector, std::size_t terms) {
    for (const std::uint32_t packed : vector_) weights_[term_of(packed)] = 0;
    weights_.resize(std::max(terms, weights_.size()));
    vector_ = vector;
    for (const std::uint32_t packed : vector_) weights_[term_of(packed)] = static_cast<std::uint8_t>(packed);
}

std::int64_t SpreadVector::dot(const StoryVector& other) const {
    std::uint32_t sum = 0;
    for (const std::uint32_t packed : other) sum += weights_[term_of(packed)] * weight_of(packed);
    return sum;
}

std::int64_t cosine_q16(std::int64_t dot, std::int64_t square_a, std::int64_t square_b) {
    // Roots in Q8, so that the shortest vectors lose nothing by rounding.
    const std::uint64_t a = integer_root(static_cast<std::uint64_t>(square_a) << 16);
    const std::uint64_t b = integer_root(static_cast<std::uint64_t>(square_b) << 16);
    const auto length = static_cast<std::int64_t>((a * b) >> 16);
    return length == 0 ? 0 : (dot << 16) / length;
}

}  // namespace broadsheet::feeds
