#include "store/json.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>

namespace broadsheet::store {

namespace json = boost::json;

namespace {

// Each type has one `visit` that names its members, for Writer and for Reader: no name is written and another read.
template <class T, class Visitor>
void visit_all(T& person, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Person> {
    v("name", person.name);
    v("email", person.email);
    v("url", person.url);
    v("avatar", person.avatar);
}

template <class T, class Visitor>
void visit_all(T& category, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Category> {
    v("term", category.term);
    v("scheme", category.scheme);
    v("label", category.label);
}

template <class T, class Visitor>
void visit_all(T& link, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Link> {
    v("rel", link.rel);
    v("href", link.href);
    v("type", link.type);
    v("title", link.title);
    v("hreflang", link.hreflang);
    v("length", link.length);
}

template <class T, class Visitor>
void visit_all(T& enclosure, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Enclosure> {
    v("url", enclosure.url);
    v("type", enclosure.type);
    v("title", enclosure.title);
    v("length", enclosure.length);
    v("duration", enclosure.duration);
}

template <class T, class Visitor>
void visit_all(T& media, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Media> {
    v("url", media.url);
    v("type", media.type);
    v("medium", media.medium);
    v("width", media.width);
    v("height", media.height);
    v("title", media.title);
    v("description", media.description);
    v("thumbnail", media.thumbnail);
}

template <class T, class Visitor>
void visit_all(T& source, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::EntrySource> {
    v("id", source.id);
    v("title", source.title);
    v("url", source.url);
    v("feed_url", source.feed_url);
    v("updated", source.updated);
}

template <class T, class Visitor>
void visit_all(T& geo, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Geo> {
    v("lat", geo.lat);
    v("lon", geo.lon);
}

template <class T, class Visitor>
void visit_all(T& hints, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::DocumentHints> {
    v("ttl", hints.ttl);
    v("update_period", hints.update_period);
    v("skip_hours", hints.skip_hours);
    v("skip_days", hints.skip_days);
    v("max_age", hints.max_age);
}

template <class T, class Visitor>
void visit_all(T& article, Visitor& v) requires std::same_as<std::remove_const_t<T>, feeds::Article> {
    v("id_is_permalink", article.id_is_permalink);
    v("external_url", article.external_url);
    v("title_html", article.title_html);
    v("summary_html", article.summary_html);
    v("image", article.image);
    v("banner_image", article.banner_image);
    v("published", article.published);
    v("updated", article.updated);
    v("created", article.created);
    v("expires", article.expires);
    v("authors", article.authors);
    v("contributors", article.contributors);
    v("categories", article.categories);
    v("enclosures", article.enclosures);
    v("links", article.links);
    v("media", article.media);
    v("language", article.language);
    v("comments", article.comments);
    v("rights", article.rights);
    v("license", article.license);
    v("source", article.source);
    v("geo", article.geo);
}

class Writer {
public:
    explicit Writer(json::storage_ptr storage) : object_(std::move(storage)) {}

    template <class T>
    void operator()(std::string_view name, const T& member) {
        if (!(member == T{})) object_.emplace(name, value(member));
    }
    template <class T>
    void operator()(std::string_view name, const std::optional<T>& member) {
        if (member) object_.emplace(name, value(*member));
    }
    [[nodiscard]] json::object take() { return std::move(object_); }

    template <class T>
    [[nodiscard]] json::value list(const std::vector<T>& members) const {
        json::array array(object_.storage());
        array.reserve(members.size());
        for (const T& member : members) array.push_back(value(member));
        return array;
    }

private:
    [[nodiscard]] json::value value(const std::string& text) const {
        return json::value(json::string_view(text), object_.storage());
    }
    [[nodiscard]] json::value value(feeds::Timestamp time) const { return value(time.time_since_epoch().count()); }
    [[nodiscard]] json::value value(std::chrono::seconds duration) const { return value(duration.count()); }
    /// As text, since Boost.JSON does not read every double back bit for bit.
    [[nodiscard]] json::value value(double number) const {
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
        return json::value(json::string_view(text.data(), static_cast<std::size_t>(end - text.data())),
                           object_.storage());
    }
    template <class T>
    requires std::integral<T>
    [[nodiscard]] json::value value(T number) const { return json::value(number, object_.storage()); }
    template <class T>
    [[nodiscard]] json::value value(const std::vector<T>& members) const {
        return list(members);
    }
    template <class T>
    requires std::is_class_v<T>
    [[nodiscard]] json::value value(const T& object) const {
        Writer inner(object_.storage());
        visit_all(object, inner);
        return json::value(inner.take());
    }

    json::object object_;
};

class Reader {
public:
    explicit Reader(const json::object& object) : object_(object) {}

    template <class T>
    void operator()(std::string_view name, T& member) const {
        member = T{};
        if (const json::value* found = object_.if_contains(name)) get(*found, member);
    }
    template <class T>
    void operator()(std::string_view name, std::optional<T>& member) const {
        member.reset();
        if (const json::value* found = object_.if_contains(name)) get(*found, member.emplace());
    }

    template <class T>
    static void get_list(const json::value& value, std::vector<T>& members) {
        const json::array& array = value.as_array();
        members.reserve(array.size());
        for (const json::value& member : array) get(member, members.emplace_back());
    }

private:
    static void get(const json::value& value, std::string& text) {
        const json::string& found = value.as_string();
        text.assign(found.data(), found.size());
    }
    static void get(const json::value& value, bool& flag) { flag = value.as_bool(); }
    static void get(const json::value& value, feeds::Timestamp& time) {
        time = feeds::Timestamp(std::chrono::seconds(value.to_number<std::int64_t>()));
    }
    static void get(const json::value& value, std::chrono::seconds& duration) {
        duration = std::chrono::seconds(value.to_number<std::int64_t>());
    }
    static void get(const json::value& value, double& number) {
        const json::string& text = value.as_string();
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    template <class T>
    requires std::integral<T>
    static void get(const json::value& value, T& number) { number = value.to_number<T>(); }
    template <class T>
    static void get(const json::value& value, std::vector<T>& members) {
        get_list(value, members);
    }
    template <class T>
    requires std::is_class_v<T>
    static void get(const json::value& value, T& object) {
        Reader inner(value.as_object());
        visit_all(object, inner);
    }

    const json::object& object_;
};

/// Parses and hands the value to `use`; Boost.JSON throws where kinds do not fit, which ends here.
template <class Use>
Result<void> with_json(std::string_view text, Use use) {
    std::array<unsigned char, 4096> scratch;
    json::monotonic_resource memory(scratch.data(), scratch.size());
    try {
        use(json::parse(json::string_view(text), &memory));
        return {};
    } catch (const std::exception& error) {
        return fail(ErrorCode::corrupt, std::string("a stored JSON value is damaged: ") + error.what());
    }
}

template <class T>
std::string object_to_json(const T& object) {
    std::array<unsigned char, 4096> scratch;
    json::monotonic_resource memory(scratch.data(), scratch.size());
    Writer writer(&memory);
    visit_all(object, writer);
    return json::serialize(writer.take());
}

}  // namespace

std::string details_to_json(const feeds::Article& article) {
    return object_to_json(article);
}

Result<void> details_from_json(std::string_view text, feeds::Article& article) {
    return with_json(text, [&](const json::value& value) {
        Reader reader(value.as_object());
        visit_all(article, reader);
    });
}

std::string persons_to_json(const std::vector<feeds::Person>& persons) {
    return json::serialize(Writer(json::storage_ptr()).list(persons));
}

Result<std::vector<feeds::Person>> persons_from_json(std::string_view text) {
    std::vector<feeds::Person> persons;
    if (text == "[]") return persons;  // as of most feeds
    auto read = with_json(text, [&](const json::value& value) { Reader::get_list(value, persons); });
    if (!read) return read.error();
    return persons;
}

std::string hints_to_json(const feeds::DocumentHints& hints) {
    return object_to_json(hints);
}

Result<feeds::DocumentHints> hints_from_json(std::string_view text) {
    feeds::DocumentHints hints;
    if (text == "{}") return hints;  // as of most feeds
    auto read = with_json(text, [&](const json::value& value) {
        Reader reader(value.as_object());
        visit_all(hints, reader);
    });
    if (!read) return read.error();
    return hints;
}

std::string bounds_to_json(const std::vector<feeds::PollBound>& bounds) {
    std::string text = "{";  // written at every poll, of names that need no escapes
    text.reserve(256);
    for (const auto& [name, wait] : bounds)
        text.append(text.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(std::to_string(wait.count()));
    return text += '}';
}

Result<std::vector<feeds::PollBound>> bounds_from_json(std::string_view text) {
    std::vector<feeds::PollBound> bounds;
    auto read = with_json(text, [&](const json::value& value) {
        for (const auto& member : value.as_object())
            if (const auto name = feeds::bound_named(member.key()); !name.empty())  // else of another version
                bounds.push_back({name, std::chrono::seconds(member.value().as_int64())});
    });
    if (!read) return read.error();
    return bounds;
}

}  // namespace broadsheet::store
