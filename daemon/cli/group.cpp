// `broadsheet group`: articles of a file, one JSON object a line, into stories, by the code that the daemon runs.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/input.hpp"
#include "feeds/digest.hpp"
#include "feeds/grouping.hpp"
#include "feeds/html.hpp"
#include "feeds/time.hpp"
#include "feeds/url.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <unordered_map>

namespace broadsheet::cli {
namespace {

namespace json = boost::json;

/// A line that has been placed: what of it may still change.
struct Line {
    json::value id;
    std::int64_t story = 0;
    feeds::GroupingReason reason;
};

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Feeds write texts with references and tags; the daemon compares what they mean.
std::string plain(std::string text) {
    return text.find_first_of("<&") == std::string::npos ? text : feeds::html_to_text(text);
}

class Grouper {
public:
    explicit Grouper(bool copies_only) : grouping_(copies_only) {}

    /// What is wrong with the line; empty: nothing.
    std::string add(const std::string& text) {
        boost::system::error_code error;
        const json::value value = json::parse(text, error);
        const auto* object = error ? nullptr : value.if_object();
        if (object == nullptr) return "this is no JSON object";
        const auto* id = object->if_contains("id");
        if (id == nullptr || !(id->is_string() || id->is_number())) return "the object has no \"id\"";
        feeds::ArrivedArticle article;
        const std::string published = text_in(*object, "published");
        const auto time = feeds::parse_date(published);
        if (!time && !published.empty()) return "\"published\" is no date: " + printable(published);
        last_time_ = time ? time->time_since_epoch().count() : last_time_;
        article.id = static_cast<std::int64_t>(lines_.size()) + 1;
        article.time = last_time_;
        describe(*object, article);
        lines_.push_back({*id, 0, {}});
        note(grouping_.add(std::move(article)));
        return {};
    }

    void print() const {
        for (const Line& line : lines_) {
            const auto& reason = line.reason;
            json::array terms;
            for (const auto& [term, share] : reason.terms)
                terms.push_back({{"term", term}, {"share", static_cast<double>(share) / 10'000}});
            json::object why{{"step", std::string(to_string(reason.step))}};
            if (reason.score > 0) why["score"] = static_cast<double>(reason.score) / 10'000;
            if (reason.threshold > 0) why["threshold"] = static_cast<double>(reason.threshold) / 10'000;
            if (reason.nearest > 0) why["nearest"] = id_of(reason.nearest);
            if (!terms.empty()) why["terms"] = std::move(terms);
            const json::object out{{"id", line.id}, {"story", id_of(line.story)}, {"reason", std::move(why)}};
            std::cout << json::serialize(out) << '\n';
        }
    }

private:
    static void describe(const json::object& object, feeds::ArrivedArticle& article) {
        const std::string feed = text_in(object, "feed");
        const std::string title = plain(text_in(object, "title"));
        const std::string summary = plain(text_in(object, "summary"));
        const std::string text = plain(text_in(object, "text"));
        const std::string language = text_in(object, "language");
        article.feed = feeds::hash64(feed);
        const std::string url = feeds::canonical_url(text_in(object, "url"));
        article.url = url.empty() ? 0 : feeds::hash64(url);
        article.digest = feeds::digest_article({title, summary, text, language, feed});
    }

    void note(const feeds::GroupingOutcome& outcome) {
        for (const auto& join : outcome.joins) rename(join.from, join.into);
        place(outcome.placed);
        for (const auto& placement : outcome.others) place(placement);
    }
    void place(const feeds::Placement& placement) {
        Line& line = lines_[static_cast<std::size_t>(placement.article - 1)];
        if (line.story != 0) std::erase(members_[line.story], placement.article);
        line.story = placement.story;
        line.reason = placement.reason;
        members_[line.story].push_back(placement.article);
    }
    void rename(std::int64_t from, std::int64_t into) {
        const auto moved = members_.extract(from);
        if (moved.empty()) return;
        for (const std::int64_t article : moved.mapped()) lines_[static_cast<std::size_t>(article - 1)].story = into;
        auto& members = members_[into];
        members.insert(members.end(), moved.mapped().begin(), moved.mapped().end());
    }
    [[nodiscard]] const json::value& id_of(std::int64_t article) const {
        return lines_[static_cast<std::size_t>(article - 1)].id;
    }

    feeds::Grouping grouping_;
    std::vector<Line> lines_;
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> members_;
    std::int64_t last_time_ = 0;
};

}  // namespace

int run_group(const Common& /*common*/, const GroupOptions& options) {
    std::ifstream file;
    if (options.file != "-") file.open(options.file, std::ios::binary);
    std::istream& input = options.file == "-" ? std::cin : file;
    const std::string name = name_of_input(options.file);
    if (!input) return complain(name + " cannot be read: " + std::strerror(errno));
    Grouper grouper(options.copies);
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        if (const auto fault = grouper.add(line); !fault.empty())
            return complain(name + ":" + std::to_string(number) + ": " + fault);
    }
    if (input.bad()) return complain(name + " cannot be read: " + std::strerror(errno));
    grouper.print();
    return flush_output() ? 0 : 1;
}

}  // namespace broadsheet::cli
