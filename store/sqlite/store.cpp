#include "store/sqlite/store.hpp"

#include "store/sqlite/connection.hpp"
#include "store/sqlite/files.hpp"
#include "store/sqlite/lock_file.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/story_orders.hpp"
#include "store/sqlite/writer.hpp"

#include <cstdio>

namespace broadsheet::store::sqlite {

namespace {

// What is acknowledged must survive a power cut: FULL, paid for by committing in groups. Checkpoints are the caller's,
// when idle; the automatic one only bounds the log. No memory map: a file that is cut short under one kills the
// process, and its pages would count as ours. Deleted text needs no wiping: it was public.
constexpr const char* writer_pragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;"
    "PRAGMA cache_size = -8192; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8000;"
    "PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = OFF; PRAGMA cell_size_check = ON;"
    "PRAGMA trusted_schema = OFF;";
constexpr const char* reader_pragmas =
    "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -4096; PRAGMA mmap_size = 0;"
    "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;";

// Of one who writes a row beside the writer.
constexpr const char* visitor_pragmas =
    "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = "
    "OFF;";

Result<Connection> connect(const std::string& path, Access access, const char* pragmas) {
    auto connection = Connection::open(path, access);
    if (!connection) return connection;
    connection->script(pragmas);
    if (auto status = connection->status(); !status) return status.error();
    return connection;
}

class SqliteStore final : public Store {
public:
    SqliteStore(std::string path, Access readers) : path_(std::move(path)), readers_(readers) {}

    Result<std::unique_ptr<Writer>> writer() override {
        auto lock = LockFile::take(path_);
        if (!lock) return lock.error();
        auto connection = connect(path_, Access::write, writer_pragmas);
        if (!connection) return connection.error();
        return std::make_unique<SqliteWriter>(path_, std::move(*connection), std::move(*lock));
    }

    Result<std::unique_ptr<Reader>> reader() override {
        auto connection = connect(path_, readers_, reader_pragmas);
        if (!connection) return connection.error();
        return std::make_unique<SqliteReader>(path_, std::move(*connection));
    }

    Result<std::int64_t> leave_order(const StoryOrder& order, Timestamp now) override {
        auto connection = connect(path_, Access::write, visitor_pragmas);
        if (!connection) return connection.error();
        const auto number = write_order(*connection, order, now);
        if (auto status = connection->status(); !status) return status.error();
        return number;
    }

private:
    std::string path_;
    Access readers_;
};

/// Made under another name, so that a store is there whole or not at all.
Result<void> create(const std::string& path) {
    if (has_log(path)) {
        return fail(ErrorCode::corrupt, "store " + path + ": the file is missing, but its log " + path +
                                            "-wal is there; put the file back, or remove the log to begin anew");
    }
    const std::string fresh = path + ".new";
    for (const char* part : {"", "-journal", "-wal", "-shm"}) std::remove((fresh + part).c_str());
    {
        auto connection = Connection::open(fresh, Access::create);
        if (!connection) return connection.error();
        // An article is some 2.4 KB: three fill such a page, where one would leave half of a smaller one empty.
        connection->script("PRAGMA page_size = 8192");
        // Nobody knows the file yet: it is written to the disk once, before it gets its name.
        connection->script("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY");
        if (auto done = migrate(*connection, path, migrations()); !done) return done;
        connection->script("PRAGMA journal_mode = WAL");
        if (auto status = connection->status(); !status) return status;
    }
    return put_in_place(fresh, path);
}

/// Creation and migration are for one process at a time; opening an up-to-date store needs no lock.
Result<void> create_or_migrate(const std::string& path) {
    if (auto made = make_parent(path); !made) return made;
    if (!file_exists(path)) {
        auto lock = LockFile::take(path);
        if (!lock) return lock.error();
        if (!file_exists(path)) {
            if (auto created = create(path); !created) return created;
        }
    }
    if (auto checked = check_file(path); !checked) return checked;
    auto connection = connect(path, Access::read, reader_pragmas);
    if (!connection) return connection.error();
    auto version = schema_version(*connection, path, migrations());
    if (!version) return version.error();
    if (*version == migrations().back().version) return {};
    auto lock = LockFile::take(path);
    if (!lock) return lock.error();
    auto writable = connect(path, Access::write, writer_pragmas);
    if (!writable) return writable.error();
    return migrate(*writable, path, migrations());
}

/// How readers must open a store that this process will not write to.
Result<Access> check_readable(const std::string& path) {
    if (!file_exists(path)) {
        return fail(ErrorCode::not_found, "store " + path +
                                              ": there is none yet; `broadsheet serve` or `broadsheet poll`"
                                              " makes it");
    }
    if (auto checked = check_file(path); !checked) return checked.error();
    Result<int> version = fail(ErrorCode::internal, "");
    // A directory that cannot be written to has no place for the log's index; without a log nobody needs it.
    for (const Access access : {Access::read, Access::read_frozen}) {
        auto connection = connect(path, access, reader_pragmas);
        version = connection ? schema_version(*connection, path, migrations()) : connection.error();
        if (version && *version < migrations().back().version) {
            return fail(ErrorCode::unsupported, "store " + path +
                                                    ": its schema is older than this program's; `broadsheet serve`"
                                                    " or `broadsheet poll` brings it up to date");
        }
        if (version) return access;
        if (version.error().code() != ErrorCode::unavailable || has_log(path)) break;
    }
    return version.error();
}

}  // namespace

Result<std::unique_ptr<Store>> open_file(const std::string& name, OpenMode mode) {
    const std::string path = file_behind(name);
    if (mode == OpenMode::read_only) {
        auto access = check_readable(path);
        if (!access) return access.error();
        return std::make_unique<SqliteStore>(path, *access);
    }
    if (auto ready = create_or_migrate(path); !ready) return ready.error();
    return std::make_unique<SqliteStore>(path, Access::read);
}

}  // namespace broadsheet::store::sqlite
