// `broadsheet render`: one merged feed from the store to standard output.

#include "feeds/render.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/stored.hpp"
#include "daemon/cli/version.hpp"
#include "daemon/views.hpp"

#include <iostream>

namespace broadsheet::cli {
namespace {

feeds::OutputFormat format_of(const std::string& name) {
    for (const auto format : {feeds::OutputFormat::atom, feeds::OutputFormat::rss})
        if (name == feeds::suffix(format)) return format;
    return feeds::OutputFormat::json;
}

Result<std::string> render(const config::Config& config, const RenderOptions& options) {
    const ViewContext context(config, program_version());
    const bool all = options.section == everything;
    if (!all && context.section(options.section) == nullptr)
        return fail(ErrorCode::not_found, "the config has no section \"" + options.section + "\"");
    const auto stored = open_stored(config);
    if (!stored) return stored.error();
    const auto page = (*stored)->page({all ? std::string() : options.section, context.limit, options.page});
    if (!page) return page.error();
    if (options.page > page_count(page->total, context.limit))
        return fail(ErrorCode::not_found, "there is no page " + std::to_string(options.page) + ": the last is " +
                                              std::to_string(page_count(page->total, context.limit)));
    auto feed = feed_view(options.section, *page, options.page, context);
    list_sources(feed);
    return feeds::render(feed, format_of(options.format));
}

}  // namespace

int run_render(const Common& common, const RenderOptions& options) {
    const auto config = load_or_complain(common);
    if (!config) return 1;
    const auto text = render(*config, options);
    if (!text) return complain(text.error().detail());
    std::cout << *text;
    return 0;
}

}  // namespace broadsheet::cli
