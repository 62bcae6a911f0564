#pragma once
// The program as a user meets it: a command line in, exit status, stdout and stderr out, in a folder of its own.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace broadsheet::cli {

struct Outcome {
    int status = -1;  ///< of a shell: 128 + the signal where one ended the program
    std::string out;
    std::string err;
};

class Program : public testing::Test {
protected:
    Program() : folder_(testing::TempDir() + "cli." + std::to_string(getpid())) {
        std::filesystem::create_directories(folder_);
    }
    ~Program() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    /// Words for a shell after the program's name; `before` stands in front of it: variables, or a pipe into it.
    Outcome run(const std::string& words, const std::string& before = "") {
        const std::string command =
            "cd '" + folder_ + "' && { " + before + " '" BROADSHEET_BINARY "' " + words + "; } >out 2>err </dev/null";
        const int result = std::system(command.c_str());
        return {WIFEXITED(result) ? WEXITSTATUS(result) : -1, read("out"), read("err")};
    }

private:
    std::string folder_;
};

inline std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace broadsheet::cli
