// Goal: FakeHost notices every rule that a component breaks towards its host, and nothing else.
// Method: the tiny plugins of tests/abi/plugins, each with one defect, loaded and run on a FakeHost.
#include <catch2/catch.hpp>

#include "abi/load.hpp"
#include "garden/testing/fake_host.hpp"

using garden::testing::FakeHost;

namespace {

const garden_component& load(const std::string& name) {
  return garden::testing::load_component(std::string(GARDEN_BINARY_DIR) + "/tests/abi/plugins/" + name +
                                         ".so");
}

// The violations of one operation, joined.
std::string violations_of(const std::string& plugin, const std::string& request = "hello") {
  FakeHost host(load(plugin));
  auto& op = host.begin("generate", request);
  host.wait(op, std::chrono::seconds(5));
  host.close();
  std::string all;
  for (const auto& violation : host.violations()) all += violation + ";";
  return all;
}

}  // namespace

TEST_CASE("FakeHost: a right component breaks no rule") {
  FakeHost host(load("echo"));
  auto& op = host.run("generate", "hello");
  CHECK(op.text() == "hello");
  CHECK(op.status() == GARDEN_OK);
  CHECK(host.violations().empty());
}

TEST_CASE("FakeHost: a component in C streams, waits for room, and is cancelled") {
  FakeHost host(load("words"));
  host.full_every(2);
  const auto before = host.now_us();
  CHECK(host.run("generate", "one two three").text() == "one two three");
  CHECK(host.now_us() - before == 15'000);
  for (int events = 0; events < 8; ++events) {
    auto& op = host.run("generate", "one two three", events);
    CHECK(op.over());
    CHECK(op.children() == 0);
  }
  CHECK(host.violations().empty());
}

TEST_CASE("FakeHost: each defect has its name") {
  CHECK(violations_of("finish_twice") == "generate: finish a second time;");
  CHECK(violations_of("finish_oddly", "FULL") == "generate: finish with a status that is no ending: 2;");
  CHECK(violations_of("finish_oddly", "") == "generate: finish with a status that is no ending: 4711;");
  CHECK(violations_of("wrong_lane") == "generate: sleep called outside of the lane;");
  CHECK(violations_of("token_twice") == "generate: a child with a token that is in use;");
  CHECK(violations_of("wrong_op").empty());  // ids that are not its own are GONE, which harms nobody
  CHECK(violations_of("echo", "caf\xe9") == "generate: emit of text that is not UTF-8;");
  CHECK(violations_of("echo", std::string(1024 * 1024 + 1, 'x')) == "generate: emit of more than 1 MiB;");
  const auto late = violations_of("emit_after_finish");
  CHECK(late.find("generate: emit after finish;") != std::string::npos);
  CHECK(late.find("generate: finish a second time;") != std::string::npos);
}

TEST_CASE("FakeHost: an operation that is never finished is seen to hang") {
  FakeHost host(load("never_finish"));
  auto& op = host.run("generate", "hello");
  CHECK_FALSE(op.over());
  CHECK(op.children() == 0);
  CHECK_FALSE(host.wait(op, std::chrono::milliseconds(1)));
}

TEST_CASE("FakeHost: create and start that refuse") {
  FakeHost refused(load("create_refuses"));
  CHECK(refused.create_status() == GARDEN_INVALID);
  CHECK(std::string(refused.error().path) == "/api_key");
  FakeHost away(load("start_fails"));
  CHECK(away.create_status() == GARDEN_UNAVAILABLE);
}
