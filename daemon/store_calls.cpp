// The store's methods as jobs of its threads.

#include "daemon/store_service_impl.hpp"

#include <utility>

namespace broadsheet {

using store::Reader;
using store::Writer;

awaitable<Result<std::vector<store::FeedRecord>>> StoreService::feeds() {
    auto work = [](Reader& reader) { return reader.feeds(); };
    return ask<std::vector<store::FeedRecord>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<std::vector<store::PollingRecord>>> StoreService::polling() {
    auto work = [](Reader& reader) { return reader.polling(); };
    return ask<std::vector<store::PollingRecord>>(impl_->reads, Manner::urgent, std::move(work));
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

awaitable<Result<std::vector<store::KeptPush>>> StoreService::pushes() {
    auto work = [](Reader& reader) { return reader.pushes(); };
    return ask<std::vector<store::KeptPush>>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::Push>> StoreService::push(store::PushId id) {
    auto work = [id](Reader& reader) { return reader.push(id); };
    return ask<store::Push>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::StoryRecord>> StoreService::story(std::int64_t id) {
    auto work = [id](Reader& reader) { return reader.story(id); };
    return ask<store::StoryRecord>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<store::Stats>> StoreService::stats() {
    auto work = [](Reader& reader) { return reader.stats(); };
    return ask<store::Stats>(impl_->reads, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::sync_config(store::ConfigSpec config, store::Timestamp now) {
    auto work = [config = std::move(config), now](Writer& writer) { return writer.sync_config(config, now); };
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

awaitable<Result<store::PushId>> StoreService::keep_push(store::Push push) {
    auto work = [push = std::move(push)](Writer& writer) { return writer.keep_push(push); };
    return ask<store::PushId>(impl_->writes, Manner::urgent, std::move(work));
}

awaitable<Result<void>> StoreService::drop_push(store::PushId id) {
    auto work = [id](Writer& writer) { return writer.drop_push(id); };
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

awaitable<Result<store::PruneReport>> StoreService::prune(store::Retention retention, std::uint32_t limit,
                                                          store::Timestamp now) {
    auto work = [kept = std::move(retention), limit, now](Writer& writer) { return writer.prune(kept, limit, now); };
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
