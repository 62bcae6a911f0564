#include "feeds/result.hpp"

namespace broadsheet {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::not_found: return "not_found";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::invalid: return "invalid";
        case ErrorCode::unsupported: return "unsupported";
        case ErrorCode::too_large: return "too_large";
        case ErrorCode::timeout: return "timeout";
        case ErrorCode::unreachable: return "unreachable";
        case ErrorCode::refused: return "refused";
        case ErrorCode::unavailable: return "unavailable";
        case ErrorCode::exhausted: return "exhausted";
        case ErrorCode::corrupt: return "corrupt";
        case ErrorCode::cancelled: return "cancelled";
        case ErrorCode::internal: return "internal";
    }
    return "internal";
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*where*/) {
    throw ErrorException(error);
}

}  // namespace broadsheet
