#include "daemon/systemd_notify.hpp"

#include "tests/support/temp_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>

namespace broadsheet::systemd {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// A service manager that listens at `name`, a path or "@" and a name.
class Manager {
public:
    explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), address.sun_path);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;
    ~Manager() {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(socket_);
    }

    [[nodiscard]] std::string heard() const {
        std::array<char, 256> message{};
        const auto size = ::recv(socket_, message.data(), message.size(), MSG_DONTWAIT);
        return size > 0 ? std::string(message.data(), static_cast<std::size_t>(size)) : std::string();
    }

private:
    int socket_;
};

TEST(SystemdNotify, TellsTheServiceManagerWhereItListens) {
    const tests::TempFolder folder;
    for (const std::string& name : {folder.file("notify"), "@broadsheet-test-" + std::to_string(::getpid())}) {
        const Manager manager(name);
        ready("7 feeds");
        EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=7 feeds");
        watchdog();
        EXPECT_EQ(manager.heard(), "WATCHDOG=1");
        reloading();
        EXPECT_TRUE(manager.heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    }
    ready("nobody listens");
}

TEST(SystemdNotify, TakesTheWatchdogThatIsMeantForItself) {
    EXPECT_EQ(watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(watchdog_interval(), milliseconds(15'000));
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(watchdog_interval(), milliseconds(15'000));
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt);
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
}

TEST(SystemdNotify, TakesTheSocketsThatAreMeantForItselfOnce) {
    for (const int socket : {3, 4}) {
        if (::fcntl(socket, F_GETFD) >= 0) continue;
        ASSERT_EQ(::dup2(STDIN_FILENO, socket), socket);
    }
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_PID", "1", 1);
    EXPECT_THAT(take_sockets(), IsEmpty());
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_THAT(take_sockets(), ElementsAre(3, 4));
    EXPECT_THAT(take_sockets(), IsEmpty());
}

}  // namespace
}  // namespace broadsheet::systemd
