#include "store/sqlite/connection.hpp"
#include "tests/store/contract_test.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace broadsheet::tests {

using store::open_store;
using store::OpenMode;
using testing::HasSubstr;

class Opening : public testing::Test {
protected:
    void write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }
    static std::string read(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void make_store() {
        const auto store = open_store(path_, OpenMode::read_write).value();
        store->writer().value()->sync_config({{{"world", "World"}}, {}}, noon).value();
    }
    void change(const std::string& sql) {
        auto connection = store::sqlite::Connection::open(path_, store::sqlite::Access::create).value();
        connection.script(sql);
        connection.status().value();
    }
    Error error_of(OpenMode mode = OpenMode::read_write) {
        const auto opened = open_store(path_, mode);
        EXPECT_FALSE(opened);
        return opened ? Error() : opened.error();
    }
    /// It is refused, with a way to save what is there, and nobody wrote to it.
    void expect_damaged() {
        const std::string before = read(path_);
        for (const OpenMode mode : {OpenMode::read_write, OpenMode::read_only}) {
            const Error error = error_of(mode);
            EXPECT_EQ(error.code(), ErrorCode::corrupt);
            EXPECT_THAT(error.detail(), HasSubstr(".recover"));
            EXPECT_THAT(error.detail(), HasSubstr(path_));
        }
        EXPECT_EQ(read(path_), before);
    }

    TempFolder folder_;
    std::string path_ = folder_.file("broadsheet.db");
};

TEST_F(Opening, MakesTheStoreAndItsDirectoryForThisUserAlone) {
    const std::string deep = folder_.file("a/broadsheet.db");
    EXPECT_TRUE(open_store(deep, OpenMode::read_write));
    struct stat status {};
    ASSERT_EQ(::stat(folder_.file("a").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    EXPECT_FALSE(std::filesystem::exists(deep + ".new"));
}

TEST_F(Opening, MakesNoStoreWhereAVolumeIsNotMounted) {
    path_ = folder_.file("volume/broadsheet/broadsheet.db");
    const Error error = error_of();
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_THAT(error.detail(), HasSubstr("there is no directory " + folder_.file("volume")));
    EXPECT_FALSE(std::filesystem::exists(folder_.file("volume")));
}

TEST_F(Opening, SaysWhereAndWhyWhenItCannotMakeIt) {
    path_ = "/proc/broadsheet/broadsheet.db";
    const Error error = error_of();
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_THAT(error.detail(), HasSubstr("/proc/broadsheet"));
    EXPECT_THAT(error.detail(), HasSubstr("name another database"));
}

TEST_F(Opening, ReadingWhatIsNotThereMakesNothing) {
    EXPECT_EQ(error_of(OpenMode::read_only).code(), ErrorCode::not_found);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Opening, WhatItMayNotLookAtIsNotTakenForMissing) {
    ASSERT_EQ(symlink(path_.c_str(), path_.c_str()), 0);  // in a circle: refused to everyone, to root as well
    for (const OpenMode mode : {OpenMode::read_write, OpenMode::read_only}) {
        EXPECT_EQ(error_of(mode).code(), ErrorCode::unavailable);
        EXPECT_THAT(error_of(mode).detail(), HasSubstr("this user must be allowed to read the file and its directory"));
    }
}

TEST_F(Opening, UnknownEnginesAreUnsupported) {
    path_ = "postgresql://localhost/broadsheet";
    EXPECT_EQ(error_of().code(), ErrorCode::unsupported);
}

TEST_F(Opening, AnEmptyFileIsNoNewStore) {
    write("");
    expect_damaged();
}

TEST_F(Opening, AFileOfAnotherKindIsNoStore) {
    write(std::string(5000, 'x'));
    expect_damaged();
    write("short");
    expect_damaged();
}

TEST_F(Opening, AFileThatWasCutOffIsRefused) {
    make_store();
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
    expect_damaged();
}

TEST_F(Opening, AMissingFileWithItsLogStillThereIsNotReplaced) {
    std::ofstream(path_ + "-wal") << "something";
    EXPECT_EQ(error_of().code(), ErrorCode::corrupt);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Opening, AnotherProgramsDatabaseIsLeftAlone) {
    change("CREATE TABLE theirs (x)");
    const std::string before = read(path_);
    EXPECT_EQ(error_of().code(), ErrorCode::unsupported);
    EXPECT_EQ(read(path_), before);
}

TEST_F(Opening, ANewerSchemaIsRefusedAndNotTouched) {
    make_store();
    change("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99");
    const std::string before = read(path_);
    const Error error = error_of();
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_THAT(error.detail(), HasSubstr("99"));
    EXPECT_EQ(read(path_), before);
}

TEST_F(Opening, ASecondWriterIsToldWhoWrites) {
    const auto store = open_store(path_, OpenMode::read_write).value();
    const auto writer = store->writer().value();
    const auto other = open_store(path_, OpenMode::read_write).value();
    const auto refused = other->writer();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::conflict);
    EXPECT_THAT(refused.error().detail(), HasSubstr("process " + std::to_string(::getpid())));
    EXPECT_TRUE(other->reader()) << "readers go on";
}

TEST_F(Opening, AFileHasOneWriterAndOneLogByWhateverName) {
    const auto store = open_store(path_, OpenMode::read_write).value();
    const auto writer = store->writer().value();
    const std::string link = path_ + ".link";
    std::filesystem::create_symlink(path_, link);
    const auto other = open_store(link, OpenMode::read_write).value();
    const auto refused = other->writer();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::conflict);
    EXPECT_TRUE(other->reader());
}

TEST_F(Opening, AFileThatIsTakenAwayIsNotWrittenToAnyMore) {
    const auto store = open_store(path_, OpenMode::read_write).value();
    const auto writer = store->writer().value();
    std::filesystem::remove(path_);
    const auto begun = writer->begin();
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code(), ErrorCode::unavailable);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace broadsheet::tests
