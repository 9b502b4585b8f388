// What the tests of the state store share: a store in a folder of its own, calls that wait, a clock to set.
#pragma once
#include <atomic>
#include <memory>
#include <string>

#include "state/runs.hpp"
#include "state/sessions.hpp"
#include "state/sqlite_store.hpp"
#include "state/wait.hpp"
#include "support/temp_dir.hpp"

namespace garden::state::testing {

// A clock that ticks a microsecond with every look, so that no two things happen at the same time.
class TickingClock final : public base::Clock {
 public:
  base::Steady now() const override { return base::Steady{}; }
  base::Wall wall() const override { return base::Wall(std::chrono::microseconds(++us_)); }

 private:
  mutable std::atomic<std::int64_t> us_{1'700'000'000'000'000};
};

// Where a store's data lives; every open() is a further opening of the same data.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<Store> open() = 0;
};

class SqliteBackend final : public Backend {
 public:
  std::unique_ptr<Store> open() override {
    auto opened = open_sqlite_store({.path = path()}, *log_, metrics_);
    if (!opened) throw std::runtime_error(opened.error().text());
    return std::move(*opened);
  }
  std::string path() const { return dir_.file("state.db"); }
  telemetry::Log& log() { return *log_; }
  telemetry::Metrics& metrics() { return metrics_; }

 private:
  garden::testing::TempDir dir_;
  std::unique_ptr<telemetry::Log> log_ = telemetry::Log::silent();
  telemetry::Metrics metrics_;
};

inline base::Result<Committed> commit(Store& store, Batch batch) {
  return wait_for<Committed>([&](auto done) { store.commit(std::move(batch), std::move(done)); });
}
inline base::Result<Document> get(Store& store, Address address) {
  return wait_for<Document>([&](auto done) { store.get(std::move(address), std::move(done)); });
}
inline base::Result<Page> list(Store& store, Listing listing) {
  return wait_for<Page>([&](auto done) { store.list(std::move(listing), std::move(done)); });
}
inline base::Result<std::int64_t> count(Store& store, Filter filter) {
  return wait_for<std::int64_t>([&](auto done) { store.count(std::move(filter), std::move(done)); });
}
inline base::Result<LogSlice> read_log(Store& store, LogRange range) {
  return wait_for<LogSlice>([&](auto done) { store.read_log(std::move(range), std::move(done)); });
}
inline base::Result<bool> is_open(Store& store, std::string holder) {
  return wait_for<bool>([&](auto done) { store.is_open(std::move(holder), std::move(done)); });
}

// The rooms above the store for the shop "shop", with calls that wait.
struct Shop {
  explicit Shop(Store& store, std::string scope = "shop")
      : sessions(store, scope), runs(store, scope, clock) {}

  TurnBegun begin(std::string session_id, std::string text, RunStatus status = RunStatus::running) {
    NewTurn turn{.session_id = std::move(session_id),
                 .agent = "stock",
                 .content = R"({"text":")" + text + R"("})",
                 .title = text,
                 .status = status};
    return wait_for<TurnBegun>([&](auto done) { runs.begin_turn(std::move(turn), std::move(done)); }).value();
  }
  base::Result<std::int64_t> append(std::string run_id, std::vector<Event> events) {
    return wait_for<std::int64_t>(
        [&](auto done) { runs.append_events(std::move(run_id), std::move(events), std::move(done)); });
  }
  base::Result<> finish(RunEnd end) {
    return wait_for<void>([&](auto done) { runs.finish_run(std::move(end), std::move(done)); });
  }
  base::Result<Run> run(std::string id) {
    return wait_for<Run>([&](auto done) { runs.run(std::move(id), std::move(done)); });
  }
  base::Result<RunPage> list_runs(RunFilter filter = {}, std::size_t limit = 100, std::string cursor = {}) {
    return wait_for<RunPage>(
        [&](auto done) { runs.runs(std::move(filter), limit, std::move(cursor), std::move(done)); });
  }
  base::Result<EventPage> events(std::string run_id, std::int64_t after = 0, std::size_t limit = 1000) {
    return wait_for<EventPage>(
        [&](auto done) { runs.events(std::move(run_id), after, limit, std::move(done)); });
  }
  base::Result<std::int64_t> recover() {
    return wait_for<std::int64_t>([&](auto done) { runs.recover(std::move(done)); });
  }
  base::Result<Session> session(std::string id) {
    return wait_for<Session>([&](auto done) { sessions.session(std::move(id), std::move(done)); });
  }
  base::Result<SessionPage> list_sessions(SessionFilter filter = {}, std::size_t limit = 100,
                                          std::string cursor = {}) {
    return wait_for<SessionPage>(
        [&](auto done) { sessions.sessions(std::move(filter), limit, std::move(cursor), std::move(done)); });
  }
  base::Result<MessagePage> messages(std::string id, std::int64_t after = 0, std::size_t limit = 1000) {
    return wait_for<MessagePage>(
        [&](auto done) { sessions.messages(std::move(id), after, limit, std::move(done)); });
  }
  base::Result<std::vector<Message>> history(std::string id, std::int64_t before = 0,
                                             HistoryLimits limits = {}) {
    return wait_for<std::vector<Message>>(
        [&](auto done) { sessions.history(std::move(id), before, limits, std::move(done)); });
  }
  base::Result<bool> clear(std::string id) {
    return wait_for<bool>([&](auto done) { sessions.clear(std::move(id), std::move(done)); });
  }
  std::int64_t active(base::Wall since = {}) {
    return wait_for<std::int64_t>([&](auto done) { sessions.count_active(since, std::move(done)); }).value();
  }

  TickingClock clock;
  Sessions sessions;
  Runs runs;
};

}  // namespace garden::state::testing
