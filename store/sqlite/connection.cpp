#include "store/sqlite/connection.hpp"

#include "feeds/ascii.hpp"
#include "store/sqlite/files.hpp"

#include <sqlite3.h>

#include <utility>

namespace broadsheet::store::sqlite {

namespace {

ErrorCode code_of(int code) {
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorCode::corrupt;
        case SQLITE_FULL:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_READONLY:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_PROTOCOL:
        case SQLITE_NOLFS:
        case SQLITE_NOMEM: return ErrorCode::unavailable;
        case SQLITE_TOOBIG: return ErrorCode::too_large;
        default: return ErrorCode::internal;
    }
}

/// `system_code`: what the system said last, of this error where a file could not be opened, or else of an older one.
std::string remedy_of(int code, int system_code, const std::string& path) {
    switch (code & 0xff) {
        case SQLITE_FULL: return "free some space on its disk; nothing was changed";
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "another program holds it locked; nothing was changed, trying again later helps";
        case SQLITE_READONLY:
        case SQLITE_PERM: return "the file and its directory must be writable for this user";
        case SQLITE_CANTOPEN: return open_remedy(system_code, "the directory must exist and be writable for this user");
        case SQLITE_IOERR: return "the disk or its file system failed; nothing was changed";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "the file is damaged, or lies beside the -wal of another that was there before; save what can be"
                   " read with: " +
                   recovery_command(path);
        default: return {};
    }
}

/// The one place where SQLite's errors become ours.
Error error_of(int code, sqlite3* database, const std::string& path, std::string_view doing) {
    std::string detail = "store " + path + ": " + sqlite3_errstr(code);
    const std::string_view said = database != nullptr ? sqlite3_errmsg(database) : "";
    if (!said.empty() && said != sqlite3_errstr(code)) detail += " (" + std::string(said) + ")";
    const int system_code = database != nullptr ? sqlite3_system_errno(database) : 0;
    if (const std::string remedy = remedy_of(code, system_code, path); !remedy.empty()) detail += ": " + remedy;
    const ErrorCode kind = code_of(code);
    if (kind == ErrorCode::internal) detail += ", in: " + std::string(doing.substr(0, 200));
    return fail(kind, std::move(detail));
}

/// Counting its memory would take SQLite a lock that all threads share, at each allocation; nobody reads the count. In
/// force only before its first use in the process.
bool count_no_memory() {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
}

int flags_of(Access access) {
    switch (access) {
        case Access::create: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case Access::write: return SQLITE_OPEN_READWRITE;
        case Access::read: return SQLITE_OPEN_READONLY;
        case Access::read_frozen: return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    return SQLITE_OPEN_READONLY;
}

std::string frozen_uri(const std::string& path) {
    static constexpr auto plain = feeds::characters_of("-._~/");
    std::string uri = "file:";
    for (const char c : path) {
        if (feeds::is_in(plain, c)) {
            uri += c;
        } else {
            feeds::append_percent_encoded(uri, c);
        }
    }
    return uri + "?immutable=1";
}

}  // namespace

std::string recovery_command(const std::string& path) {
    return "sqlite3 '" + path + "' .recover | sqlite3 '" + path + ".recovered'";
}

void Connection::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}
void Connection::Finalise::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Connection::Connection(std::string path, sqlite3* database) : path_(std::move(path)), database_(database) {}
Connection::Connection(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::string& path, Access access) {
    [[maybe_unused]] static const bool uncounted = count_no_memory();
    sqlite3* database = nullptr;
    const std::string name = access == Access::read_frozen ? frozen_uri(path) : path;
    const int code = sqlite3_open_v2(name.c_str(), &database, flags_of(access) | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(path, database);
    if (code != SQLITE_OK) return error_of(code, database, path, "open");
    sqlite3_extended_result_codes(database, 1);
    return connection;
}

void Connection::fail_with(int code, std::string_view doing) {
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) lost_a_sync_ = true;
    if (!error_) error_ = error_of(code, database_.get(), path_, doing);
}

Result<void> Connection::status() {
    if (!error_) return {};
    Error error = std::move(*error_);
    error_.reset();
    return error;
}

sqlite3_stmt* Connection::prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql.data()); found != statements_.end()) {
        sqlite3_stmt* statement = found->second.get();
        if (sqlite3_stmt_busy(statement) != 0) {
            if (!error_) error_ = fail(ErrorCode::internal, "a statement inside its own rows: " + std::string(sql));
            return nullptr;
        }
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        fail_with(code, sql);
        return nullptr;
    }
    statements_.emplace(sql.data(), statement);
    return statement;
}

void Connection::bind(sqlite3_stmt* statement, std::span<const Value> values, bool copy) {
    for (int index = 1; const Value& value : values) {
        int code = SQLITE_OK;
        if (const auto* integer = std::get_if<std::int64_t>(&value.value_)) {
            code = sqlite3_bind_int64(statement, index, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value.value_)) {
            const char* data = text->data() != nullptr ? text->data() : "";
            code = sqlite3_bind_text64(statement, index, data, text->size(), copy ? SQLITE_TRANSIENT : SQLITE_STATIC,
                                       SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Blob>(&value.value_)) {
            const char* data = blob->bytes.data() != nullptr ? blob->bytes.data() : "";
            code = sqlite3_bind_blob64(statement, index, data, blob->bytes.size(),
                                       copy ? SQLITE_TRANSIENT : SQLITE_STATIC);
        } else if (const auto* real = std::get_if<double>(&value.value_)) {
            code = sqlite3_bind_double(statement, index, *real);
        } else {
            code = sqlite3_bind_null(statement, index);
        }
        if (code != SQLITE_OK) fail_with(code, sqlite3_sql(statement));
        ++index;
    }
}

void Connection::run_with(std::string_view sql, std::span<const Value> values) {
    if (failed()) return;
    sqlite3_stmt* statement = prepare(sql);
    if (statement == nullptr) return;
    bind(statement, values, false);
    int code = SQLITE_ROW;
    while (!failed() && code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail_with(code, sql);
    sqlite3_reset(statement);
}

Query Connection::query_with(std::string_view sql, std::span<const Value> values) {
    sqlite3_stmt* statement = failed() ? nullptr : prepare(sql);
    if (statement != nullptr) bind(statement, values, true);
    return {*this, statement};
}

void Connection::script(const std::string& sql) {
    if (failed()) return;
    if (const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) {
        fail_with(code, sql);
    }
}

void Connection::abandon(const char* sql) {
    sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
}

std::int64_t Connection::last_id() const {
    return sqlite3_last_insert_rowid(database_.get());
}
std::int64_t Connection::changes() const {
    return sqlite3_changes64(database_.get());
}
std::int64_t Connection::total_changes() const {
    return sqlite3_total_changes64(database_.get());
}
bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(database_.get()) == 0;
}
bool Connection::lost_a_sync() const {
    return lost_a_sync_;
}

bool Connection::file_moved() const {
    int moved = 0;
    sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

Query::Query(Query&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}

Query::~Query() {
    if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Query::next() {
    if (statement_ == nullptr || connection_->failed()) return false;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_->fail_with(code, sqlite3_sql(statement_));
    sqlite3_reset(std::exchange(statement_, nullptr));
    return false;
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
bool Query::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

/// Asked for as bytes, which need no zero at their end: that would cost a copy.
void Query::get(int column, std::string_view& target) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    target = {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Query::get(int column, std::string& target) const {
    std::string_view bytes;
    get(column, bytes);
    target = bytes;
}

void Query::get(int column, double& target) const {
    target = sqlite3_column_double(statement_, column);
}

Transaction::Transaction(Connection& connection) : connection_(connection), nested_(connection.in_transaction()) {
    connection_.run(nested_ ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
    open_ = !connection_.failed();
}

Transaction::~Transaction() {
    if (!open_) return;
    connection_.error_.reset();
    // After a grave error SQLite has rolled back by itself, and there is nothing left to undo.
    if (connection_.in_transaction()) connection_.abandon(nested_ ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
}

Result<void> Transaction::commit() {
    connection_.run(nested_ ? "RELEASE part" : "COMMIT");
    Result<void> status = connection_.status();
    if (status) open_ = false;
    return status;
}

}  // namespace broadsheet::store::sqlite
