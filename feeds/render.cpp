#include "feeds/render.hpp"

namespace broadsheet::feeds {

std::string render(const OutputFeed& feed, OutputFormat format) {
    switch (format) {
        case OutputFormat::atom: return render_atom(feed);
        case OutputFormat::rss: return render_rss(feed);
        case OutputFormat::json: return render_json_feed(feed);
    }
    return {};
}

std::string_view media_type(OutputFormat format) {
    switch (format) {
        case OutputFormat::atom: return "application/atom+xml; charset=utf-8";
        case OutputFormat::rss: return "application/rss+xml; charset=utf-8";
        case OutputFormat::json: return "application/feed+json";
    }
    return {};
}

std::string_view suffix(OutputFormat format) {
    switch (format) {
        case OutputFormat::atom: return "atom";
        case OutputFormat::rss: return "rss";
        case OutputFormat::json: return "json";
    }
    return {};
}

}  // namespace broadsheet::feeds
