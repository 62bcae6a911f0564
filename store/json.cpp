#include "store/json.hpp"

#include "store/json_members.hpp"
#include "store/json_text.hpp"

#include <boost/json.hpp>

#include <array>
#include <charconv>
#include <utility>

namespace broadsheet::store {

namespace json = boost::json;

namespace {

/// Writes an object's text as it goes; no tree is built.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    template <class T>
    void object(const T& object) {
        const bool outer = std::exchange(first_, true);
        out_ += '{';
        visit_all(object, *this);
        out_ += '}';
        first_ = outer;
    }

    template <class T>
    void list(const std::vector<T>& members) {
        out_ += '[';
        for (std::size_t place = 0; place < members.size(); ++place) {
            if (place > 0) out_ += ',';
            value(members[place]);
        }
        out_ += ']';
    }

    template <class T>
    void operator()(std::string_view name, const T& member) {
        if (!(member == T{})) named(name, member);
    }
    template <class T>
    void operator()(std::string_view name, const std::optional<T>& member) {
        if (member) named(name, *member);
    }

private:
    template <class T>
    void named(std::string_view name, const T& member) {
        if (!std::exchange(first_, false)) out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
        value(member);
    }

    void value(const std::string& text) { append_json_string(out_, text); }
    void value(feeds::Timestamp time) { number(time.time_since_epoch().count()); }
    void value(std::chrono::seconds duration) { number(duration.count()); }
    void value(bool flag) { out_ += flag ? "true" : "false"; }
    /// As text, since Boost.JSON does not read every double back bit for bit.
    void value(double real) {
        out_ += '"';
        number(real);
        out_ += '"';
    }
    template <class T>
    requires std::integral<T>
    void value(T integer) { number(integer); }
    template <class T>
    void value(const std::vector<T>& members) {
        list(members);
    }
    template <class T>
    requires std::is_class_v<T>
    void value(const T& member) { object(member); }

    template <class T>
    void number(T number) {
        std::array<char, 32> text{};
        out_.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
    }

    std::string& out_;
    bool first_ = true;  ///< of the members of the object that is being written
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
    std::string text;
    text.reserve(512);
    Writer(text).object(object);
    return text;
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
    std::string text;
    Writer(text).list(persons);
    return text;
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
    for (const auto& [bound, wait] : bounds)
        text.append(text.size() > 1 ? ",\"" : "\"")
            .append(feeds::name_of(bound))
            .append("\":")
            .append(std::to_string(wait.count()));
    return text += '}';
}

Result<std::vector<feeds::PollBound>> bounds_from_json(std::string_view text) {
    std::vector<feeds::PollBound> bounds;
    auto read = with_json(text, [&](const json::value& value) {
        for (const auto& member : value.as_object())
            if (const auto bound = feeds::bound_named(member.key()))  // else of another version
                bounds.push_back({*bound, std::chrono::seconds(member.value().as_int64())});
    });
    if (!read) return read.error();
    return bounds;
}

}  // namespace broadsheet::store
