// /websub/…: what hubs call.

#include "daemon/routes.hpp"
#include "daemon/websub_subscriber.hpp"

#include <algorithm>

namespace broadsheet {

void Routes::add_websub_routes(WebSubSubscriber& subscriber) {
    using http::HttpRequest;
    using http::PathArguments;
    subscriber_ = &subscriber;
    router_.add("GET", "/websub/{token}", [&subscriber](const HttpRequest& request, const PathArguments& path) {
        return subscriber.confirm(path.front(), request);
    });
    router_.add("POST", "/websub/{token}", [&subscriber](const HttpRequest& request, const PathArguments& path) {
        return subscriber.deliver(path.front(), request);
    });
}

std::size_t Routes::body_limit(const http::HttpRequest& request) const {
    constexpr std::size_t little = 4UL * 1024;  // as many clients may send it at once as there are connections
    constexpr std::string_view callbacks = "/websub/";
    if (subscriber_ == nullptr || request.method != "POST" || !request.path.starts_with(callbacks)) return little;
    return std::max(little, subscriber_->largest_delivery(request.path.substr(callbacks.size())));
}

}  // namespace broadsheet
