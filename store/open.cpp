#include "store/sqlite/store.hpp"
#include "store/store.hpp"

namespace broadsheet::store {

Result<std::unique_ptr<Store>> open_store(const std::string& url, OpenMode mode) {
    if (const std::size_t end = url.find("://"); end != std::string::npos) {
        return fail(ErrorCode::unsupported, "store " + url + ": no engine for \"" + url.substr(0, end) +
                                                "\" in this program; give the path of a file");
    }
    return sqlite::open_file(url, mode);
}

}  // namespace broadsheet::store
