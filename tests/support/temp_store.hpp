#pragma once
// A store in a temporary folder that goes with it, and short ways to fill it.

#include "feeds/digest.hpp"
#include "store/store.hpp"

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::tests {

/// A folder of its own under the system's temporary one.
class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "broadsheet-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// An open store with its writer and a reader; reopen() is what a restart does.
class TempStore {
public:
    explicit TempStore(std::string name = "broadsheet.db") : path_(folder_.file(name)) { open(); }

    void close() {
        reader_.reset();
        writer_.reset();
        store_.reset();
    }
    void open() {
        store_ = store::open_store(path_, store::OpenMode::read_write).value();
        writer_ = store_->writer().value();
        reader_ = store_->reader().value();
    }
    void reopen() {
        close();
        open();
    }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const TempFolder& folder() const { return folder_; }
    [[nodiscard]] store::Store& store() { return *store_; }
    [[nodiscard]] store::Writer& writer() { return *writer_; }
    [[nodiscard]] store::Reader& reader() { return *reader_; }
    /// For StoreService, which wants the one writer for itself.
    void release_writer() { writer_.reset(); }

    [[nodiscard]] store::FeedId feed_id(const std::string& url) { return reader_->feed(url).value().id; }

private:
    TempFolder folder_;
    std::string path_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<store::Writer> writer_;
    std::unique_ptr<store::Reader> reader_;
};

/// An entry as a feed's document has it: its key and its content follow from what it says.
[[nodiscard]] inline store::IncomingArticle incoming(const std::string& id, const std::string& title,
                                                     std::vector<std::string> sections = {"world"}) {
    store::IncomingArticle entry;
    entry.article.id = id;
    entry.article.title = title;
    entry.article.url = "https://example.org/" + title;
    entry.article.content_html = "<p>" + title + "</p>";
    entry.fingerprint.key = "id:" + id;
    entry.fingerprint.content = feeds::hash64(title);
    entry.sections = std::move(sections);
    return entry;
}

/// What a good poll leaves behind.
[[nodiscard]] inline store::FetchRecord fetched(store::FeedId feed, feeds::Timestamp time,
                                                std::vector<store::IncomingArticle> articles) {
    store::FetchRecord record;
    record.feed = feed;
    record.time = time;
    record.state.last_poll = time;
    record.state.last_success = time;
    record.state.status = 200;
    record.document.emplace();
    record.articles = std::move(articles);
    return record;
}

/// The same, but storing it fails after the articles are written: a rate that is no number finds no place.
[[nodiscard]] inline store::FetchRecord fails_at_its_end(store::FeedId feed, feeds::Timestamp time,
                                                         std::vector<store::IncomingArticle> articles) {
    auto record = fetched(feed, time, std::move(articles));
    record.state.posting.weight = std::numeric_limits<double>::quiet_NaN();
    return record;
}

}  // namespace broadsheet::tests
