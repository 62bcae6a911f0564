// /websub/…: what hubs call.

#include "daemon/routes.hpp"
#include "daemon/websub_subscriber.hpp"

namespace broadsheet {

void Routes::add_websub_routes(WebSubSubscriber& subscriber) {
    using http::HttpRequest;
    using http::PathArguments;
    router_.add("GET", "/websub/{token}", [&subscriber](const HttpRequest& request, const PathArguments& path) {
        return subscriber.confirm(path.front(), request);
    });
    router_.add("POST", "/websub/{token}", [&subscriber](const HttpRequest& request, const PathArguments& path) {
        return subscriber.deliver(path.front(), request);
    });
}

}  // namespace broadsheet
