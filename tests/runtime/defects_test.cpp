// Goal: a library with a defect costs its own operations a clear error and nothing else.
// Method: the one-defect libraries of tests/abi, loaded for real beside a good one that must go on working.
#include <catch2/catch.hpp>
#include <fstream>

#include "loaded.hpp"
#include "runtime/shard.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::abi_plugin;
using testing::make;
using testing::TestHost;

namespace {

// A host with one shard, so that all share a lane, and a good instance that is asked at the end.
struct Bench {
  explicit Bench(runtime::RuntimeOptions options = {.shards = 1}) : host(options) {}
  ~Bench() { CHECK(host.ask(echo, "x", "still here").text() == "still here"); }
  runtime::Answer ask(const std::string& plugin, std::string request = {},
                      std::chrono::milliseconds time_max = 30s) {
    return host.ask(make(host, abi_plugin(plugin), plugin), "x", std::move(request), {}, time_max);
  }
  bool counts_gone(const std::string& plugin) {
    const auto label = "instance=\"" + plugin + "\"";
    return testing::eventually([&] { return host.metric("garden_plugin_gone_total", label) > 0; });
  }
  TestHost host;
  std::shared_ptr<runtime::Instance> echo = make(host, abi_plugin("echo"), "echo");
};

}  // namespace

TEST_CASE("Components in C answer, at once and over time, alone and many at once") {
  Bench bench;
  CHECK(bench.ask("echo", "said").text() == "said");
  auto words = make(bench.host, abi_plugin("words"), "words");
  CHECK(bench.host.ask(words, "x", "one two three").text() == "one two three");
  std::atomic<int> ends{0}, right{0};
  for (int i = 0; i < 200; i++) {
    const std::string text = "many words of " + std::to_string(i);
    auto begun =
        runtime::run_then(*bench.host.runtime, {.instance = words, .verb = "x", .request = text},
                          bench.host.runtime->next_shard(), [&ends, &right, text](runtime::Answer answer) {
                            right += answer.text() == text;
                            ends++;
                          });
    REQUIRE(begun.has_value());
  }
  CHECK(testing::eventually([&] { return ends == 200; }));
  CHECK(right == 200);
}

TEST_CASE("finish twice: the first one stands, the second is GONE") {
  Bench bench;
  const auto answer = bench.ask("finish_twice", "once");
  CHECK(answer.ok());
  CHECK(answer.text() == "once");
  CHECK(bench.counts_gone("finish_twice"));
}

TEST_CASE("A thread that emits after the end is answered GONE") {
  Bench bench;
  CHECK(bench.ask("emit_after_finish", "now").ok());
  CHECK(bench.counts_gone("emit_after_finish"));
}

TEST_CASE("never_finish ends at the deadline") {
  Bench bench;
  const auto answer = bench.ask("never_finish", "half", 50ms);
  CHECK(answer.status == Code::deadline);
  CHECK(answer.text() == "half");
}

TEST_CASE("One that ignores FULL loses its own text, and the buffer does not grow") {
  Bench bench;
  const auto answer = bench.ask("ignores_full");
  CHECK(answer.ok());
  CHECK(answer.text().size() <= base::limits::operation_buffer_bytes_max);
  CHECK(answer.text().size() > base::limits::operation_buffer_bytes_max / 2);
  CHECK(testing::eventually(
      [&] { return bench.host.metric("garden_plugin_full_total", R"(instance="ignores_full")") > 9000; }));
}

TEST_CASE("A status that does not exist is the component's fault") {
  Bench bench;
  CHECK(bench.ask("finish_oddly", "FULL").status == Code::internal);
  CHECK(bench.ask("finish_oddly", "other").status == Code::internal);
}

TEST_CASE("Wrong lane, wrong number, wrong token: each is answered and nobody else is touched") {
  Bench bench;
  CHECK(bench.ask("wrong_lane").text() == std::to_string(GARDEN_DENIED));
  CHECK(bench.ask("wrong_op").text() == "0");
  CHECK(bench.ask("token_twice").text() == std::to_string(GARDEN_INVALID));
}

TEST_CASE("Stalls are counted, and three long ones are quarantine") {
  Bench bench({.shards = 1, .stall_log = 20ms, .stall_quarantine = 50ms});
  auto stall = make(bench.host, abi_plugin("stall"), "stall");
  for (int i = 0; i < 3; i++) CHECK(bench.host.ask(stall, "x", "80").ok());
  CHECK(testing::eventually([&] { return stall->state() == runtime::InstanceState::quarantined; }));
  const auto refused = bench.host.ask(stall, "x", "80");
  CHECK(refused.status == Code::unavailable);
  CHECK(refused.body.find("quarantine") != std::string::npos);
}

TEST_CASE("create and start that refuse are errors in their own words") {
  Bench bench;
  const auto created = testing::try_make(bench.host, abi_plugin("create_refuses"));
  REQUIRE_FALSE(created.has_value());
  CHECK(created.error().code == Code::invalid);
  CHECK(created.error().where == "/api_key");
  const auto started = testing::try_make(bench.host, abi_plugin("start_fails"));
  REQUIRE_FALSE(started.has_value());
  CHECK(started.error().code == Code::unavailable);
  CHECK(started.error().message.find("start the server first") != std::string::npos);
  const auto endless = testing::try_make(bench.host, abi_plugin("error_unterminated"));
  REQUIRE_FALSE(endless.has_value());
  CHECK(endless.error().where.size() == sizeof(garden_error::path));
  CHECK(endless.error().message.size() < 600);
}

TEST_CASE("A thread that is left behind, and noise on standard output, harm nobody") {
  Bench bench;
  CHECK(bench.ask("thread_left", "fine").text() == "fine");
  CHECK(bench.ask("stdout_noise", "fine").text() == "fine");
}

TEST_CASE("A library is loaded anew two hundred times while an older one is at work") {
  Bench bench;
  testing::TempDir folder;
  auto words = make(bench.host, abi_plugin("words"), "words");
  std::shared_ptr<runtime::Instance> last;
  for (int i = 0; i < 200; i++) {
    const auto file = folder.path() / ("echo" + std::to_string(i) + ".so");  // another file: another image
    std::filesystem::copy_file(abi_plugin("echo"), file);
    auto next = make(bench.host, file, "echo");
    CHECK(bench.host.ask(next, "x", "hello").text() == "hello");
    if (last) bench.host.runtime->retire(std::move(last), 1s);
    last = std::move(next);
  }
  CHECK(bench.host.ask(words, "x", "old and well").text() == "old and well");
  last.reset();
  CHECK(testing::eventually([&] { return bench.host.runtime->instances().size() == 2; }));
}
