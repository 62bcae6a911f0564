// Any bytes for a date: what is one lies within four digits of years and survives being written and read again.
#include "feeds/time.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace broadsheet::feeds;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_http_date(text);
    const auto date = parse_date(text);
    if (!date) return 0;
    const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*date)).year();
    if (year < std::chrono::year(0) || year > std::chrono::year(10'000)) std::abort();
    if (year < std::chrono::year(1) || year > std::chrono::year(9999)) return 0;
    if (parse_date(to_rfc3339(*date)) != date || parse_http_date(to_rfc822(*date)) != date) std::abort();
    return 0;
}
