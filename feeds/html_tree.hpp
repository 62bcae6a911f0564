#pragma once
// Gumbo's tree of an HTML fragment, owned, bounded and walked without recursion. Seen by the html_*.cpp files only.

#include <gumbo.h>

#include <memory>
#include <string>
#include <string_view>

namespace broadsheet::feeds {

class HtmlArena;

/// A parsed fragment; the text must outlive it. Empty where building the tree would be an attack
/// (feeds/html_limits.hpp).
class HtmlTree {
public:
    explicit HtmlTree(std::string_view html);
    HtmlTree(const HtmlTree&) = delete;
    HtmlTree& operator=(const HtmlTree&) = delete;
    ~HtmlTree();
    [[nodiscard]] const GumboNode* body() const { return body_; }

private:
    std::string mended_;  ///< the text, where it could not be given to Gumbo as it was
    std::unique_ptr<HtmlArena> arena_;
    const GumboNode* body_ = nullptr;
};

[[nodiscard]] bool is_element(const GumboNode& node);

/// In lower case, unknown elements' names too; empty for an element of SVG or MathML and for what is no element.
[[nodiscard]] std::string_view element_name(const GumboNode& node);

/// As SVG spells it; empty for what is no element of SVG.
[[nodiscard]] std::string_view svg_name(const GumboNode& node);

/// Calls `enter(node)`, which says whether to go inside, and `leave(node)` for each node under `root` in document
/// order. `leave` is called for whatever was entered.
template <class Enter, class Leave>
void walk(const GumboNode* root, Enter enter, Leave leave) {
    const auto* node = root;
    const auto children = [](const GumboNode* parent) -> const GumboVector* {
        return is_element(*parent) ? &parent->v.element.children : nullptr;
    };
    const auto* inside = children(root);
    if (inside == nullptr || inside->length == 0) return;
    node = static_cast<const GumboNode*>(inside->data[0]);
    for (;;) {
        const bool entered = enter(*node);
        const auto* below = entered ? children(node) : nullptr;
        if (below != nullptr && below->length > 0) {
            node = static_cast<const GumboNode*>(below->data[0]);
            continue;
        }
        if (entered) leave(*node);
        for (;;) {
            const auto* parent = node->parent;
            const auto& siblings = parent->v.element.children;
            const auto next = node->index_within_parent + 1;
            if (next < siblings.length) {
                node = static_cast<const GumboNode*>(siblings.data[next]);
                break;
            }
            if (parent == root) return;
            node = parent;
            leave(*node);
        }
    }
}

}  // namespace broadsheet::feeds
