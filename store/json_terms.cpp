#include "store/json.hpp"

#include "store/json_text.hpp"

#include <boost/json.hpp>

#include <exception>

namespace broadsheet::store {

namespace json = boost::json;

std::string terms_to_json(const std::vector<feeds::TermShare>& terms) {
    std::string text;  // of each article that is placed
    for (const auto& [term, share] : terms) {
        text += text.empty() ? '{' : ',';
        append_json_string(text, term);
        text += ':' + std::to_string(share);
    }
    return text.empty() ? "{}" : text + '}';
}

Result<std::vector<feeds::TermShare>> terms_from_json(std::string_view text) {
    try {
        std::vector<feeds::TermShare> terms;
        const json::value value = json::parse(json::string_view(text.data(), text.size()));
        for (const auto& member : value.as_object())
            terms.push_back({std::string(member.key()), member.value().to_number<std::int64_t>()});
        return terms;
    } catch (const std::exception& error) {
        return fail(ErrorCode::corrupt, std::string("stored terms are damaged: ") + error.what());
    }
}

}  // namespace broadsheet::store
