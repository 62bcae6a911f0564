#include "daemon/recording.hpp"

#include "feeds/ascii.hpp"
#include "feeds/digest.hpp"
#include "feeds/time.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace broadsheet {

namespace {

/// What describes the message on its way rather than the document, and what may be a secret.
bool is_kept(std::string_view name) {
    static constexpr std::array<std::string_view, 7> left_out{
        "Connection", "Content-Encoding", "Content-Length", "Keep-Alive", "Set-Cookie", "Trailer", "Transfer-Encoding"};
    return std::none_of(left_out.begin(), left_out.end(),
                        [name](std::string_view other) { return feeds::equals_ignoring_case(name, other); });
}

std::string message_of(const std::string& feed_url, const http::FetchResponse& response) {
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    text += http::reason_phrase(response.status);
    text += "\r\nBroadsheet-Feed: " + feed_url + "\r\nBroadsheet-URL: " + response.url + "\r\n";
    for (const auto& [name, value] : response.headers)
        if (is_kept(name)) text += name + ": " + value + "\r\n";
    text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n";
    return text + response.body;
}

/// "20261124T082253Z" (ISO 8601, basic format).
std::string name_of(feeds::Timestamp time) {
    std::string name = feeds::to_rfc3339(time);
    name.erase(std::remove_if(name.begin(), name.end(), [](char c) { return c == '-' || c == ':'; }), name.end());
    return name;
}

}  // namespace

Result<void> keep_document(const std::string& folder, const std::string& feed_url, const http::FetchResponse& response,
                           feeds::Timestamp time) {
    const auto directory = std::filesystem::path(folder) / feeds::to_hex(feeds::sha256(feed_url)).substr(0, 16);
    auto file = directory / (name_of(time) + ".http");
    const auto part = directory / (name_of(time) + ".part");
    const auto failed = [&file](const std::string& why) {
        return fail(ErrorCode::unavailable, "cannot write " + file.string() + ": " + why);
    };
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return failed(error.message());
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << message_of(feed_url, response);
    out.close();
    if (!out) {
        const std::string why = std::strerror(errno);
        std::filesystem::remove(part, error);
        return failed(why);
    }
    // A page, say, and the feed that it offers. In the order of names still.
    for (int number = 2; std::filesystem::exists(file, error); ++number)
        file = directory / (name_of(time) + "_" + std::to_string(number) + ".http");
    std::filesystem::rename(part, file, error);
    if (error) return failed(error.message());
    return {};
}

}  // namespace broadsheet
