// `broadsheet story`: why articles stand together; takes a wrong join apart, or makes one.

#include "daemon/cli/commands.hpp"
#include "daemon/cli/config_file.hpp"
#include "daemon/cli/console.hpp"
#include "daemon/cli/stored.hpp"
#include "feeds/counted.hpp"
#include "feeds/time.hpp"
#include "store/store.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>

namespace broadsheet::cli {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds look_again{50};

std::string score_text(std::int64_t score) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", static_cast<double>(score) / 10'000);
    return text;
}

std::string terms_text(const feeds::GroupingReason& reason) {
    std::string text;
    for (const auto& [term, share] : reason.terms)
        text += (text.empty() ? "" : ", ") + printable(term) + " " + score_text(share);
    return text;
}

void print_table(const store::StoryRecord& story) {
    std::cout << "story " << story.id << ": " << feeds::counted(story.members.size(), "article") << "\n";
    for (const auto& member : story.members) {
        const auto& placement = member.placement;
        const auto& reason = placement.reason;
        std::cout << "  " << placement.article << "  " << feeds::to_rfc3339(member.published) << "  "
                  << printable(member.feed_title) << ": " << printable(member.title) << "\n      "
                  << to_string(reason.step);
        if (reason.nearest != 0) std::cout << ", like " << reason.nearest;
        if (reason.score > 0) std::cout << ", " << score_text(reason.score) << " of " << score_text(reason.threshold);
        if (!reason.terms.empty()) std::cout << " (" << terms_text(reason) << ")";
        if (placement.copy_of != placement.article) std::cout << ", a copy of " << placement.copy_of;
        std::cout << (member.lead == placement.article ? "\n" : ", shown under " + std::to_string(member.lead) + "\n");
    }
    for (const auto& join : story.joins)
        std::cout << "  story " << join.from << " has ended in it"
                  << (join.score > 0 ? ", " + score_text(join.score) + " of " + score_text(join.threshold) : "")
                  << "\n";
}

void print_json(const store::StoryRecord& story) {
    json::array articles;
    for (const auto& member : story.members) {
        const auto& placement = member.placement;
        const auto& reason = placement.reason;
        json::object terms;
        for (const auto& [term, share] : reason.terms) terms[term] = static_cast<double>(share) / 10'000;
        json::object why{{"step", std::string(to_string(reason.step))},
                         {"nearest", reason.nearest},
                         {"score", static_cast<double>(reason.score) / 10'000},
                         {"threshold", static_cast<double>(reason.threshold) / 10'000},
                         {"terms", std::move(terms)}};
        articles.push_back(json::object{{"id", placement.article},
                                        {"title", member.title},
                                        {"url", member.url},
                                        {"feed", member.feed_title},
                                        {"published", feeds::to_rfc3339(member.published)},
                                        {"copy_of", placement.copy_of},
                                        {"shown_under", member.lead},
                                        {"by_hand", member.by_hand},
                                        {"reason", std::move(why)}});
    }
    json::array ended;
    for (const auto& join : story.joins) ended.push_back(join.from);
    std::cout << json::serialize(
                     json::object{{"story", story.id}, {"articles", std::move(articles)}, {"former", std::move(ended)}})
              << '\n';
}

int show(const config::Config& config, std::int64_t id, bool as_json) {
    const auto stored = open_stored(config);
    if (!stored) return complain(stored.error().detail());
    const auto story = (*stored)->story(id);
    if (!story) return complain(story.error().detail());
    as_json ? print_json(*story) : print_table(*story);
    return flush_output() ? 0 : 1;
}

/// The daemon writes: it is asked, and has a while to do it.
Result<void> leave(store::Store& store, const store::StoryOrder& order, store::Timestamp now) {
    const auto number = store.leave_order(order, now);
    if (!number) return number.error();
    const auto reader = store.reader();
    if (!reader) return reader.error();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto outcome = (*reader)->order_outcome(*number);
        if (!outcome) return outcome.error();
        if (*outcome && !(*outcome)->empty()) return fail(ErrorCode::invalid, **outcome);
        if (*outcome) return {};
        std::this_thread::sleep_for(look_again);
    }
    return fail(ErrorCode::timeout, "another process writes to the store, and has not done it within " +
                                        std::to_string(patience.count()) + " seconds; the daemon will when it can");
}

Result<void> change(const config::Config& config, const StoryOptions& options) {
    // Opened to be written to, a store that is not there would be made.
    if (const auto stored = open_stored(config); !stored) return stored.error();
    const auto store = store::open_store(config.daemon.database, store::OpenMode::read_write);
    if (!store) return store.error();
    const auto kind = options.action == "join" ? store::StoryOrder::Kind::join : store::StoryOrder::Kind::split;
    const store::StoryOrder order{kind, options.numbers[0], options.numbers[1]};
    const auto writer = (*store)->writer();
    if (writer) return (*writer)->change_story(order, now());
    if (writer.error().code() != ErrorCode::conflict) return writer.error();
    return leave(**store, order, now());
}

}  // namespace

int run_story(const Common& common, const StoryOptions& options) {
    const std::size_t wanted = options.action == "show" ? 1 : 2;
    if (options.numbers.size() != wanted) {
        complain("story " + options.action + (wanted == 1 ? " takes one number" : " takes two numbers") +
                 "; see 'broadsheet story --help'");
        return 2;
    }
    const auto config = load_or_complain(common);
    if (!config) return 1;
    if (options.action == "show") return show(*config, options.numbers.front(), common.json);
    const auto changed = change(*config, options);
    if (!changed) return complain(changed.error().detail());
    return 0;
}

}  // namespace broadsheet::cli
