#include "daemon/page_number.hpp"

#include <charconv>

namespace broadsheet {

Result<unsigned> page_number(const http::HttpRequest& request) {
    const auto text = request.parameter("page");
    if (!text) return 1U;
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number == 0 || number > 1'000'000)
        return fail(ErrorCode::invalid, "the parameter page must be a number from 1 to 1000000");
    return number;
}

}  // namespace broadsheet
