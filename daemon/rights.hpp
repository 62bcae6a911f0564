#pragma once
// How much of an article is passed on, where its feed does not allow all of it. Pure; any thread.

#include "feeds/article.hpp"
#include "store/records.hpp"

#include <string>

namespace broadsheet {

/// Takes away what is not to be passed on. Of an article without a summary, or with one as long as a text, its
/// beginning is one.
void cut_to(feeds::Article& article, store::Extent extent);

/// What is to be passed on of a summary alone.
[[nodiscard]] std::string summary_for(std::string summary, store::Extent extent);

}  // namespace broadsheet
