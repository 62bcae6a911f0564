#include "daemon/event_json.hpp"

#include "feeds/time.hpp"

#include <boost/json.hpp>

namespace broadsheet {

boost::json::array event_json(const std::vector<store::EventRecord>& events, store::FeedId feed) {
    boost::json::array list;
    for (const auto& [owner, event] : events) {
        if (owner != feed) continue;
        list.push_back(boost::json::object{
            {"time", feeds::to_rfc3339(event.time)}, {"kind", event.kind}, {"detail", event.detail}});
    }
    return list;
}

}  // namespace broadsheet
