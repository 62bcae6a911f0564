#include "store/sqlite/schema.hpp"

namespace broadsheet::store::sqlite {

namespace {

constexpr std::int64_t application_id = 0x42536874;  // "BSht"

std::string count_of(int version) {
    return std::to_string(version);
}

}  // namespace

Result<int> schema_version(Connection& connection, const std::string& path, std::span<const Migration> known) {
    const auto version = connection.value<int>("PRAGMA user_version");
    const auto program = connection.value<std::int64_t>("PRAGMA application_id");
    const auto tables = connection.value<int>("SELECT count(*) FROM sqlite_schema");
    if (auto status = connection.status(); !status) return status.error();
    if (program != application_id && (version != 0 || tables != 0)) {
        return fail(ErrorCode::unsupported,
                    "store " + path + ": this is another program's database; name another file");
    }
    if (version > known.back().version) {
        return fail(ErrorCode::unsupported, "store " + path + ": its schema is version " + count_of(version) +
                                                ", newer than this program's " + count_of(known.back().version) +
                                                "; upgrade broadsheet (the file was not touched)");
    }
    return version;
}

Result<void> migrate(Connection& connection, const std::string& path, std::span<const Migration> steps) {
    auto version = schema_version(connection, path, steps);
    if (!version) return version.error();
    for (const Migration& step : steps) {
        if (step.version <= *version) continue;
        Transaction transaction(connection);
        connection.script(step.sql);
        connection.script("PRAGMA user_version = " + count_of(step.version));
        connection.script("PRAGMA application_id = " + std::to_string(application_id));
        if (auto done = transaction.commit(); !done) return done;
    }
    return {};
}

}  // namespace broadsheet::store::sqlite
