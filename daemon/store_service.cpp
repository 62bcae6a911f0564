#include "daemon/store_service_impl.hpp"

#include "daemon/base/offload.hpp"
#include "daemon/base/threads.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace broadsheet {

using store::Reader;
using store::Writer;

namespace {

bool all_relaxed(const std::vector<JobPtr<Writer>>& group) {
    return std::all_of(group.begin(), group.end(), [](const auto& job) { return job->manner == Manner::relaxed; });
}

/// Not what was asked for is at fault, but where it is kept.
bool is_the_stores(std::optional<ErrorCode> fault) {
    return fault == ErrorCode::unavailable || fault == ErrorCode::corrupt || fault == ErrorCode::internal;
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
        if (options.metrics != nullptr && is_the_stores(jobs.front()->fault()))
            options.metrics->store_failures.increment();
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
    try {
        impl_->threads.emplace_back(&Impl::write, impl_.get());
        for (const auto& reader : impl_->readers)
            impl_->threads.emplace_back(&Impl::read, impl_.get(), std::ref(*reader));
    } catch (const std::system_error& error) {
        impl_->close();
        impl_->join();
        return fail(ErrorCode::unavailable, std::string("no thread can be started for the store (") + error.what() +
                                                "): this user and its unit must be allowed more of them, and memory");
    }
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

}  // namespace broadsheet
