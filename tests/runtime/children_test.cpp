// Goal: what an operation waits for: sleep, calls of other components, offloaded work; their limits and their
// end. Method: scripts that call each other through a Scope, on one shard and across two.
#include <atomic>
#include <catch2/catch.hpp>
#include <deque>

#include "runtime/shard.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::raw;
using testing::Script;
using testing::TestHost;
using testing::view;

namespace {

std::shared_ptr<const runtime::Scope> scope_of(runtime::Scope::Targets targets) {
  return std::make_shared<const runtime::Scope>(std::move(targets));
}

// Streams "0\n1\n..." up to what the request says, as fast as it may, then finishes with "counted".
struct Counting : Script {
  std::mutex mutex;
  std::map<garden_op, std::pair<int, int>> all;  // next, last
  std::atomic<int> cancels{0};
  Counting() {
    begin = [this](Script&, garden_op op, auto, std::string_view request) {
      {
        std::lock_guard guard(mutex);
        all[op] = {0, std::atoi(std::string(request).c_str())};
      }
      go(op);
    };
    event = [this](Script&, garden_op op, const garden_event& event) {
      if (event.event == GARDEN_EV_WRITABLE) go(op);
      cancels += event.event == GARDEN_EV_CANCEL;
    };
  }
  void go(garden_op op) {
    std::unique_lock lock(mutex);
    auto [next, last] = all[op];
    lock.unlock();
    for (; next < last; next++) {
      if (emit(op, std::to_string(next) + "\n") == GARDEN_OK) continue;
      lock.lock();
      all[op].first = next;
      return;
    }
    finish(op, GARDEN_OK, "counted");
  }
};

// Calls `target` and passes on what comes; pauses for a moment after every `pause_every` events.
struct Forwarding : Script {
  std::string target = "llm:count";
  int pause_every = 0;
  std::atomic<int> while_paused{0};
  bool paused = false;  // one operation at a time
  int events = 0;
  std::deque<std::string> waiting;
  std::string end;
  Code end_status = Code::ok;
  bool ended = false;
  Forwarding() {
    begin = [this](Script&, garden_op op, auto, std::string_view request) {
      const auto status = host->call(host, op, 1, raw(target), raw("count"), raw(request), 0);
      if (status != GARDEN_OK) finish(op, status, "the call was refused");
    };
    event = [this](Script&, garden_op op, const garden_event& event) {
      if (event.event == GARDEN_EV_DATA) {
        if (paused) while_paused++;
        waiting.emplace_back(view(event.body));
        if (pause_every != 0 && ++events % pause_every == 0) {
          paused = true;
          host->pause(host, op, 1, 1);
          host->sleep(host, op, 2, 1);
        }
      }
      if (event.event == GARDEN_EV_WAKE) {
        paused = false;
        host->pause(host, op, 1, 0);
      }
      if (event.event == GARDEN_EV_DONE) {
        ended = true;
        end = view(event.body);
        end_status = static_cast<Code>(event.status);
      }
      pass_on(op);
    };
  }
  void pass_on(garden_op op) {
    while (!waiting.empty()) {
      if (emit(op, waiting.front()) != GARDEN_OK) return;
      waiting.pop_front();
    }
    if (ended) finish(op, static_cast<garden_status>(end_status), end);
  }
};

std::string counted(int last) {
  std::string text;
  for (int i = 0; i < last; i++) text += std::to_string(i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("A call's emits arrive in order, then its result; also while the caller pauses and resumes") {
  for (const bool reentrant : {true, false})
    for (const int pause_every : {0, 1, 7}) {
      Counting counting;
      Forwarding forwarding;
      forwarding.pause_every = pause_every;
      TestHost host;
      auto scope = scope_of({{"llm:count", host.add(counting, "count", reentrant)}});
      auto forward = host.add(forwarding, "forward", reentrant);
      const int last = pause_every == 0 ? 20'000 : 300;
      const auto answer = host.ask(forward, "x", std::to_string(last), scope);
      CHECK(answer.ok());
      CHECK(answer.body == "counted");
      CHECK(answer.text() == counted(last));
      CHECK(forwarding.while_paused == 0);
      CHECK(testing::eventually([&] { return host.runtime->open_operations() == 0; }));
    }
}

TEST_CASE("A call on the same shard begins when its caller has returned, before whatever waits there") {
  Script caller, callee;
  TestHost host{{.shards = 1}};
  auto& shard = host.runtime->shard(0);
  bool inside = false, nested = false;  // on the shard
  std::string order;
  callee.begin = [&](Script& me, garden_op op, auto, std::string_view request) {
    nested = nested || inside;
    inside = true;
    order += request;
    if (request == "a") me.host->call(me.host, op, 1, raw("llm:callee"), raw("x"), raw("c"), 0);
    if (request != "a") me.finish(op);
    inside = false;
  };
  callee.event = [](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE) me.finish(op);
  };
  int ended = 0;
  caller.begin = [&](Script& me, garden_op op, auto, auto) {
    inside = true;
    shard.post([&order] { order += "p"; });
    me.host->call(me.host, op, 1, raw("llm:callee"), raw("x"), raw("a"), 0);
    me.host->call(me.host, op, 2, raw("llm:callee"), raw("x"), raw("b"), 0);
    order += "r";
    inside = false;
  };
  caller.event = [&](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE && ++ended == 2) me.finish(op);
  };
  auto answer =
      host.ask(host.add(caller, "caller"), "x", "", scope_of({{"llm:callee", host.add(callee, "callee")}}));
  CHECK(answer.ok());
  CHECK(order == "rabcp");
  CHECK_FALSE(nested);
}

TEST_CASE("A target that the scope does not name is not found; a resolver may know more") {
  Counting counting;
  Forwarding forwarding;
  TestHost host;
  auto count = host.add(counting, "count");
  auto forward = host.add(forwarding, "forward");
  CHECK(host.ask(forward, "x", "1").status == Code::not_found);
  CHECK(host.ask(forward, "x", "1", scope_of({})).status == Code::not_found);
  auto resolving = std::make_shared<const runtime::Scope>(
      runtime::Scope::Targets{}, [count](std::string_view target, const runtime::Instance&) {
        return runtime::Scope::Target{target == "llm:count" ? count : nullptr, {}};
      });
  CHECK(host.ask(forward, "x", "3", resolving).text() == "0\n1\n2\n");
}

TEST_CASE("Children inherit the scope, and a component that calls itself for ever is stopped by the depth") {
  Script script;
  std::atomic<int> deepest{0};
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    deepest++;
    const auto status = me.host->call(me.host, op, 1, raw("agent:self"), {}, {}, 0);
    if (status != GARDEN_OK) me.finish(op, status, "too deep");
  };
  script.event = [](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE) me.finish(op, event.status, view(event.body));
  };
  TestHost host;
  auto self = host.add(script, "self");
  const auto answer = host.ask(self, "x", "", scope_of({{"agent:self", self}}));
  CHECK(answer.status == Code::invalid);
  CHECK(answer.body == "too deep");
  CHECK(deepest == static_cast<int>(base::limits::call_depth_max) + 1);
  CHECK(host.metric("garden_limit_hits_total", R"(limit="call_depth_max")") == 1);
}

TEST_CASE("A cancelled caller takes its callees along, through every depth") {
  Counting slow;  // never takes WRITABLE further: it waits for ever
  slow.begin = [](Script&, garden_op, auto, auto) {};
  Forwarding middle, top;
  top.target = "agent:middle";
  TestHost host;
  auto scope =
      scope_of({{"llm:count", host.add(slow, "count")}, {"agent:middle", host.add(middle, "middle", false)}});
  auto begun =
      runtime::run_then(*host.runtime, {.instance = host.add(top, "top"), .verb = "x", .scope = scope},
                        host.runtime->shard(0), [](auto) {});
  REQUIRE(begun.has_value());
  REQUIRE(testing::eventually([&] { return host.runtime->open_operations() == 3; }));
  (*begun)->cancel();
  CHECK(testing::eventually([&] { return host.runtime->open_operations() == 0 && slow.cancels == 1; }));
}

TEST_CASE("A call's own timeout ends only the call; a child never outlives its parent's deadline") {
  Script never, caller;
  std::atomic<std::int64_t> remaining{0};
  never.begin = [&](Script& me, garden_op op, auto, auto) { remaining = me.host->remaining_ms(me.host, op); };
  caller.begin = [](Script& me, garden_op op, std::string_view verb, auto) {
    me.host->call(me.host, op, 1, raw("llm:never"), {}, {}, verb == "brief" ? 50 : 0);
  };
  caller.event = [](Script& me, garden_op op, const garden_event& event) {
    if (event.event == GARDEN_EV_DONE)
      me.finish(op, GARDEN_OK, base::name_of(static_cast<Code>(event.status)));
  };
  TestHost host;
  auto scope = scope_of({{"llm:never", host.add(never, "never")}});
  auto instance = host.add(caller, "caller");
  CHECK(host.ask(instance, "brief", "", scope).body == "deadline");
  CHECK(remaining <= 50);
  CHECK(host.ask(instance, "long", "", scope, 100ms).status == Code::deadline);
  CHECK(remaining <= 100);
}

TEST_CASE("A token serves one child at a time, of whatever sort, and a finished one is free again") {
  Script script;
  std::string seen;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    const auto* h = me.host;
    auto work = [](void*) {};
    seen += std::to_string(h->sleep(h, op, 7, 1));
    seen += std::to_string(h->sleep(h, op, 7, 1));
    seen += std::to_string(h->offload(h, op, 7, work, nullptr));
    seen += std::to_string(h->offload(h, op, 8, work, nullptr));
    seen += std::to_string(h->sleep(h, op, 8, 1));
    seen += std::to_string(h->cancel(h, op, 99)) + std::to_string(h->pause(h, op, 99, 1));
  };
  int ended = 0;
  script.event = [&](Script& me, garden_op op, const garden_event& event) {
    if (++ended == 2) me.host->sleep(me.host, op, 7, 1);
    if (ended == 3) me.finish(op, event.event == GARDEN_EV_WAKE ? GARDEN_OK : GARDEN_INTERNAL);
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  CHECK(seen == "0550511");  // OK INVALID INVALID OK INVALID GONE GONE
}

TEST_CASE("An operation may wait for so many children and no more") {
  Script script;
  int accepted = 0;
  garden_status last = GARDEN_OK;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    for (std::uint64_t token = 0; (last = me.host->sleep(me.host, op, token, 60'000)) == GARDEN_OK; token++)
      accepted++;
    me.finish(op);
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  CHECK(last == GARDEN_RATE_LIMITED);
  CHECK(accepted == static_cast<int>(base::limits::children_per_operation_max));
  CHECK(host.metric("garden_limit_hits_total", R"(limit="children_per_operation_max")") == 1);
}

TEST_CASE("Sleeps wake in the order of their times, none early; a cancelled one not at all") {
  Script script;
  std::vector<std::uint64_t> woken;
  std::chrono::steady_clock::time_point begun;
  bool early = false;
  script.begin = [&](Script& me, garden_op op, auto, auto) {
    begun = std::chrono::steady_clock::now();
    for (const std::uint32_t ms : {80u, 20u, 50u, 0u, 300u}) me.host->sleep(me.host, op, ms, ms);
    me.host->cancel(me.host, op, 50);
  };
  script.event = [&](Script& me, garden_op op, const garden_event& event) {
    early = early || std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(event.token);
    woken.push_back(event.token);
    if (event.token == 300) me.finish(op);
  };
  TestHost host;
  CHECK(host.ask(host.add(script, "x"), "x").ok());
  CHECK(woken == std::vector<std::uint64_t>{0, 20, 80, 300});
  CHECK_FALSE(early);
}

// ---- offload ---------------------------------------------------------------------------------------------

namespace {

struct Job {
  std::atomic<bool> started{false}, ended{false};
  std::atomic<bool>* gate = nullptr;
  static void run(void* argument) {
    auto& job = *static_cast<Job*>(argument);
    job.started = true;
    while (job.gate != nullptr && !*job.gate) std::this_thread::sleep_for(1ms);
    job.ended = true;
  }
};

// Offloads one job for each operation; its argument lives until DONE, as the rules say.
struct Working : Script {
  std::atomic<bool> gate{false};
  std::atomic<int> done{0}, never_ran{0}, ran{0};
  Working() {
    begin = [this](Script&, garden_op op, auto, auto) {
      auto* job = new Job;
      job->gate = &gate;
      {
        std::lock_guard guard(mutex);
        jobs[op] = job;
      }
      if (host->offload(host, op, 1, &Job::run, job) == GARDEN_OK) return;
      forget(op);
      finish(op, GARDEN_RATE_LIMITED);
    };
    event = [this](Script&, garden_op op, const garden_event& event) {
      if (event.event != GARDEN_EV_DONE) return;
      done++;
      const bool did_run = forget(op);
      (did_run ? ran : never_ran)++;
      if (did_run != (event.status == GARDEN_OK)) done += 1000;
      finish(op, event.status);
    };
  }
  bool forget(garden_op op) {
    std::lock_guard guard(mutex);
    auto* job = jobs[op];
    jobs.erase(op);
    const bool started = job->started;
    delete job;
    return started;
  }
  std::mutex mutex;
  std::map<garden_op, Job*> jobs;
};

}  // namespace

TEST_CASE("Each instance has its own threads, no more than it may, and one cannot take another's") {
  Working busy, other;
  other.gate = true;
  TestHost host;
  auto busy_one = host.add(busy, "busy", true, 2);
  auto other_one = host.add(other, "other", true, 1);
  std::vector<std::shared_ptr<runtime::Operation>> held;
  std::atomic<int> ends{0};
  for (int i = 0; i < 5; i++)
    held.push_back(runtime::run_then(*host.runtime, {.instance = busy_one, .verb = "x"},
                                     host.runtime->next_shard(), [&](auto) { ends++; })
                       .value());
  auto started = [&] {
    std::lock_guard guard(busy.mutex);
    return std::ranges::count_if(busy.jobs, [](auto& pair) { return pair.second->started.load(); });
  };
  CHECK(testing::eventually([&] { return started() == 2; }));
  CHECK(host.ask(other_one, "x").ok());
  CHECK(started() == 2);
  busy.gate = true;
  CHECK(testing::eventually([&] { return ends == 5; }));
  CHECK(busy.ran == 5);
}

TEST_CASE("Exactly one DONE for each accepted job, also after a cancel, whether it ran or not") {
  Working working;
  TestHost host;
  auto instance = host.add(working, "work", true, 1);
  std::vector<std::shared_ptr<runtime::Operation>> held;
  std::atomic<int> ends{0};
  for (int i = 0; i < 10; i++)
    held.push_back(runtime::run_then(*host.runtime, {.instance = instance, .verb = "x"},
                                     host.runtime->next_shard(), [&](auto) { ends++; })
                       .value());
  REQUIRE(testing::eventually([&] {
    std::lock_guard guard(working.mutex);
    return working.jobs.size() == 10;
  }));
  for (auto& operation : held) operation->cancel();
  CHECK(testing::eventually([&] { return ends == 10; }));  // the clients do not wait for the jobs
  working.gate = true;
  CHECK(testing::eventually([&] { return working.done == 10; }));
  CHECK(working.ran + working.never_ran == 10);
  CHECK(working.jobs.empty());
}

TEST_CASE("A queue that is full is said so, and counted") {
  Working working;
  TestHost host;
  auto instance = host.add(working, "work", true, 1);
  std::atomic<int> ends{0}, limited{0};
  const int jobs = static_cast<int>(base::limits::offload_queue_max) + 50;
  for (int i = 0; i < jobs; i++) {
    auto begun = runtime::run_then(*host.runtime, {.instance = instance, .verb = "x"},
                                   host.runtime->next_shard(), [&](runtime::Answer answer) {
                                     ends++;
                                     limited += answer.status == Code::rate_limited;
                                   });
    REQUIRE(begun.has_value());
  }
  CHECK(testing::eventually([&] { return limited >= 49; }));
  working.gate = true;
  CHECK(testing::eventually([&] { return ends == jobs; }));
  CHECK(host.metric("garden_limit_hits_total", R"(limit="offload_queue_max")") == limited);
}
