#pragma once
// What the daemon counts about itself, by name, and its rendering for Prometheus. Components are given a Metrics& and
// count through it. Hides prometheus-cpp. Counting: any thread, cheap.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet {

/// Only grows.
class Counter {
public:
    explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
    void increment(double by = 1);

private:
    prometheus::Counter* counter_;
};

/// One counter for each value of a label. Values must come from a small fixed set: each is kept for good.
class CounterFamily {
public:
    CounterFamily(prometheus::Family<prometheus::Counter>& family, std::string label);
    ~CounterFamily();
    CounterFamily(const CounterFamily&) = delete;
    CounterFamily& operator=(const CounterFamily&) = delete;
    void increment(std::string_view value, double by = 1);

private:
    struct Known;  // looked up by prometheus-cpp, a counter costs a map of labels each time
    prometheus::Family<prometheus::Counter>& family_;
    std::string label_;
    std::unique_ptr<Known> known_;
};

class Gauge {
public:
    explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
    void set(double value);
    void add(double by);

private:
    prometheus::Gauge* gauge_;
};

/// Seconds, in buckets fixed when it is made.
class Histogram {
public:
    explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
    void observe(double value);
    void observe(std::chrono::duration<double> value) { observe(value.count()); }

private:
    prometheus::Histogram* histogram_;
};

struct Metrics {
private:
    struct Registry;
    std::unique_ptr<Registry> registry_;

public:
    explicit Metrics(const std::string& version);
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// The text exposition format, version 0.0.4.
    [[nodiscard]] std::string render();

    CounterFamily fetches;       ///< by outcome: fresh, not_modified, unchanged, failed, discovered …
    CounterFamily fetch_errors;  ///< by code of error
    Histogram fetch_seconds;     ///< of one request, redirects included
    Counter fetch_wire_bytes;    ///< of bodies, as sent
    Counter hub_misses;          ///< polls that found news which a hub should have brought
    Counter parse_warnings;      ///< documents that had to be repaired
    Gauge feeds;                 ///< configured
    Gauge feeds_failing;         ///< whose last poll failed
    Gauge polls_in_flight;
    Gauge outage;            ///< 1 while polling pauses, since most hosts cannot be reached
    Gauge store_failing;     ///< 1 while polling pauses, since the store takes nothing
    CounterFamily articles;  ///< by change: added, revised, unchanged
    Histogram store_commit_seconds;
    Gauge store_queue;  ///< jobs that wait for the writer
    Counter store_failures;
    CounterFamily http_requests;     ///< by status
    Histogram http_request_seconds;  ///< from the request read to the answer handed to the kernel
    Gauge http_connections;
    Counter http_body_bytes;
    CounterFamily renders;         ///< by format
    CounterFamily cache_lookups;   ///< by result: hit, miss, former (a newer version was not ready yet)
    Counter task_failures;         ///< tasks and polls that ended with an exception: bugs
    Histogram event_loop_seconds;  ///< that a timer ran too late: how long something held the event loop

private:
    struct Process;
    std::unique_ptr<Process> process_;
};

}  // namespace broadsheet
