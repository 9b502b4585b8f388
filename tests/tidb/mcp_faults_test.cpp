// Goal: with a real child and real sockets every fault of a server costs the question it belongs to and no
// other, and many questions on several threads get each its own answer. Method: the connector in a real
// runtime on two shards; tests/support/fake_mcp.py, which does as it is told.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "base/json.hpp"
#include "support/script_child.hpp"
#include "support/test_host.hpp"
#include "tidb_connector.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using base::Json;

namespace {

const std::string script = std::string(GARDEN_SOURCE_DIR) + "/tests/support/fake_mcp.py";

struct Bench {
  explicit Bench(const Json& mcp) {
    auto component = std::make_shared<plugins::Component>();
    component->functions =
        garden::component<tidb::TidbConnector>(GARDEN_CONNECTOR, "tidb", "", "{}", GARDEN_REENTRANT);
    component->id = "tidb";
    auto made = host.runtime->create(
        {.name = "shop", .component = component, .config_json = base::to_text({{"mcp", mcp}})});
    REQUIRE(made);
    instance = *made;
  }
  runtime::Answer ask(const std::string& words, int timeout_ms = 30'000) {
    const Json request{{"sql", "SELECT " + words + " AS a"}, {"columns", {"a"}}, {"timeout_ms", timeout_ms}};
    return host.ask(instance, "query", base::to_text(request), {}, 60s);
  }
  // The one value of the answer; null if it has none.
  Json value(const std::string& words) {
    const auto answer = ask(words);
    for (const auto& record : answer.records) {
      const auto message = base::parse_json(record.bytes).value();
      if (const auto& rows = base::member(message, "rows"); !rows.empty()) return rows[0][0];
    }
    return {};
  }
  bool works_again() {
    return testing::eventually([this] { return value("echo_42") == 42; }, 60s);
  }

  testing::TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance;
};

Json over_pipes(const std::string& era) {
  return {{"command", {"python3", script, "--era", era}}, {"max_answer", "1MiB"}};
}

void ask_from_all_sides(Bench& bench) {
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&bench, &right, thread] {
      for (int i = 0; i < 25; ++i) {
        const int number = thread * 1000 + i;
        const std::string slow = i % 5 == 0 ? " fault_slow" : "";
        right += bench.value("echo_" + std::to_string(number) + slow) == number;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(right == 200);
}

}  // namespace

TEST_CASE("mcp faults: over pipes each costs only its own question") {
  Bench bench(over_pipes(GENERATE("modern", "legacy")));
  REQUIRE(bench.works_again());
  CHECK(bench.value("echo_1 fault_junk") == 1);
  CHECK(bench.value("echo_2 fault_wrong_id") == 2);
  const auto giant = bench.ask("fault_giant");
  CHECK(giant.status == Code::unimplemented);
  CHECK(giant.body.contains("max_answer"));
  CHECK(bench.value("echo_3") == 3);
  CHECK(bench.ask("fault_hang", 300).status == Code::deadline);
  CHECK(testing::eventually([&] { return bench.value("cancelled_count") == 1; }));
  CHECK(bench.ask("fault_crash").status == Code::unavailable);
  CHECK(bench.works_again());
  CHECK(bench.host.metric("garden_plugin_mcp_starts_total", "instance=\"shop\"") >= 2);
}

TEST_CASE("mcp faults: over pipes many ask from all sides, and each gets its own answer") {
  Bench bench(over_pipes(GENERATE("modern", "legacy")));
  REQUIRE(bench.works_again());
  ask_from_all_sides(bench);
}

TEST_CASE("mcp faults: over HTTP each costs only its own question") {
  const std::string era = GENERATE("modern", "legacy");
  testing::ScriptChild child("fake_mcp.py", {"--era", era, "--http"});
  const auto facts = base::parse_json(child.facts()).value();
  Bench bench({{"url", facts["url"]}, {"max_answer", "1MiB"}});
  REQUIRE(bench.works_again());
  CHECK(bench.value("echo_1 fault_junk") == 1);
  CHECK(bench.ask("echo_1 fault_cut").status == Code::unavailable);
  CHECK(bench.ask("fault_giant").status == Code::unimplemented);
  CHECK(bench.ask("fault_hang", 300).status == Code::deadline);
  if (era == "legacy") CHECK(testing::eventually([&] { return bench.value("cancelled_count") == 1; }));
  ask_from_all_sides(bench);
  CHECK(bench.ask("fault_crash").status == Code::unavailable);
}
