// Goal: Hello streams what the service sends, and says clearly what went wrong. Method: FakeHost, scripted
// answers.
#include <cstdio>
#include <cstdlib>

#include "garden/testing/fake_host.hpp"
#include "hello.hpp"

using garden::testing::FakeHost;

namespace {

void check(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

}  // namespace

int main() {
  const auto hello =
      garden::component<Hello>(GARDEN_LLM, "hello", "Answers.", Hello::schema, GARDEN_REENTRANT);
  const auto* config = R"({"url": "http://127.0.0.1:8099/answer", "key": "k"})";
  const auto* request = R"({"messages": [{"role": "user", "parts": [{"text": "Hi \"you\""}]}]})";

  FakeHost host(hello, config);
  host.answer_http({.chunks = {"data: {\"text\": \"Good \"}\n\nda", "ta: {\"text\": \"day\"}\n\n"}});
  auto& op = host.run("generate", request);
  check(op.status() == GARDEN_OK && op.text() == "Good day", "an answer is streamed");
  check(host.http_seen().at(0).body == R"({"prompt":"Hi \"you\""})", "the prompt is sent");
  check(host.http_seen().at(0).header("Authorization") == "Bearer k", "the key is sent");

  host.answer_http({.status = 429, .chunks = {"slow down"}});
  auto& limited = host.run("generate", request);
  check(limited.status() == GARDEN_RATE_LIMITED && limited.result() == "slow down", "a refusal is passed on");

  for (int events = 0; events < 6; ++events) {
    host.answer_http(
        {.chunks = {"data: {\"text\": \"a\"}\n\n", "data: {\"text\": \"b\"}\n\n"}, .gap_ms = 10});
    check(host.run("generate", request, events).children() == 0, "a cancel leaves nothing behind");
  }
  check(FakeHost(hello, R"({"url": "x", "key": ""})").create_status() == GARDEN_INVALID,
        "an empty key is refused");
  check(host.violations().empty(), "no rule of the border is broken");
  return 0;
}
