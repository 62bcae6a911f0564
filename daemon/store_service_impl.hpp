#pragma once
// What the service's threads and its calls share: for its own sources alone.

#include "daemon/job_queue.hpp"
#include "daemon/store_service.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace broadsheet {

// Group commit: the writer takes every job that waits, runs them in one transaction, commits once and completes them
// all. The commit's fsync, which costs as much as storing a hundred articles, is shared by everybody who came while the
// last one was under way or within the linger. A job that fails undoes itself alone: hardly one ever does, so that
// savepoints are made only once one has spoiled its group, and all of it is done again. A commit that fails fails all.
struct StoreService::Impl {
    Impl(store::Store& store_, StoreServiceOptions options_) : store(store_), options(options_) {}

    void write();
    /// False when there is nothing more to write.
    bool write_group(std::vector<JobPtr<store::Writer>> group);
    Result<void> run(const std::vector<JobPtr<store::Writer>>& group, bool savepoints);
    void read(store::Reader& reader);
    void close();
    void join();

    store::Store& store;
    StoreServiceOptions options;
    JobQueue<store::Writer> writes;
    JobQueue<store::Reader> reads;
    std::unique_ptr<store::Writer> writer;
    std::vector<std::unique_ptr<store::Reader>> readers;
    std::vector<std::thread> threads;
};

}  // namespace broadsheet
