#pragma once
// JSON whose writer got its strings or its end wrong, made readable. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::feeds {

struct MendedJson {
    std::string text;
    std::vector<std::string> faults;  ///< each kind once, with its first line; none: nothing was mended
    bool cut_short = false;
};

/// Strings that hold what none may hold are rewritten. A document that ends too soon is closed behind its last item,
/// or member, that is complete. Whatever else is wrong stays so: the result need not be JSON.
[[nodiscard]] MendedJson mended_json(std::string_view text);

}  // namespace broadsheet::feeds
