#pragma once
// The templates and the stylesheet, compiled in; embed.cmake writes their definitions.

namespace broadsheet::pages::embedded {

extern const char* const head_mustache;
extern const char* const foot_mustache;
extern const char* const entry_mustache;
extern const char* const front_mustache;
extern const char* const section_mustache;
extern const char* const article_mustache;
extern const char* const status_mustache;
extern const char* const message_mustache;
extern const char* const style_css;

}  // namespace broadsheet::pages::embedded
