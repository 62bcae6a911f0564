#pragma once
// Method and path → handler. HEAD is answered by GET's handler (the server leaves out the body), unknown paths are 404,
// known ones with another method 405 with Allow. Built once, read only afterwards; net thread.

#include "daemon/http/server.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::http {

/// What the pattern's {names} stood for, in order.
using PathArguments = std::vector<std::string>;
using RouteHandler = std::function<awaitable<HttpResponse>(const HttpRequest&, const PathArguments&)>;

class Router {
public:
    /// `pattern` is a path whose segments may hold one {name} each, with fixed text around it: "/{section}.atom".
    /// Literal text wins over {names}; among the rest the longer fixed text.
    void add(std::string method, std::string pattern, RouteHandler handler);

    /// 404 and 405 included. The router must outlive the awaitable.
    [[nodiscard]] awaitable<HttpResponse> route(const HttpRequest& request) const;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        RouteHandler handler;
    };
    std::vector<Route> routes_;
};

}  // namespace broadsheet::http
