// What the plugin border costs: begin -> N emits -> finish through the C ABI and the runtime, against the
// same work as direct virtual calls in one program.
//
//   bench_border [operations]
// The direct way buffers and takes its output as the runtime does, and nothing else: so the difference is all
// that the border adds (numbers, locks, lanes, deadlines, the crash journal, the watchdog's marks). Both run
// on one thread, the way of a reentrant component on its client's shard. Prints the medians of 15 rounds;
// exit status 1 when the border costs more than it may: 1 microsecond an operation, 100 nanoseconds an emit.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <memory>
#include <string>

#include "plugins/crash_journal.hpp"
#include "plugins/library.hpp"
#include "runtime/runtime.hpp"
#include "runtime/shard.hpp"
#include "runtime/sink.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

using namespace garden;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int rounds = 15;
constexpr int emits = 200;
std::size_t taken_bytes = 0;

// ---- the direct way ---------------------------------------------------------------------------------------

struct Emitter {
  virtual ~Emitter() = default;
  virtual void emit(garden_kind kind, std::string_view bytes) = 0;
  virtual void finish(std::string_view result) = 0;
};
struct Model {
  virtual ~Model() = default;
  virtual void begin(std::string_view request, Emitter& out) = 0;
};

struct Buffer final : Emitter {
  runtime::Output output;
  void emit(garden_kind kind, std::string_view bytes) override {
    const std::uint32_t header[2] = {kind, static_cast<std::uint32_t>(bytes.size())};
    output.records.append(reinterpret_cast<const char*>(header), sizeof header).append(bytes);
  }
  void finish(std::string_view result) override {
    output.over = true;
    output.body = result;
  }
};
struct Emitting final : Model {
  void begin(std::string_view request, Emitter& out) override {
    for (long left = std::atol(std::string(request).c_str()); left > 0; left--)
      out.emit(GARDEN_TEXT, " token");
    out.finish("");
  }
};

double direct_ns(Model& model, const std::string& request, int operations) {
  const auto begun = Clock::now();
  for (int i = 0; i < operations; i++) {
    Buffer buffer;
    model.begin(request, buffer);
    buffer.output.each([](garden_kind, std::string_view bytes) { taken_bytes += bytes.size(); });
  }
  return std::chrono::duration<double, std::nano>(Clock::now() - begun).count() / operations;
}

// ---- through the border
// -------------------------------------------------------------------------------------

// One operation after the other, each begun when the one before is over, all on the shard's thread.
struct Chain final : runtime::Sink, std::enable_shared_from_this<Chain> {
  Chain(runtime::Runtime& owner, runtime::Shard& home, std::shared_ptr<runtime::Instance> asked,
        std::string text, int operations)
      : Sink(home), runtime(owner), instance(std::move(asked)), request(std::move(text)), left(operations) {}
  void readable(runtime::Operation& operation) override {
    while (operation.take(output)) {
      output.each([](garden_kind, std::string_view bytes) { taken_bytes += bytes.size(); });
      if (output.over) next();
    }
  }
  void next() {
    if (left-- == 0) return done.set_value();
    auto begun =
        runtime.begin({.instance = instance, .verb = "x", .request = request, .sink = shared_from_this()});
    if (!begun) std::abort();
  }
  runtime::Runtime& runtime;
  std::shared_ptr<runtime::Instance> instance;
  std::string request;
  int left;
  runtime::Output output;
  std::promise<void> done;
};

double border_ns(runtime::Runtime& runtime, const std::shared_ptr<runtime::Instance>& instance,
                 const std::string& request, int operations) {
  auto chain = std::make_shared<Chain>(runtime, runtime.shard(0), instance, request, operations);
  auto done = chain->done.get_future();
  const auto begun = Clock::now();
  runtime.shard(0).post([chain] { chain->next(); });
  done.wait();
  return std::chrono::duration<double, std::nano>(Clock::now() - begun).count() / operations;
}

template <class Measure>
double median(Measure measure) {
  std::array<double, rounds> all{};
  for (auto& one : all) one = measure();
  std::ranges::sort(all);
  return all[rounds / 2];
}

int fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  const int operations = count > 1 ? std::atoi(arguments[1]) : 20'000;
  const auto log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  const auto journal = plugins::CrashJournal::in_memory();
  auto library = plugins::Library::open(GARDEN_EMITTER, "emitter", "");
  if (!library) return fail(library.error().text());
  auto runtime = runtime::Runtime::start({.shards = 1}, *log, metrics, *journal);
  if (!runtime) return fail(runtime.error().text());
  auto instance = (*runtime)->create({.name = "emitter", .component = library->components.front()});
  if (!instance) return fail(instance.error().text());

  Emitting emitting;
  const std::string none = "0", many = std::to_string(emits);
  border_ns(**runtime, *instance, many, operations / 10);  // warm
  const double direct_none = median([&] { return direct_ns(emitting, none, operations); });
  const double direct_many = median([&] { return direct_ns(emitting, many, operations); });
  const double border_none = median([&] { return border_ns(**runtime, *instance, none, operations); });
  const double border_many = median([&] { return border_ns(**runtime, *instance, many, operations); });
  const double operation = border_none - direct_none;
  const double emit = (border_many - direct_many - operation) / emits;

  std::printf("%-32s %10s %10s\n", "ns for each", "direct", "border");
  std::printf("%-32s %10.0f %10.0f\n", "operation without an emit", direct_none, border_none);
  std::printf("%-32s %10.0f %10.0f\n", "operation with 200 emits", direct_many, border_many);
  std::printf("the border costs %.0f ns an operation and %.1f ns an emit (limits: 1000 and 100)\n", operation,
              emit);
  return operation < 1000 && emit < 100 ? 0 : 1;
}
