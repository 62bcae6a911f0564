#include "feeds/html_tree.hpp"

#include "feeds/html_limits.hpp"
#include "feeds/html_self_closed.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace broadsheet::feeds {

/// Memory for one tree. Gumbo allocates every name, value and node by itself; pieces of a few blocks that are taken
/// back all at once are the most that can be saved on it.
class HtmlArena {
public:
    void* allocate(std::size_t size) {
        constexpr std::size_t alignment = alignof(std::max_align_t);
        size = (size + alignment - 1) & ~(alignment - 1);
        if (size > left_) add_block(size);
        void* piece = next_;
        next_ += size;
        left_ -= size;
        return piece;
    }

    /// Everything that was allocated is gone; the first block stays for the next tree.
    void reset() {
        if (blocks_.size() > 1) blocks_.resize(1);
        if (!blocks_.empty()) begin(blocks_.front());
    }

private:
    struct Block {
        std::unique_ptr<std::byte[]> memory;
        std::size_t size = 0;
    };

    void add_block(std::size_t size) {
        constexpr std::size_t ordinary = 256UL * 1024;
        const auto grown = blocks_.empty() ? ordinary : std::min(2 * blocks_.back().size, 16 * ordinary);
        size = std::max(size, grown);
        blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
        begin(blocks_.back());
    }

    void begin(const Block& block) {
        next_ = block.memory.get();
        left_ = block.size;
    }

    std::vector<Block> blocks_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
};

namespace {

/// Scratch memory and nothing else, kept from tree to tree.
std::vector<std::unique_ptr<HtmlArena>>& idle_arenas() {
    thread_local std::vector<std::unique_ptr<HtmlArena>> arenas;
    return arenas;
}

std::unique_ptr<HtmlArena> take_arena() {
    auto& idle = idle_arenas();
    if (idle.empty()) return std::make_unique<HtmlArena>();
    auto arena = std::move(idle.back());
    idle.pop_back();
    return arena;
}

constexpr std::string_view cdata = "<![CDATA[";

/// Gumbo aborts over character data of a drawing inside a table. With a reference they begin a comment, as they do
/// outside of drawings, and stay what they are in the value of an attribute.
std::string without_cdata(std::string_view html) {
    std::string out;
    std::size_t copied = 0;
    for (auto at = html.find(cdata); at != std::string_view::npos; at = html.find(cdata, copied)) {
        out.append(html, copied, at - copied).append("<!&#91;CDATA[");
        copied = at + cdata.size();
    }
    return out.append(html, copied);
}

}  // namespace

HtmlTree::HtmlTree(std::string_view html) {
    if (auto closed = with_end_tags(html)) html = mended_ = std::move(*closed);
    if (html.find(cdata) != std::string_view::npos) html = mended_ = without_cdata(html);
    if (is_too_complex(html)) return;
    arena_ = take_arena();
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_BODY;
    options.userdata = arena_.get();
    options.allocator = [](void* arena, std::size_t size) { return static_cast<HtmlArena*>(arena)->allocate(size); };
    options.deallocator = [](void*, void*) {};
    body_ = gumbo_parse_with_options(&options, html.data(), html.size())->root;
}

HtmlTree::~HtmlTree() {
    if (!arena_) return;
    arena_->reset();
    idle_arenas().push_back(std::move(arena_));
}

bool is_element(const GumboNode& node) {
    return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

std::string_view svg_name(const GumboNode& node) {
    if (!is_element(node) || node.v.element.tag_namespace != GUMBO_NAMESPACE_SVG) return {};
    GumboStringPiece piece = node.v.element.original_tag;
    if (piece.data == nullptr) return {};
    gumbo_tag_from_original_text(&piece);
    if (const char* known = gumbo_normalize_svg_tagname(&piece); known != nullptr) return known;
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.v.element.tag);
    return {piece.data, piece.length};
}

std::string_view element_name(const GumboNode& node) {
    if (!is_element(node) || node.v.element.tag_namespace != GUMBO_NAMESPACE_HTML) return {};
    if (node.v.element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(node.v.element.tag);
    GumboStringPiece piece = node.v.element.original_tag;
    gumbo_tag_from_original_text(&piece);
    return {piece.data, piece.length};
}

}  // namespace broadsheet::feeds
