#include "config/section_id.hpp"

#include <algorithm>
#include <array>

namespace broadsheet::config {
namespace {

constexpr std::size_t longest_id = 64;
constexpr std::array<std::string_view, 19> addresses{
    "all",    "api",    "archive", "article", "articles", "events",  "favicon", "healthz", "hub",   "metrics",
    "readyz", "robots", "search",  "section", "sections", "sources", "status",  "style",   "websub"};

}  // namespace

std::string section_id_fault(std::string_view id) {
    constexpr std::string_view mend = "; the id is the section's address: 1 to 64 of a-z, 0-9 and '-'";
    const bool good = std::all_of(id.begin(), id.end(),
                                  [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (!good || id.empty() || id.size() > longest_id) return "is no section id" + std::string(mend);
    if (std::find(addresses.begin(), addresses.end(), id) != addresses.end())
        return "cannot be a section: /" + std::string(id) + " is an address of the daemon's own; choose another id";
    return {};
}

}  // namespace broadsheet::config
