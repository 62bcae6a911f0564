#pragma once
// How often what readers see of each section has changed since the start: what cached documents are valid by. Net
// thread only.

#include "daemon/updates.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace broadsheet {

class SectionVersions final : public UpdateListener {
public:
    void articles_changed(const store::IngestReport& report) override { sections_changed(report.changed_sections); }

    /// By whatever it was; none of them: but what is not of a section, such as an article's page.
    void sections_changed(const std::vector<std::string>& sections) {
        ++all_;
        for (const auto& section : sections) ++versions_[section];
    }

    /// Something that reaches every document: the config. What is being rendered for another one is of an older
    /// version.
    void everything_changed() { ++epoch_; }

    [[nodiscard]] std::uint64_t all() const { return (epoch_ << 40) + all_; }
    [[nodiscard]] std::uint64_t of(const std::string& section) const {
        const auto found = versions_.find(section);
        return (epoch_ << 40) + (found == versions_.end() ? 0 : found->second);
    }

private:
    std::uint64_t epoch_ = 0;
    std::uint64_t all_ = 0;
    std::unordered_map<std::string, std::uint64_t> versions_;
};

}  // namespace broadsheet
