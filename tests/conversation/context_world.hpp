// ContextWorld: a conversation that serves one agent with seven queries, over a shop database that takes its
// time and counts, with Redis as the second level if wanted; for tests and benchmarks of contexts.
//
// The wall clock is the test's; time that passes while something runs is real. Threads: ask() from any.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "conversation/context_lookup.hpp"
#include "conversation/conversation.hpp"
#include "support/temp_dir.hpp"
#include "support/test_host.hpp"

namespace garden::testing {

class WorldClock final : public base::Clock {
 public:
  base::Steady now() const override { return std::chrono::steady_clock::now(); }
  base::Wall wall() const override { return base::Wall(std::chrono::microseconds(wall_us_.load())); }
  void set(base::Wall wall) { wall_us_ = wall.time_since_epoch().count(); }
  void advance(std::chrono::microseconds time) { wall_us_ += time.count(); }

 private:
  std::atomic<std::int64_t> wall_us_{1'790'000'000'000'000};
};

// The database: how it behaves, and what it was asked.
struct ShopDatabase {
  std::atomic<int> queries{0};
  std::atomic<std::uint32_t> query_ms{0};
  std::atomic<bool> is_down{false};
  std::atomic<int> failing_query{-1};  // only this one fails
  int rows = 20;
};

// The moments of 10,000 requests over a day; the same each time.
enum class Day {
  of_a_shop,  // 99.7 % while it is open, 8 to 20 o'clock, most before noon and before closing
  flat        // at any time with the same chance: the hardest for a cache
};
std::vector<base::Wall> world_day(Day day);

class ContextWorld {
 public:
  // redis_url: empty: there is no second level. ttl: how long a context is good.
  explicit ContextWorld(const std::string& redis_url = {},
                        std::chrono::milliseconds ttl = std::chrono::minutes(5));
  ~ContextWorld();

  // One get_context() in an operation of its own.
  conversation::ContextFound ask();
  std::future<conversation::ContextFound> ask_later();
  // Many, one after the other, within one operation: `before` and `after` each, on its lane.
  void ask_many(int times, std::function<void()> before,
                std::function<void(const conversation::ContextFound&)> after);
  // Until no operation is under way; builds that nobody waits for included.
  void settle();

  std::chrono::milliseconds ttl() const { return ttl_; }
  // The key of the bucket in which the clock stands.
  std::string key() const;
  std::int64_t metric(std::string_view name, std::string_view labels = {}) {
    return host_.metric(name, labels);
  }

  WorldClock clock;
  ShopDatabase shop;

  struct Question;

 private:
  std::shared_ptr<runtime::Instance> add(std::string_view component, std::string name, const void* internal,
                                         const std::string& config = "{}");
  void serve(const std::string& cache);
  void begin(Question& question);

  const std::chrono::milliseconds ttl_;
  TempDir folder_;
  TestHost host_;
  std::unique_ptr<state::Store> state_;
  std::unique_ptr<conversation::Conversation> conversation_;
  std::shared_ptr<runtime::Instance> shop_, cache_, asker_;  // co-owner: the runtime
};

}  // namespace garden::testing
