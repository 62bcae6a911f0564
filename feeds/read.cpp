#include "feeds/read.hpp"

#include "feeds/detect.hpp"
#include "feeds/encoding.hpp"
#include "feeds/normalise.hpp"
#include "feeds/parse_context.hpp"
#include "feeds/parse_json_feed.hpp"
#include "feeds/url.hpp"
#include "feeds/xml_tree.hpp"

#include <iterator>

namespace broadsheet::feeds {

namespace {

std::string base_of(const DocumentContext& context) {
    if (context.content_location.empty()) return context.url;
    return resolve_url(context.content_location, context.url).value_or(context.url);
}

std::string kind_of(std::string_view text, const XmlTree& tree) {
    auto page = page_kind(text);
    return page.empty() ? kind_of_tree(tree) : page;
}

Result<void> read_xml(std::string_view text, const DocumentContext& context, const ReadLimits& limits, XmlTree& tree,
                      ParsedFeed& parsed) {
    if (auto kind = other_kind(text); !kind.empty()) return fail(ErrorCode::invalid, "not a feed: " + kind);
    if (auto done = tree.read(text, limits.max_heap); !done) return done.error();
    auto root = find_root(tree);
    if (const auto buried = root.format == Format::none ? find_buried_root(tree) : 0; buried != 0) {
        // As if nothing were around it: tags that junk left open must not be mistaken for the feed's.
        if (auto done = tree.read(text, limits.max_heap, tree.node(buried).begin - 1); !done) return done.error();
        root = find_root(tree);
    }
    ParseContext parse(tree, base_of(context), limits.max_entries, parsed);
    switch (root.format) {
        case Format::rss: parse_rss(parse, root.id); break;
        case Format::rdf: parse_rdf(parse, root.id); break;
        case Format::atom: parse_atom(parse, root.id); break;
        case Format::cdf: parse_cdf(parse, root.id); break;
        case Format::none: return fail(ErrorCode::invalid, "not a feed: " + kind_of(text, tree));
    }
    return {};
}

/// Line ends as XML 1.0 §2.11 has them.
std::string_view with_plain_line_ends(std::string_view text, std::string& storage) {
    if (text.find('\r') == std::string_view::npos) return text;
    std::string plain;
    plain.reserve(text.size());
    for (auto end = text.find('\r'); end != std::string_view::npos; end = text.find('\r')) {
        plain += text.substr(0, end);
        text.remove_prefix(end + 1);
        if (!text.starts_with('\n')) plain += '\n';
    }
    plain += text;
    storage = std::move(plain);
    return storage;
}

}  // namespace

Result<Feed> read_feed(std::string_view bytes, const DocumentContext& context, const ReadLimits& limits) {
    if (const auto kind = binary_kind(bytes); !kind.empty())
        return fail(ErrorCode::invalid, "not a feed: " + std::string(kind));
    std::string storage;
    auto decoded = decode_text(bytes, context.content_type, storage);
    ParsedFeed parsed;
    bool cut_short = false;
    std::vector<std::string> faults = std::move(decoded.faults);
    if (looks_like_json(decoded.text)) {
        parsed.bases[0] = base_of(context);
        auto repairs = parse_json_feed(decoded.text, limits.max_heap, limits.max_entries, parsed);
        if (!repairs) return fail(repairs.error().code(), "not a feed: " + repairs.error().detail());
        cut_short = repairs->cut_short;
        std::move(repairs->faults.begin(), repairs->faults.end(), std::back_inserter(faults));
    } else {
        // Scratch memory and nothing else: fresh pages cost more than the parsing of what is written on them.
        thread_local XmlTree tree;
        auto done = read_xml(with_plain_line_ends(decoded.text, storage), context, limits, tree, parsed);
        auto warnings = tree.warnings();
        cut_short = tree.is_cut_short();
        tree.clear();
        if (!done) return done.error();
        std::move(warnings.begin(), warnings.end(), std::back_inserter(faults));
    }
    if (parsed.language.empty()) parsed.language = context.content_language;
    auto feed = normalise(std::move(parsed), context);
    feed.well_formed = faults.empty();
    feed.cut_short = cut_short;
    feed.encoding = decoded.encoding;
    feed.warnings.insert(feed.warnings.begin(), std::make_move_iterator(faults.begin()),
                         std::make_move_iterator(faults.end()));
    return feed;
}

}  // namespace broadsheet::feeds
