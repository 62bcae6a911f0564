#include "feeds/normalise.hpp"

#include "feeds/counted.hpp"
#include "feeds/mojibake.hpp"
#include "feeds/normalise_text.hpp"
#include "feeds/time.hpp"
#include "feeds/url.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace broadsheet::feeds {

namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::size_t longest_date = 60;
constexpr std::size_t most_enclosures = 1000;
constexpr std::size_t most_feed_authors = 16;  // every entry without an author of its own has them

bool is_html_type(std::string_view type) {
    return type.empty() || type.starts_with("text/html") || type.starts_with("application/xhtml");
}

Person meant(const Meaning& meaning, const ParsedPerson& parsed) {
    std::string_view email = parsed.email;
    if (email.starts_with("mailto:")) email.remove_prefix(7);
    return {plain_line(parsed.name, longest_line), plain_line(email, longest_line), meaning.link(parsed.url),
            meaning.url(parsed.avatar)};
}

constexpr std::array members_of_a_person{&Person::name, &Person::email, &Person::url, &Person::avatar};

/// One of whom two elements tell, each its share: of the same name or mail address, and in nothing else another.
bool is_same(const Person& one, const Person& other) {
    const auto agree = [&](auto member) {
        return (one.*member).empty() || (other.*member).empty() || one.*member == other.*member;
    };
    const bool meet = (!one.name.empty() && one.name == other.name) || (!one.email.empty() && one.email == other.email);
    return one == other || (meet && std::all_of(members_of_a_person.begin(), members_of_a_person.end(), agree));
}

std::vector<Person> meant(const Meaning& meaning, const std::vector<ParsedPerson>& parsed) {
    std::vector<Person> result;
    for (const auto& person : parsed) {
        auto told = meant(meaning, person);
        if (told == Person{}) continue;
        const auto known =
            std::find_if(result.begin(), result.end(), [&](const Person& one) { return is_same(one, told); });
        if (known == result.end()) {
            result.push_back(std::move(told));
            continue;
        }
        for (const auto member : members_of_a_person)
            if (((*known).*member).empty()) (*known).*member = std::move(told.*member);
    }
    return result;
}

std::vector<Category> meant(std::vector<Category> parsed) {
    for (auto& category : parsed) {
        category.term = plain_line(category.term, longest_line);
        category.label = plain_line(category.label, longest_line);
        clamp(category.scheme, longest_line);
    }
    std::erase_if(parsed, [](const Category& category) { return category.term.empty() && category.label.empty(); });
    return parsed;
}

std::vector<Link> meant(const Meaning& meaning, std::vector<ParsedLink> parsed) {
    std::vector<Link> result;
    result.reserve(parsed.size());
    for (auto& link : parsed) {
        auto href = meaning.link(std::move(link.href));
        if (href.empty()) continue;
        result.push_back({std::move(link.rel), std::move(href), std::move(link.type),
                          plain_line(link.title, longest_line), std::move(link.hreflang), number_of(link.length)});
    }
    return result;
}

/// The page that links of a document name: HTML before anything else.
std::string alternate(const Meaning& meaning, const std::vector<ParsedLink>& links) {
    for (const bool any_type : {false, true})
        for (const auto& link : links) {
            if (link.rel != "alternate" || !(any_type || is_html_type(link.type))) continue;
            if (auto url = meaning.url(link.href); !url.empty()) return url;
        }
    return {};
}

std::string with_relation(const Meaning& meaning, const std::vector<ParsedLink>& links, std::string_view rel) {
    for (const auto& link : links)
        if (link.rel == rel)
            if (auto url = meaning.url(link.href); !url.empty()) return url;
    return {};
}

std::optional<Timestamp> date_of(const ParsedDate& date) {
    return date.empty() ? std::nullopt : parse_date(date.value);
}

/// From what another element says of the same file.
void complete(Enclosure& known, Enclosure told) {
    if (known.type.empty()) known.type = std::move(told.type);
    if (known.title.empty()) known.title = std::move(told.title);
    if (!known.length) known.length = told.length;
    if (!known.duration) known.duration = told.duration;
}

std::vector<Enclosure> enclosures_of(const Meaning& meaning, const ParsedEntry& parsed) {
    std::vector<Enclosure> result;
    for (const auto& link : parsed.links) {
        if (link.rel != "enclosure" || result.size() >= most_enclosures) continue;
        auto url = meaning.url(link.href);
        if (url.empty()) continue;
        const auto& duration = link.duration.empty() && result.empty() ? parsed.duration : link.duration;
        Enclosure told{std::move(url), link.type, plain_line(link.title, longest_line), number_of(link.length),
                       duration_of(duration)};
        const auto is_same = [&](const Enclosure& known) { return known.url == told.url; };
        const auto known = std::find_if(result.begin(), result.end(), is_same);
        known == result.end() ? result.push_back(std::move(told)) : complete(*known, std::move(told));
    }
    return result;
}

std::vector<Media> media_of(const Meaning& meaning, const std::vector<ParsedMedia>& parsed) {
    std::vector<Media> result;
    const auto pixels = [](std::string_view text) -> std::optional<std::uint32_t> {
        const auto value = number_of(text);
        return value && *value > 0 && *value < 1'000'000 ? std::optional(static_cast<std::uint32_t>(*value))
                                                         : std::nullopt;
    };
    for (const auto& medium : parsed) {
        Media known{meaning.url(medium.url),
                    medium.type,
                    medium.medium,
                    pixels(medium.width),
                    pixels(medium.height),
                    plain_line(medium.title, longest_line),
                    plain_line(medium.description, 4 * longest_line),
                    meaning.url(medium.thumbnail)};
        if (!known.url.empty() || !known.thumbnail.empty()) result.push_back(std::move(known));
    }
    return result;
}

std::optional<EntrySource> source_of(const Meaning& meaning, const std::optional<ParsedSource>& parsed) {
    if (!parsed) return std::nullopt;
    EntrySource source{parsed->id.size() <= longest_id ? parsed->id : std::string(), meaning.line(parsed->title),
                       meaning.url(parsed->url), meaning.url(parsed->feed_url), parse_date(parsed->updated)};
    if (source == EntrySource{}) return std::nullopt;
    return source;
}

void set_texts(Article& article, const Meaning& meaning, ParsedEntry& parsed) {
    auto title = meaning.title(std::move(parsed.title));
    article.title = std::move(title.plain);
    if (title.has_markup) article.title_html = std::move(title.html);
    if (parsed.content.empty()) std::swap(parsed.content, parsed.summary);
    if (!parsed.content.empty()) {
        const bool is_text = parsed.content.kind == TextKind::text;
        auto content =
            meaning.text(std::move(parsed.content), is_text ? PlainText::always : meaning.plain_content(), article.url);
        article.content_html = std::move(content.html);
        (is_text ? article.content_text : article.content_plain) = std::move(content.plain);
    }
    if (!parsed.summary.empty()) {
        auto summary = meaning.text(std::move(parsed.summary), PlainText::always, article.url);
        article.summary = std::move(summary.plain);
        if (summary.has_markup) article.summary_html = std::move(summary.html);
    }
    article.rights = meaning.line(std::move(parsed.rights));
}

void set_dates(Article& article, const ParsedEntry& parsed) {
    article.published = date_of(parsed.published);
    article.updated = date_of(parsed.updated);
    article.created = date_of(parsed.created);
    article.expires = date_of(parsed.expires);
    if (parsed.date.empty()) return;
    const auto date = parse_date(parsed.date);
    if (!article.published)
        article.published = date;
    else if (!article.updated)
        article.updated = date;
}

void set_addresses(Article& article, const Meaning& meaning, ParsedEntry& parsed) {
    article.id = !parsed.about.empty() ? parsed.about : parsed.id;
    if (article.id.size() > longest_id) article.id.clear();
    article.url = meaning.url(std::move(parsed.link));
    if (article.url.empty()) article.url = alternate(meaning, parsed.links);
    const auto permalink = parsed.id_is_permalink ? meaning.url({parsed.id, 0}) : std::string();
    article.id_is_permalink = !permalink.empty();
    if (article.url.empty()) article.url = permalink;
    if (article.url.empty()) article.url = meaning.url({parsed.about, 0});
    if (article.url.empty() && parsed.id_may_be_address && parsed.id.find("://") != std::string::npos)
        article.url = meaning.url({parsed.id, 0});
    article.original_url = meaning.url(parsed.original);
    if (article.original_url.empty()) article.original_url = with_relation(meaning, parsed.links, "canonical");
    article.external_url = meaning.url(parsed.external_url);
    article.image = meaning.url(parsed.image);
    article.banner_image = meaning.url(parsed.banner_image);
    article.comments = meaning.url(parsed.comments);
    article.license = meaning.url(parsed.license);
    if (article.license.empty()) article.license = with_relation(meaning, parsed.links, "license");
}

/// The words that say when an entry was published.
const std::string& date_text(const ParsedEntry& parsed) {
    return parsed.published.empty() ? parsed.date : parsed.published.value;
}

/// Midnight is a time of day too, unless all of the document is dated so.
void mark_days(Feed& feed, const std::deque<ParsedEntry>& entries) {
    const bool by_day = std::none_of(entries.begin(), entries.end(), [](const ParsedEntry& entry) {
        return !date_text(entry).empty() && time_of_day(date_text(entry)) == TimeOfDay::other;
    });
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& article = feed.articles[i];
        if (!article.published) continue;
        article.published_by_day = by_day || time_of_day(date_text(entries[i])) == TimeOfDay::none;
    }
}

void warn_of_dates(Feed& feed, const std::deque<ParsedEntry>& entries) {
    std::size_t wrong = 0;
    std::string first;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (feed.articles[i].published || date_text(entries[i]).empty()) continue;
        if (wrong++ == 0) first = plain_line(date_text(entries[i]), longest_date);
    }
    if (wrong > 0)
        feed.warnings.push_back("dates of " + counted(wrong, "entry", "entries") + " are not understood, such as \"" +
                                first + "\": they count from when they are first seen");
}

bool has_text_encoded_twice(const ParsedEntry& entry) {
    return is_encoded_twice(entry.title.value) || is_encoded_twice(entry.summary.value) ||
           is_encoded_twice(entry.content.value);
}

Article meant(const Meaning& meaning, ParsedEntry& parsed) {
    Article article;
    set_addresses(article, meaning, parsed);
    set_texts(article, meaning, parsed);
    set_dates(article, parsed);
    article.authors = meant(meaning, parsed.authors.empty() ? parsed.other_authors : parsed.authors);
    article.contributors = meant(meaning, parsed.contributors);
    article.categories = meant(std::move(parsed.categories));
    article.enclosures = enclosures_of(meaning, parsed);
    article.media = media_of(meaning, parsed.media);
    article.language = language_tag(parsed.language);
    article.source = source_of(meaning, parsed.source);
    article.links = meant(meaning, std::move(parsed.links));
    if (parsed.geo && !std::isnan(parsed.geo->lat) && !std::isnan(parsed.geo->lon)) article.geo = parsed.geo;
    return article;
}

}  // namespace

Feed normalise(ParsedFeed parsed, const DocumentContext& context) {
    Meaning meaning(parsed.bases, context);
    Feed feed;
    feed.home_page_url = meaning.url(parsed.link);
    if (feed.home_page_url.empty()) feed.home_page_url = alternate(meaning, parsed.links);
    meaning.set_fallback_base(feed.home_page_url);
    meaning.set_encoded_twice(std::any_of(parsed.entries.begin(), parsed.entries.end(), has_text_encoded_twice));
    set_feed_members(feed, meaning, parsed);
    feed.authors = meant(meaning, parsed.authors.empty() ? parsed.other_authors : parsed.authors);
    feed.authors.resize(std::min(feed.authors.size(), most_feed_authors));
    feed.contributors = meant(meaning, parsed.contributors);
    feed.categories = meant(std::move(parsed.categories));
    feed.links = meant(meaning, parsed.links);
    feed.feed_url = meaning.url(parsed.feed_url);
    if (feed.feed_url.empty()) feed.feed_url = with_relation(meaning, parsed.links, "self");
    feed.next_url = meaning.url(parsed.next_url);
    if (feed.next_url.empty()) feed.next_url = with_relation(meaning, parsed.links, "next");
    feed.archive = {with_relation(meaning, parsed.links, "prev-archive"),
                    with_relation(meaning, parsed.links, "next-archive"),
                    with_relation(meaning, parsed.links, "current")};
    if (feed.license.empty()) feed.license = with_relation(meaning, parsed.links, "license");
    feed.articles.reserve(parsed.entries.size());
    for (auto& entry : parsed.entries) feed.articles.push_back(meant(meaning, entry));
    mark_days(feed, parsed.entries);
    warn_of_dates(feed, parsed.entries);
    if (parsed.dropped_entries > 0)
        feed.warnings.push_back(
            counted(parsed.dropped_entries, "entry over the limit was", "entries over the limit were") + " dropped");
    return feed;
}

}  // namespace broadsheet::feeds
