#include "config/load.hpp"
namespace broadsheet::config {
bool Loaded::ok() const { return problems.empty(); }
Loaded load_config(const std::string&) { return {}; }
std::string format_problem(const std::string&, const Problem& p) { return p.message; }
}
