// `broadsheet check`: judges the config, and says nothing but "ok" of a good one.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "feeds/counted.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace broadsheet::cli {
namespace {

std::string as_json(const std::string& path, const config::Loaded& loaded) {
    boost::json::array problems;
    for (const config::Problem& problem : loaded.problems) {
        problems.push_back({{"file", path},
                            {"line", problem.position.line},
                            {"column", problem.position.column},
                            {"severity", problem.warning ? "warning" : "error"},
                            {"message", problem.message}});
    }
    return boost::json::serialize(boost::json::object{{"ok", loaded.ok()}, {"problems", problems}});
}

}  // namespace

int run_check(const Common& common) {
    config::Loaded loaded = load_config(common.config_path);
    config::check_secrets(loaded);
    if (common.json) {
        std::cout << as_json(common.config_path, loaded) << "\n";
        return loaded.ok() ? 0 : 1;
    }
    std::fputs(problem_lines(common.config_path, loaded.problems).c_str(), stderr);
    if (!loaded.ok()) return complain(common.config_path + " is refused: " + feeds::counted(loaded.faults(), "fault"));
    std::cout << "ok\n";
    return 0;
}

}  // namespace broadsheet::cli
