#include "feeds/sketch_index.hpp"

#include <algorithm>
#include <utility>

namespace broadsheet::feeds {

SketchIndex::SketchIndex() : pool_(std::make_unique<Pool>()), table_(0, Hash{pool_.get()}, Equal{pool_.get()}) {}

void SketchIndex::add(std::uint32_t article, Sketch sketch) {
    if (article >= most_articles) return;
    const std::size_t count = sketch.shingles.size();
    if (table_.size() + count > table_.max_load()) grow(count);
    if (article >= pool_->sketches.size()) pool_->sketches.resize(article + std::size_t{1});
    pool_->sketches[article] = std::move(sketch);
    for (std::size_t place = 0; place < count; ++place) index(article, place);
}

void SketchIndex::remove(std::uint32_t article) {
    if (article >= pool_->sketches.size()) return;
    for (const std::uint32_t shingle : pool_->sketches[article].shingles) unindex(shingle, article);
    pool_->sketches[article] = {};
}

const Sketch& SketchIndex::sketch(std::uint32_t article) const {
    static const Sketch none;
    return article < pool_->sketches.size() ? pool_->sketches[article] : none;
}

void SketchIndex::index(std::uint32_t article, std::size_t place) {
    const std::uint32_t shingle = pool_->sketches[article].shingles[place];
    const auto found = table_.find(Shingle{shingle});
    if (found == table_.end() && place < most_places) {
        table_.insert(article << place_bits | static_cast<Slot>(place));
        return;
    }
    Slot slot = 0;
    if (found == table_.end() || (*found & listed) == 0) {
        slot = new_list(shingle);
        if (found != table_.end()) {
            pool_->lists[slot & ~listed].articles.push(*found >> place_bits);
            table_.erase(found);
        }
        table_.insert(slot);
    } else {
        slot = *found;
    }
    pool_->lists[slot & ~listed].articles.push(article);
}

void SketchIndex::unindex(std::uint32_t shingle, std::uint32_t article) {
    const auto found = table_.find(Shingle{shingle});
    if (found == table_.end()) return;
    if ((*found & listed) != 0) {
        const std::uint32_t number = *found & ~listed;
        auto& articles = pool_->lists[number].articles;
        articles.erase([article](std::uint32_t other) { return other == article; });
        if (articles.size() > 0) return;
        free_lists_.push_back(number);
    }
    table_.erase(found);
}

SketchIndex::Slot SketchIndex::new_list(std::uint32_t shingle) {
    std::uint32_t number = 0;
    if (free_lists_.empty()) {
        number = static_cast<std::uint32_t>(pool_->lists.size());
        pool_->lists.emplace_back();
    } else {
        number = free_lists_.back();
        free_lists_.pop_back();
    }
    pool_->lists[number].shingle = shingle;
    return number | listed;
}

/// Builds the table anew from what it stands for, so that the old one is gone before the larger one is there, and the
/// sketches are read in order.
void SketchIndex::grow(std::size_t more) {
    const std::size_t size = table_.size() + more;
    table_ = Table(0, Hash{pool_.get()}, Equal{pool_.get()});
    table_.reserve(size + size / 4);
    for (std::uint32_t number = 0; number < pool_->lists.size(); ++number)
        if (pool_->lists[number].articles.size() > 0) table_.insert(number | listed);
    for (std::uint32_t article = 0; article < pool_->sketches.size(); ++article) {
        const std::size_t places = std::min(pool_->sketches[article].shingles.size(), most_places);
        for (std::size_t place = 0; place < places; ++place)
            table_.insert(article << place_bits | static_cast<Slot>(place));
    }
}

}  // namespace broadsheet::feeds
