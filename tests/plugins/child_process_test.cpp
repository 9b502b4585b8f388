// Goal: whatever a child does, its parent is told what, in time, and nothing of ours reaches it.
// Method: /bin/sh as the child.
#include "plugins/child_process.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

using namespace garden;
using namespace std::chrono_literals;
using plugins::ChildLimits;

namespace {

constexpr ChildLimits usual{10s, 0, 64 * 1024};

plugins::ChildOutcome shell(const std::string& script, const ChildLimits& limits = usual) {
  auto outcome = plugins::run_child("/bin/sh", {"-c", script}, limits);
  REQUIRE(outcome.has_value());
  return *outcome;
}

}  // namespace

TEST_CASE("A child's output, errors and status come back") {
  const auto outcome = shell("echo out; echo err >&2; exit 3");
  CHECK(outcome.output == "out\n");
  CHECK(outcome.errors == "err\n");
  CHECK(outcome.exit_status == 3);
  CHECK(outcome.what_went_wrong(usual) == "ended with status 3");
  CHECK(shell("true").what_went_wrong(usual).empty());
}

TEST_CASE("A signal is named") {
  const auto outcome = shell("kill -SEGV $$");
  CHECK(outcome.signal == SIGSEGV);
  CHECK(outcome.what_went_wrong(usual).starts_with("was killed by signal 11"));
}

TEST_CASE("A child that hangs is killed, with its own children, also when it has closed its output") {
  const ChildLimits brief{200ms, 0, 1024};
  for (const char* script : {"sleep 1000 & wait", "exec >&- 2>&-; sleep 1000"}) {
    const auto begun = std::chrono::steady_clock::now();
    const auto outcome = shell(script, brief);
    CHECK(outcome.timed_out);
    CHECK(outcome.what_went_wrong(brief) == "did not end within 200 ms");
    CHECK(std::chrono::steady_clock::now() - begun < 10s);
  }
}

TEST_CASE("A child that writes without end is stopped at its limit") {
  const auto outcome = shell("while :; do echo noise; done", {10s, 0, 1000});
  CHECK(outcome.too_much);
  CHECK(outcome.output.size() == 1000);
}

TEST_CASE("The environment's secrets and our descriptors stay here") {
  setenv("GARDEN_TEST_SECRET", "hush", 1);
  const auto outcome = shell("echo \"[$GARDEN_TEST_SECRET]\"; ls /proc/self/fd | wc -l");
  unsetenv("GARDEN_TEST_SECRET");
  CHECK(outcome.output.starts_with("[]\n"));
  CHECK(std::stoi(outcome.output.substr(3)) <= 5);  // 0, 1, 2, and what ls itself has open
}

TEST_CASE("A program that is not there is an error") {
  std::cout.flush();  // ThreadSanitizer's _exit would write what is still buffered, in the child
  std::fflush(stdout);
  const auto outcome = plugins::run_child("/nowhere/at/all", {}, usual);
  REQUIRE_FALSE(outcome.has_value());
  CHECK(outcome.error().code == base::Code::unavailable);
}
