#include "daemon/store_service.hpp"

#include "daemon/base/offload.hpp"
#include "daemon/base/threads.hpp"
#include "daemon/job_queue.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace broadsheet {

using store::Reader;
using store::Writer;

// Group commit: the writer takes every job that waits, runs them in one transaction, commits once and completes them
// all. The commit's fsync, which costs as much as storing a hundred articles, is shared by everybody who came while the
// last one was under way or within the linger. A job that fails undoes itself alone: hardly one ever does, so that
// savepoints are made only once one has spoiled its group, and all of it is done again. A commit that fails fails all.
struct StoreService::Impl {
    Impl(store::Store& store_, StoreServiceOptions options_) : store(store_), options(options_) {}

    void write();
    /// False when there is nothing more to write.
    bool write_group(std::vector<JobPtr<Writer>> group);
    Result<void> run(const std::vector<JobPtr<Writer>>& group, bool savepoints);
    void read(Reader& reader);
    void close();
    void join();

    store::Store& store;
    StoreServiceOptions options;
    JobQueue<Writer> writes;
    JobQueue<Reader> reads;
    std::unique_ptr<Writer> writer;
    std::vector<std::unique_ptr<Reader>> readers;
    std::vector<std::thread> threads;
};

namespace {

bool all_relaxed(const std::vector<JobPtr<Writer>>& group) {
    return std::all_of(group.begin(), group.end(), [](const auto& job) { return job->manner == Manner::relaxed; });
}

}  // namespace

void StoreService::Impl::write() {
    name_thread("store-writer");
    step_back();
    bool more = true;
    while (more) more = write_group(writes.take(options.max_group, options.linger));
}

bool StoreService::Impl::write_group(std::vector<JobPtr<Writer>> group) {
    if (group.empty()) return false;
    if (group.front()->manner == Manner::alone) {
        group.front()->run(*writer);
        finish(std::move(group), nullptr);
        return true;
    }
    const auto begun = std::chrono::steady_clock::now();
    Result<void> done = run(group, false);
    if (!done && done.error().code() == ErrorCode::conflict) done = run(group, true);
    if (Metrics* metrics = options.metrics; metrics != nullptr) {
        metrics->store_commit_seconds.observe(std::chrono::steady_clock::now() - begun);
        if (!done) metrics->store_failures.increment(static_cast<double>(group.size()));
    }
    const Error failure = done ? Error() : done.error();
    finish(std::move(group), done ? nullptr : &failure);
    return true;
}

Result<void> StoreService::Impl::run(const std::vector<JobPtr<Writer>>& group, bool savepoints) {
    auto begun = all_relaxed(group) ? writer->begin_relaxed() : writer->begin();
    if (!begun) return begun;
    if (!savepoints) writer->spare_savepoints();
    for (const auto& job : group) job->run(*writer);
    return writer->commit();
}

void StoreService::Impl::read(Reader& reader) {
    name_thread("store-reader");
    while (true) {
        auto jobs = reads.take(1, std::chrono::milliseconds(0));
        if (jobs.empty()) return;
        jobs.front()->run(reader);
        finish(std::move(jobs), nullptr);
    }
}

void StoreService::Impl::close() {
    writes.close();
    reads.close();
}

void StoreService::Impl::join() {
    for (std::thread& thread : std::exchange(threads, {})) thread.join();
    readers.clear();
    writer.reset();
}

StoreService::StoreService(store::Store& store, StoreServiceOptions options)
    : impl_(std::make_unique<Impl>(store, options)) {}

StoreService::~StoreService() {
    impl_->close();
    impl_->join();
}

Result<void> StoreService::start() {
    auto writer = impl_->store.writer();
    if (!writer) return writer.error();
    for (unsigned number = 0; number < std::max(1U, impl_->options.readers); ++number) {
        auto reader = impl_->store.reader();
        if (!reader) {
            impl_->readers.clear();
            return reader.error();
        }
        impl_->readers.push_back(std::move(*reader));
    }
    impl_->writer = std::move(*writer);
    impl_->writes.open();
    impl_->reads.open();
    impl_->threads.emplace_back(&Impl::write, impl_.get());
    for (const auto& reader : impl_->readers) impl_->threads.emplace_back(&Impl::read, impl_.get(), std::ref(*reader));
    return {};
}

awaitable<void> StoreService::stop() {
    impl_->close();
    boost::asio::thread_pool helper(1);
    auto join = [this] { impl_->join(); };
    co_await offload(helper, std::move(join));
}

std::size_t StoreService::waiting() const {
    return impl_->writes.size();
}

awaitable<Result<std::vector<store::FeedRecord>>> StoreService::feeds() {
    auto work = [](Reader& reader) { return reader.feeds(); };
    return ask<std::vector<store::FeedRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::PollingRecord>>> StoreService::polling() {
    auto work = [](Reader& reader) { return reader.polling(); };
    return ask<std::vector<store::PollingRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::FeedRecord>> StoreService::feed(std::string url) {
    auto work = [url = std::move(url)](Reader& reader) { return reader.feed(url); };
    return ask<store::FeedRecord>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::SectionRecord>>> StoreService::sections() {
    auto work = [](Reader& reader) { return reader.sections(); };
    return ask<std::vector<store::SectionRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::Page>> StoreService::page(store::ArticleQuery query) {
    auto work = [query = std::move(query)](Reader& reader) { return reader.page(query); };
    return ask<store::Page>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::ArticleRecord>> StoreService::article(store::ArticleId id) {
    auto work = [id](Reader& reader) { return reader.article(id); };
    return ask<store::ArticleRecord>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::RevisionRecord>>> StoreService::revisions(store::ArticleId id) {
    auto work = [id](Reader& reader) { return reader.revisions(id); };
    return ask<std::vector<store::RevisionRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::EventRecord>>> StoreService::events(std::uint32_t limit) {
    auto work = [limit](Reader& reader) { return reader.events(limit); };
    return ask<std::vector<store::EventRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::HostHold>>> StoreService::holds(store::Timestamp now) {
    auto work = [now](Reader& reader) { return reader.holds(now); };
    return ask<std::vector<store::HostHold>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::Subscription>>> StoreService::subscriptions() {
    auto work = [](Reader& reader) { return reader.subscriptions(); };
    return ask<std::vector<store::Subscription>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::StoryRecord>> StoreService::story(std::int64_t id) {
    auto work = [id](Reader& reader) { return reader.story(id); };
    return ask<store::StoryRecord>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::Stats>> StoreService::stats() {
    auto work = [](Reader& reader) { return reader.stats(); };
    return ask<store::Stats>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::backup(std::string file) {
    auto work = [file = std::move(file)](Reader& reader) { return reader.backup(file); };
    return ask<void>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<std::string>>> StoreService::verify() {
    auto work = [](Reader& reader) { return reader.verify(); };
    return ask<std::vector<std::string>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::sync_config(std::vector<store::SectionSpec> sections,
                                                  std::vector<store::FeedSpec> feeds, store::Timestamp now) {
    auto work = [sections = std::move(sections), feeds = std::move(feeds), now](Writer& writer) {
        return writer.sync_config(sections, feeds, now);
    };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::use_stories(store::StoryMode mode, store::Timestamp now) {
    auto work = [mode, now](Writer& writer) { return writer.use_stories(mode, now); };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::recall_stories() {
    auto work = [](Writer& writer) { return writer.recall_stories(); };
    return ask<void>(impl_->writes, Manner::alone, std::move(work));
}

awaitable<Result<store::IngestReport>> StoreService::record_fetch(store::FetchRecord record) {
    const Manner manner = record.document || !record.articles.empty() ? Manner::patient : Manner::relaxed;
    auto work = [record = std::move(record)](Writer& writer) { return writer.record_fetch(record); };
    return ask<store::IngestReport>(impl_->writes, manner, std::move(work));
}

awaitable<Result<void>> StoreService::reschedule(std::vector<store::FeedSchedule> schedules) {
    auto work = [schedules = std::move(schedules)](Writer& writer) { return writer.reschedule(schedules); };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::move_feed(store::FeedId feed, std::string address, store::Timestamp now) {
    auto work = [feed, address = std::move(address), now](Writer& writer) {
        return writer.move_feed(feed, address, now);
    };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::hold(store::HostHold hold) {
    auto work = [hold = std::move(hold)](Writer& writer) { return writer.hold(hold); };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::save_subscription(store::Subscription subscription) {
    auto work = [subscription = std::move(subscription)](Writer& writer) {
        return writer.save_subscription(subscription);
    };
    return ask<void>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<store::IngestReport>> StoreService::carry_out_orders(store::Timestamp now) {
    auto look = [](Reader& reader) { return reader.has_orders(); };
    const auto waiting = co_await ask<bool>(impl_->reads, Manner::urgent, std::move(look));
    if (!waiting) co_return waiting.error();
    if (!*waiting) co_return store::IngestReport();
    auto work = [now](Writer& writer) { return writer.carry_out_orders(now); };
    co_return co_await ask<store::IngestReport>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<store::PruneReport>> StoreService::prune(std::vector<store::RetentionRule> rules, std::uint32_t limit,
                                                          store::Timestamp now) {
    auto work = [rules = std::move(rules), limit, now](Writer& writer) { return writer.prune(rules, limit, now); };
    return ask<store::PruneReport>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::checkpoint() {
    auto work = [](Writer& writer) { return writer.checkpoint(); };
    return ask<void>(impl_->writes, Manner::alone, std::move(work));
}

awaitable<Result<void>> StoreService::ping() {
    auto write_nothing = [](Writer&) { return Result<void>(); };
    auto written = co_await ask<void>(impl_->writes, Manner::urgent, std::move(write_nothing));
    if (!written) co_return written;
    auto count = [](Reader& reader) { return reader.sections(); };
    const auto read = co_await ask<std::vector<store::SectionRecord>>(impl_->reads, Manner::foremost, std::move(count));
    if (!read) co_return read.error();
    co_return Result<void>();
}

}  // namespace broadsheet
