// Any HTML: what is made of it is safe to an HTML parser, and so is what is made of that; of simple HTML nothing more
// is to be made. (HTML itself does not promise as much: formatting elements that cross tables move at each reading.)
#include "feeds/html.hpp"
#include "feeds/utf8.hpp"
#include "tests/support/html_danger.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void complain(const char* what, std::string_view detail) {
    std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(detail.size()), detail.data());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace broadsheet::feeds;
    const auto html = scrub_utf8({reinterpret_cast<const char*>(data), size});
    for (const std::string_view base : {"", "https://example.org/a/b"}) {
        const auto once = sanitise_html(html, base);
        if (const auto danger = broadsheet::html_danger(once); !danger.empty()) complain(danger.c_str(), once);
        const auto simple = sanitise_simple_html(html, base);
        if (simple && *simple != sanitise_by_tree(html, base))
            complain("simple is not by tree", *simple + "\n---\n" + sanitise_by_tree(html, base));
        const auto twice = sanitise_html(once, base);
        if (simple && twice != once) complain("not idempotent", once + "\n---\n" + twice);
        if (const auto danger = broadsheet::html_danger(twice); !danger.empty()) complain(danger.c_str(), twice);
    }
    if (const auto text = html_to_text(html); valid_xml_prefix(text) != text.size()) complain("no UTF-8", text);
    return 0;
}
