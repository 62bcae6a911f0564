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
    // As many clients may send it at once as there are connections.
    constexpr std::size_t little = 4UL * 1024;
    constexpr std::size_t in_vain = 128UL * 1024;  // lest a hub whose time is over hears of nothing but its size
    constexpr std::string_view callbacks = "/websub/";
    if (subscriber_ == nullptr || request.method != "POST" || !request.path.starts_with(callbacks)) return little;
    return std::max(in_vain, subscriber_->largest_delivery(request.path.substr(callbacks.size())));
}

}  // namespace broadsheet
