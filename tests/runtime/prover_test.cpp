// Goal: every promise holds for components written with the C++ SDK, alone, and thousands at once with a
// third of them cancelled at random. Method: the prover library (plugins/prover.cpp) on two shards, a fake
// upstream, the words library as its model.
#include <catch2/catch.hpp>
#include <random>

#include "loaded.hpp"
#include "runtime/shard.hpp"
#include "support/fake_upstream.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::TestHost;

namespace {

struct Bench {
  testing::FakeUpstream upstream;
  TestHost host{{.shards = 2, .stall_quarantine = 60s}};
  std::shared_ptr<runtime::Instance> prover = testing::make(host, testing::own_plugin("prover"), "prover");
  std::shared_ptr<runtime::Instance> serial = testing::make(host, testing::own_plugin("prover"), "serial", 1);
  std::shared_ptr<runtime::Instance> words = testing::make(host, testing::abi_plugin("words"), "words");
  std::shared_ptr<const runtime::Scope> scope = std::make_shared<const runtime::Scope>(
      runtime::Scope::Targets{{"agent:prover", prover}, {"llm:words", words}});

  runtime::Answer ask(const std::shared_ptr<runtime::Instance>& instance, std::string verb,
                      std::string request = {}) {
    return host.ask(instance, std::move(verb), std::move(request), scope, 60s);
  }
  bool nothing_left() {
    return testing::eventually([this] { return host.runtime->open_operations() == 0; }) &&
           testing::eventually([this] { return host.metric("garden_http_client_open") == 0; }) &&
           testing::eventually([this] { return ask(prover, "alive").text() == "0"; });
  }
};

std::string flood() {
  std::string text;
  for (int i = 0; i < 2000; i++) {
    std::string piece = std::to_string(i);
    piece.resize(1000, '.');
    text += piece;
  }
  return text;
}

constexpr const char* parallel_answer = "part 0 part 1 part 2 part 3 and two 6";

}  // namespace

TEST_CASE("Every verb of the prover answers as it should, reentrant and serial") {
  Bench bench;
  for (const auto& instance : {bench.prover, bench.serial}) {
    CHECK(bench.ask(instance, "flood").text() == flood());
    CHECK(bench.ask(instance, "forward").text() == flood());
    CHECK(bench.ask(instance, "offload").text() == "500500");
    CHECK(bench.ask(instance, "parallel").text() == parallel_answer);
    CHECK(bench.ask(instance, "fetch", bench.upstream.url("/stream?chunks=50&gap=1")).text() == "200 50");
    CHECK(bench.ask(instance, "fetch", bench.upstream.url("/stream?chunks=600&size=2000")).text() ==
          "200 600");
    CHECK(bench.ask(instance, "fetch", "http://127.0.0.1:1/").status == Code::unavailable);
    const auto thrown = bench.ask(instance, "throws");
    CHECK(thrown.status == Code::internal);
    CHECK(thrown.body == "thrown and caught at the wall");
    CHECK(bench.ask(instance, "no such verb").status == Code::unimplemented);
  }
  CHECK(bench.nothing_left());
}

TEST_CASE("Two thousand operations at once on two shards, a third of them cancelled") {
  Bench bench;
  const std::string url = bench.upstream.url("/stream?chunks=10&gap=3");
  struct Kind {
    std::shared_ptr<runtime::Instance> instance;
    std::string verb, request, right;
  };
  const std::vector<Kind> kinds{
      {bench.prover, "parallel", "", parallel_answer}, {bench.prover, "fetch", url, "200 10"},
      {bench.serial, "parallel", "", parallel_answer}, {bench.words, "x", "a few words", "a few words"},
      {bench.prover, "offload", "", "500500"},         {bench.serial, "fetch", url, "200 10"}};
  std::atomic<int> good{0}, cancelled{0}, wrong{0};
  std::vector<std::shared_ptr<runtime::Operation>> all;
  std::mt19937 dice(7);
  for (std::size_t i = 0; i < 2000; i++) {
    const Kind& kind = kinds[i % kinds.size()];
    auto begun = runtime::run_then(
        *bench.host.runtime,
        {.instance = kind.instance, .verb = kind.verb, .request = kind.request, .scope = bench.scope},
        bench.host.runtime->next_shard(), [&, right = kind.right](runtime::Answer answer) {
          if (answer.ok() && answer.text() == right)
            good++;
          else if (answer.status == Code::cancelled)
            cancelled++;
          else
            wrong++;
        });
    REQUIRE(begun.has_value());
    all.push_back(std::move(*begun));
  }
  for (auto& operation : all) {
    if (dice() % 3 == 0) operation->cancel();
    if (dice() % 50 == 0) std::this_thread::sleep_for(1ms);  // spreads the cancels over the operations' lives
  }
  CHECK(testing::eventually([&] { return good + cancelled + wrong == 2000; }, 100s));
  CHECK(wrong == 0);
  CHECK(good > 1000);
  CHECK(cancelled > 400);
  all.clear();
  CHECK(bench.nothing_left());
}
