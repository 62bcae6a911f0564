#pragma once
// The paging parameter of addresses. Pure; any thread.

#include "daemon/http/message.hpp"
#include "feeds/result.hpp"

namespace broadsheet {

/// `?page=N` from 1 on; 1 where there is none. invalid: the detail names the parameter.
[[nodiscard]] Result<unsigned> page_number(const http::HttpRequest& request);

}  // namespace broadsheet
