#include "daemon/base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <system_error>

namespace broadsheet {

namespace {

constexpr auto second_buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                 0.25,   0.5,   1.0,    2.5,   5.0,  10.0,  30.0};

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double pages_in_all = 0;
    double pages = 0;
    statm >> pages_in_all >> pages;
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
    std::error_code error;
    double count = 0;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error)) {
        ++count;
    }
    return count > 0 ? count - 1 : 0;  // the one that listed them
}

double cpu_seconds() {
    struct rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

void Counter::increment(double by) {
    counter_->Increment(by);
}

struct CounterFamily::Known {
    std::mutex mutex;
    std::map<std::string, prometheus::Counter*, std::less<>> counters;
};

CounterFamily::CounterFamily(prometheus::Family<prometheus::Counter>& family, std::string label)
    : family_(family), label_(std::move(label)), known_(std::make_unique<Known>()) {}

CounterFamily::~CounterFamily() = default;

void CounterFamily::increment(std::string_view value, double by) {
    const std::lock_guard lock(known_->mutex);
    auto found = known_->counters.find(value);
    if (found == known_->counters.end())
        found = known_->counters.emplace(value, &family_.Add({{label_, std::string(value)}})).first;
    found->second->Increment(by);
}

void Gauge::set(double value) {
    gauge_->Set(value);
}

void Gauge::add(double by) {
    gauge_->Increment(by);
}

void Histogram::observe(double value) {
    histogram_->Observe(value);
}

struct Metrics::Registry {
    prometheus::Gauge& gauge(const std::string& name, const std::string& help, const prometheus::Labels& labels = {}) {
        return prometheus::BuildGauge().Name(name).Help(help).Register(all).Add(labels);
    }

    prometheus::Counter& counter(const std::string& name, const std::string& help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(all).Add({});
    }

    CounterFamily family(const std::string& name, const std::string& help, const std::string& label) {
        return CounterFamily(prometheus::BuildCounter().Name(name).Help(help).Register(all), label);
    }

    prometheus::Histogram& seconds(const std::string& name, const std::string& help) {
        const prometheus::Histogram::BucketBoundaries buckets(second_buckets);
        return prometheus::BuildHistogram().Name(name).Help(help).Register(all).Add({}, buckets);
    }

    prometheus::Registry all;
};

/// What the kernel knows of this process, under the names that dashboards expect.
struct Metrics::Process {
    explicit Process(Registry& registry)
        : cpu(registry.counter("process_cpu_seconds_total", "User and system CPU time spent, in seconds.")),
          memory(registry.gauge("process_resident_memory_bytes", "Resident memory, in bytes.")),
          descriptors(registry.gauge("process_open_fds", "Open file descriptors.")) {
        registry.gauge("process_start_time_seconds", "Start of the process, in seconds since 1970.")
            .Set(static_cast<double>(std::time(nullptr)));
    }

    void refresh() {
        cpu.Increment(cpu_seconds() - cpu.Value());
        memory.Set(resident_bytes());
        descriptors.Set(open_descriptors());
    }

    prometheus::Counter& cpu;
    prometheus::Gauge& memory;
    prometheus::Gauge& descriptors;
};

Metrics::Metrics(const std::string& version)
    : registry_(std::make_unique<Registry>()),
      fetches(registry_->family("broadsheet_fetches_total", "Polls of feeds, by outcome.", "outcome")),
      fetch_errors(registry_->family("broadsheet_fetch_errors_total", "Polls that failed, by kind of error.", "code")),
      fetch_seconds(registry_->seconds("broadsheet_fetch_duration_seconds", "Time of one poll's request.")),
      fetch_wire_bytes(registry_->counter("broadsheet_fetch_wire_bytes_total", "Bytes of bodies as they were sent.")),
      hub_misses(
          registry_->counter("broadsheet_hub_misses_total", "Polls that found news which a hub had not brought.")),
      parse_warnings(registry_->counter("broadsheet_parse_warnings_total", "Documents that had to be repaired.")),
      feeds(registry_->gauge("broadsheet_feeds", "Feeds in the configuration.")),
      feeds_failing(registry_->gauge("broadsheet_feeds_failing", "Feeds whose last poll failed.")),
      polls_in_flight(registry_->gauge("broadsheet_polls_in_flight", "Polls that run now.")),
      outage(registry_->gauge("broadsheet_outage", "1 while most hosts cannot be reached and polling pauses.")),
      store_failing(registry_->gauge("broadsheet_store_failing", "1 while polls cannot be stored and polling pauses.")),
      articles(registry_->family("broadsheet_articles_total", "Articles taken in, by change.", "change")),
      store_commit_seconds(registry_->seconds("broadsheet_store_commit_duration_seconds", "Time of one transaction.")),
      store_queue(registry_->gauge("broadsheet_store_queue", "Jobs that wait for the writer.")),
      store_failures(registry_->counter("broadsheet_store_failures_total", "Jobs of the store that failed.")),
      http_requests(registry_->family("broadsheet_http_requests_total", "Requests answered, by status.", "status")),
      http_request_seconds(registry_->seconds("broadsheet_http_request_duration_seconds", "Time to answer.")),
      http_connections(registry_->gauge("broadsheet_http_connections", "Open connections of clients.")),
      http_body_bytes(registry_->counter("broadsheet_http_body_bytes_total", "Bytes of bodies sent to clients.")),
      renders(registry_->family("broadsheet_renders_total", "Documents rendered, by format.", "format")),
      cache_lookups(registry_->family("broadsheet_cache_lookups_total", "Look-ups of ready documents.", "result")),
      task_failures(registry_->counter("broadsheet_task_failures_total", "Tasks and polls that ended with a bug.")),
      event_loop_seconds(registry_->seconds("broadsheet_event_loop_delay_seconds", "Lateness of the event loop.")),
      process_(std::make_unique<Process>(*registry_)) {
    registry_->gauge("broadsheet_build_info", "Always 1; the version is in the label.", {{"version", version}}).Set(1);
}

Metrics::~Metrics() = default;

std::string Metrics::render() {
    process_->refresh();
    return prometheus::TextSerializer().Serialize(registry_->all.Collect());
}

}  // namespace broadsheet
