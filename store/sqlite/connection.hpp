#pragma once
// RAII over SQLite: the only door to sqlite3.h. A connection belongs to one thread at a time.
//
// Errors are sticky: the first one is kept, and from then on every statement of the connection does nothing and every
// query has no rows, until status() has handed the error out. So a sequence of statements reads as a story and is
// checked once, at its end; inside a Transaction nothing of it remains.

#include "feeds/article.hpp"
#include "feeds/result.hpp"

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace broadsheet::store::sqlite {

using feeds::Timestamp;

/// Bytes that are no text. Read back into a std::string.
struct Blob {
    std::string_view bytes;
};

/// What a parameter may be. Texts and blobs are not copied: they must live until the statement has run.
class Value {
public:
    template <class T>
    requires std::integral<T> || std::is_enum_v<T> Value(T value) : value_(static_cast<std::int64_t>(value)) {}
    Value(double value) : value_(value) {}
    Value(Timestamp value) : value_(std::int64_t{value.time_since_epoch().count()}) {}
    Value(std::string_view value) : value_(value) {}
    Value(const std::string& value) : value_(std::string_view(value)) {}
    Value(const char* value) : value_(std::string_view(value)) {}
    Value(Blob value) : value_(value) {}
    Value(std::nullopt_t) {}
    template <class T>
    Value(const std::optional<T>& value) {
        if (value) *this = Value(*value);
    }

private:
    friend class Connection;
    std::variant<std::monostate, std::int64_t, double, std::string_view, Blob> value_;
};

/// The rows of a SELECT. Its texts were copied, so temporaries may be its parameters. Frees the read snapshot when it
/// goes.
class Query {
public:
    Query(Query&& other) noexcept;
    Query& operator=(Query&&) = delete;
    ~Query();

    [[nodiscard]] bool next();

    /// The columns of this row, in the order of the SELECT list. NULL reads as 0, "" or nullopt.
    template <class... Targets>
    void read(Targets&... targets) const {
        read_from(0, targets...);
    }
    /// Those from the given one on.
    template <class... Targets>
    void read_from(int column, Targets&... targets) const {
        (get(column++, targets), ...);
    }

private:
    friend class Connection;
    Query(class Connection& connection, sqlite3_stmt* statement) : connection_(&connection), statement_(statement) {}

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool null(int column) const;
    void get(int column, std::string& target) const;
    void get(int column, std::string_view& target) const;  ///< good until the next row
    void get(int column, double& target) const;
    void get(int column, Timestamp& target) const { target = Timestamp(std::chrono::seconds(integer(column))); }
    template <class T>
    requires std::integral<T> || std::is_enum_v<T>
    void get(int column, T& target) const { target = static_cast<T>(integer(column)); }
    template <class T>
    void get(int column, std::optional<T>& target) const {
        target.reset();
        if (!null(column)) get(column, target.emplace());
    }

    Connection* connection_;
    sqlite3_stmt* statement_;
};

enum class Access {
    create,
    write,
    read,
    read_frozen
};  ///< read_frozen: nobody can change the file, not even its locks

class Connection {
public:
    [[nodiscard]] static Result<Connection> open(const std::string& path, Access access);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    /// Prepared once and kept; `sql` must be a literal. Runs to the end, ignoring rows.
    template <class... Values>
    void run(std::string_view sql, const Values&... values) {
        const std::array<Value, sizeof...(Values)> list{Value(values)...};
        run_with(sql, list);
    }
    template <class... Values>
    [[nodiscard]] Query query(std::string_view sql, const Values&... values) {
        const std::array<Value, sizeof...(Values)> list{Value(values)...};
        return query_with(sql, list);
    }
    /// Several statements, not kept; for schema and pragmas.
    void script(const std::string& sql);

    /// The first column of the first row; T{} when there is none.
    template <class T, class... Values>
    [[nodiscard]] T value(std::string_view sql, const Values&... values) {
        T result{};
        if (Query rows = query(sql, values...); rows.next()) rows.read(result);
        return result;
    }

    /// The first column of every row.
    template <class T, class... Values>
    [[nodiscard]] std::vector<T> column(std::string_view sql, const Values&... values) {
        std::vector<T> result;
        Query rows = query(sql, values...);
        while (rows.next()) rows.read(result.emplace_back());
        return result;
    }

    /// The first error since the last call, which is now forgotten.
    [[nodiscard]] Result<void> status();
    [[nodiscard]] bool failed() const { return error_.has_value(); }

    [[nodiscard]] std::int64_t last_id() const;        ///< rowid of the last INSERT
    [[nodiscard]] std::int64_t changes() const;        ///< rows of the last INSERT, UPDATE or DELETE
    [[nodiscard]] std::int64_t total_changes() const;  ///< of all since it was opened
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] bool file_moved() const;   ///< the file's name no longer leads to the file
    [[nodiscard]] bool lost_a_sync() const;  ///< an fsync failed: what it covered may be gone (true from then on)

private:
    friend class Query;
    friend class Transaction;
    friend class Snapshot;
    struct Close {
        void operator()(sqlite3* database) const;
    };
    struct Finalise {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Prepared = std::unique_ptr<sqlite3_stmt, Finalise>;

    Connection(std::string path, sqlite3* database);
    sqlite3_stmt* prepare(std::string_view sql);
    void bind(sqlite3_stmt* statement, std::span<const Value> values, bool copy);
    void run_with(std::string_view sql, std::span<const Value> values);
    Query query_with(std::string_view sql, std::span<const Value> values);
    void fail_with(int code, std::string_view doing);
    void abandon(const char* sql);  ///< whatever has failed before

    std::string path_;
    std::unique_ptr<sqlite3, Close> database_;
    std::unordered_map<const char*, Prepared> statements_;  // by the addresses of their literals
    std::optional<Error> error_;
    bool lost_a_sync_ = false;
};

/// A transaction or, inside one, a savepoint. Undone unless committed.
class Transaction {
public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Keeps the work if no statement failed; else undoes it and says what failed.
    [[nodiscard]] Result<void> commit();

private:
    Connection& connection_;
    bool nested_;
    bool open_ = false;
};

/// One consistent view for several queries. Must outlive them.
class Snapshot {
public:
    explicit Snapshot(Connection& connection) : connection_(connection) { connection_.run("BEGIN"); }
    ~Snapshot() { connection_.abandon("COMMIT"); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Connection& connection_;
};

/// "sqlite3 'PATH' .recover | …": what an admin types to save what can be read of a damaged file.
[[nodiscard]] std::string recovery_command(const std::string& path);

}  // namespace broadsheet::store::sqlite
