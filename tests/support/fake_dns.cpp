#include "tests/support/fake_dns.hpp"

#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace broadsheet::tests {

namespace {

constexpr std::size_t header_size = 12;
constexpr int type_cname = 5;
constexpr int type_aaaa = 28;

std::string word(int value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

/// "\3www\7example\0" → "www.example", and how many bytes that took.
std::string name_at(const std::string& packet, std::size_t& at) {
    std::string name;
    while (at < packet.size() && packet[at] != 0) {
        const auto length = static_cast<unsigned char>(packet[at]);
        name += (name.empty() ? "" : ".") + packet.substr(at + 1, length);
        at += length + 1U;
    }
    ++at;
    return name;
}

std::string encoded(const std::string& name) {
    std::string labels;
    for (std::size_t start = 0; start < name.size();) {
        const auto end = std::min(name.find('.', start), name.size());
        labels += static_cast<char>(end - start);
        labels += name.substr(start, end - start);
        start = end + 1;
    }
    return labels + '\0';
}

std::string record(int type, const std::string& data) {
    const std::string name_of_question = {'\xc0', static_cast<char>(header_size)};
    return name_of_question + word(type) + word(1) + word(0) + word(0) + word(static_cast<int>(data.size())) + data;
}

std::string address_record(const std::string& address, int type) {
    std::array<char, 16> bytes;
    const bool v6 = address.find(':') != std::string::npos;
    if (v6 != (type == type_aaaa) || ::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1)
        return {};
    return record(type, std::string(bytes.data(), v6 ? 16 : 4));
}

}  // namespace

FakeDns::FakeDns() {
    const auto opened = open_loopback(SOCK_DGRAM);
    socket_ = opened.socket;
    port_ = opened.port;
    server_ = std::thread([this] { serve(); });
}

FakeDns::~FakeDns() {
    ending_ = true;
    sockaddr_in self{};
    self.sin_family = AF_INET;
    self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    self.sin_port = htons(static_cast<std::uint16_t>(port_));
    ::sendto(socket_, "", 0, 0, reinterpret_cast<const sockaddr*>(&self), sizeof(self));  // wakes it
    server_.join();
    ::close(socket_);
}

std::string FakeDns::address() const {
    return "127.0.0.1:" + std::to_string(port_);
}

void FakeDns::on(const std::string& name, Records records) {
    const std::lock_guard lock(mutex_);
    records_[name] = std::move(records);
}

int FakeDns::questions(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = questions_.find(name);
    return found == questions_.end() ? 0 : found->second;
}

void FakeDns::serve() {
    std::array<char, 1024> buffer;
    while (!ending_) {
        sockaddr_in from{};
        socklen_t size = sizeof(from);
        auto* peer = reinterpret_cast<sockaddr*>(&from);
        const auto length = ::recvfrom(socket_, buffer.data(), buffer.size(), 0, peer, &size);
        if (length < static_cast<ssize_t>(header_size)) continue;
        const auto bytes = answer(std::string(buffer.data(), static_cast<std::size_t>(length)));
        if (!bytes.empty()) ::sendto(socket_, bytes.data(), bytes.size(), 0, peer, size);
    }
}

std::string FakeDns::answer(const std::string& question) {
    std::size_t at = header_size;
    const auto name = name_at(question, at);
    const int type = static_cast<unsigned char>(question[at]) * 256 + static_cast<unsigned char>(question[at + 1]);
    const auto question_section = question.substr(header_size, at + 4 - header_size);

    const std::lock_guard lock(mutex_);
    ++questions_[name];
    const auto known = records_.find(name);
    const Records records = known == records_.end() ? Records{{}, 3} : known->second;
    if (records.silent || records.silent_type == type) return {};
    if (records.lost_type == type) {
        known->second.lost_type = 0;
        return {};
    }
    std::string answers;
    int count = 0;
    if (!records.alias.empty()) {
        answers = record(type_cname, encoded(records.alias));
        count = 1;
    }
    for (const auto& address : records.addresses) {
        const auto bytes = address_record(address, type);
        answers += bytes;
        count += bytes.empty() ? 0 : 1;
    }
    return question.substr(0, 2) + word(0x8180 | records.code) + word(1) + word(count) + word(0) + word(0) +
           question_section + answers;
}

}  // namespace broadsheet::tests
