#include "daemon/cli/config_file.hpp"

#include "daemon/cli/console.hpp"
#include "feeds/rules.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace broadsheet::cli {
namespace {

constexpr std::size_t problems_shown = 20;

}  // namespace

std::string problem_lines(const std::string& path, const std::vector<config::Problem>& problems) {
    std::string lines;
    const std::size_t shown = std::min(problems.size(), problems_shown);
    for (std::size_t i = 0; i < shown; ++i) lines += printable(config::format_problem(path, problems[i])) + "\n";
    if (shown < problems.size()) {
        lines += printable(path) + ": and " + std::to_string(problems.size() - shown) + " more\n";
    }
    return lines;
}

config::Loaded load_config(const std::string& path) {
    return config::load_config(path, [](std::string_view text) -> std::string {
        const auto rule = feeds::Rule::compile(text);
        return rule ? "" : rule.error().detail();
    });
}

std::optional<config::Config> load_or_complain(const Common& common) {
    config::Loaded loaded = load_config(common.config_path);
    if (loaded.ok()) return std::move(loaded.config);
    std::erase_if(loaded.problems, [](const config::Problem& problem) { return problem.warning; });
    std::fputs(problem_lines(common.config_path, loaded.problems).c_str(), stderr);
    complain("the config " + common.config_path + " has faults, listed above; nothing was done");
    return std::nullopt;
}

}  // namespace broadsheet::cli
