#pragma once
// The text of simple HTML, gathered while it is read. Pure; any thread.

#include "feeds/folded_text.hpp"
#include "feeds/html_simple.hpp"

#include <string>
#include <utility>

namespace broadsheet::feeds {

class SimpleTextSink : public HtmlSink {
public:
    explicit SimpleTextSink(std::string_view html) { text_.reserve(html.size()); }

    void text(std::string_view run) override { folded_.add(run); }
    void symbol(std::string_view character) override { folded_.add(character); }
    void open(const SimpleElement& element, std::span<const HtmlAttribute>) override {
        if (is_block(element.shape) || element.name == "br") folded_.line_break();
    }
    void close(const SimpleElement& element) override {
        if (is_block(element.shape)) folded_.line_break();
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
    FoldedText folded_{text_};
};

}  // namespace broadsheet::feeds
