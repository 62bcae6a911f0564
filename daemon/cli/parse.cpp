// `broadsheet parse`: one feed document, from a file or standard input, as JSON Feed.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/input.hpp"
#include "feeds/ascii.hpp"
#include "feeds/parsed_json.hpp"
#include "feeds/read.hpp"

#include <iostream>

namespace broadsheet::cli {

namespace {

/// False when the line is no "Name: value".
bool apply_header(const std::string& line, feeds::DocumentContext& context) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || colon == 0) return false;
    const auto name = std::string_view(line).substr(0, colon);
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    const auto value = begin == std::string::npos ? std::string() : line.substr(begin);
    if (feeds::equals_ignoring_case(name, "Content-Type")) context.content_type = value;
    if (feeds::equals_ignoring_case(name, "Content-Location")) context.content_location = value;
    if (feeds::equals_ignoring_case(name, "Content-Language")) context.content_language = value;
    return true;
}

}  // namespace

int run_parse(const Common& /*common*/, const ParseOptions& options) {
    feeds::DocumentContext context;
    for (const auto& header : options.headers)
        if (!apply_header(header, context)) {
            complain("--header takes 'Name: value', not '" + header + "'");
            return 2;
        }
    context.url = options.url;
    if (!options.content_type.empty()) context.content_type = options.content_type;
    context.sanitise = !options.raw;
    auto bytes = read_input(options.file);
    if (!bytes) return complain(bytes.error().detail());
    const auto feed = feeds::read_feed(*bytes, context);
    if (!feed) return complain(name_of_input(options.file) + ": " + feed.error().detail());
    bytes = std::string();  // it may be large, and so may be what is printed
    feeds::write_parsed_json(*feed, [](std::string_view piece) { std::cout << piece; });
    std::cout << '\n';
    return flush_output() ? 0 : 1;
}

}  // namespace broadsheet::cli
