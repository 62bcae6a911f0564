#include "config/load.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace broadsheet::config {
namespace {

class Secrets : public testing::Test {
protected:
    Secrets() : folder_(testing::TempDir() + "secrets." + std::to_string(getpid())) {
        std::filesystem::create_directories(folder_);
    }
    ~Secrets() override {
        std::filesystem::remove_all(folder_);
        unsetenv("CREDENTIALS_DIRECTORY");
        unsetenv("BROADSHEET_TEST_SECRET");
    }
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = folder_ + "/" + name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    std::string folder_;
};

std::string text_of(Secret::Kind kind, const std::string& value) {
    const auto secret = read_secret({kind, value});
    const auto* text = std::get_if<std::string>(&secret);
    return text != nullptr ? *text : "error: " + std::get<SecretError>(secret).message;
}

TEST_F(Secrets, OfAFileLoseOneNewline) {
    EXPECT_EQ(text_of(Secret::Kind::file, write("a", "word\n")), "word");
    EXPECT_EQ(text_of(Secret::Kind::file, write("b", "word")), "word");
    EXPECT_EQ(text_of(Secret::Kind::file, write("c", " word \r\n")), " word ");
}

TEST_F(Secrets, ComeFromTheCredentialsOfTheService) {
    write("key", "canary\n");
    setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
    EXPECT_EQ(text_of(Secret::Kind::credential, "key"), "canary");
    EXPECT_TRUE(text_of(Secret::Kind::credential, "other").starts_with("error: the credential \"other\""));
    unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_NE(text_of(Secret::Kind::credential, "key").find("LoadCredential=key:"), std::string::npos);
}

TEST_F(Secrets, ComeFromTheEnvironment) {
    setenv("BROADSHEET_TEST_SECRET", "word", 1);
    EXPECT_EQ(text_of(Secret::Kind::environment, "BROADSHEET_TEST_SECRET"), "word");
    setenv("BROADSHEET_TEST_SECRET", "", 1);
    EXPECT_TRUE(text_of(Secret::Kind::environment, "BROADSHEET_TEST_SECRET").starts_with("error: "));
    unsetenv("BROADSHEET_TEST_SECRET");
    EXPECT_TRUE(text_of(Secret::Kind::environment, "BROADSHEET_TEST_SECRET").starts_with("error: "));
}

TEST_F(Secrets, ThatAreEmptyOrWouldBreakAHeaderAreErrorsWithoutTheText) {
    for (const char* text : {"", "\n", "canary\nX-Other: a\n", "canary\n\n"}) {
        const std::string result = text_of(Secret::Kind::file, write("bad", text));
        EXPECT_TRUE(result.starts_with("error: ")) << result;
        EXPECT_EQ(result.find("canary"), std::string::npos) << result;
    }
    EXPECT_TRUE(text_of(Secret::Kind::file, folder_).starts_with("error: "));
    EXPECT_TRUE(text_of(Secret::Kind::file, folder_ + "/none").ends_with("write it, or name another in the config"));
    EXPECT_TRUE(text_of(Secret::Kind::literal, "").starts_with("error: "));
    EXPECT_EQ(text_of(Secret::Kind::literal, "word"), "word");
}

}  // namespace
}  // namespace broadsheet::config
