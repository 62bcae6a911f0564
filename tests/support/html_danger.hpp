#pragma once
// What must not be left in HTML that was made safe, by lists that know nothing of ours: over an HTML parser, as a
// browser would see it. Pure; any thread.

#include <string>
#include <string_view>

namespace broadsheet {

/// Says what could run, navigate, submit, fetch what is no image or media, or disguise itself; empty when nothing can.
[[nodiscard]] std::string html_danger(std::string_view html);

}  // namespace broadsheet
