// Goal: of all that miss one key exactly one builds; a failed build tells everybody and keeps the last good
// context. Method: direct calls, and threads that meet at one key.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "conversation/context_cache.hpp"

using namespace garden::conversation;
using garden::base::Code;

namespace {
ContextPointer context(std::string text) {
  BuiltContext built;
  built.markdown = std::move(text);
  return std::make_shared<const BuiltContext>(std::move(built));
}
}  // namespace

TEST_CASE("two hundred at once, one builder") {
  ContextCache cache(1 << 20);
  std::atomic<int> leaders{0}, told{0};
  std::vector<std::thread> askers;
  for (int i = 0; i < 200; ++i)
    askers.emplace_back([&] {
      if (cache.lead_or_wait("k", [&](const ContextOutcome& outcome) { told += outcome.has_value(); }))
        ++leaders;
    });
  for (auto& asker : askers) asker.join();
  CHECK(leaders == 1);
  cache.complete("k", "f", context("now"));
  CHECK(told == 199);
  CHECK(cache.find("k")->markdown == "now");
}

TEST_CASE("a failed build is told, not kept; the last good one stays") {
  ContextCache cache(1 << 20);
  cache.complete("bucket1", "f", context("good"));
  REQUIRE(cache.lead_or_wait("bucket2", nullptr));
  Code heard = Code::ok;
  CHECK_FALSE(
      cache.lead_or_wait("bucket2", [&](const ContextOutcome& outcome) { heard = outcome.error().code; }));
  cache.complete("bucket2", "f", garden::base::fail(Code::unavailable, "down"));
  CHECK(heard == Code::unavailable);
  CHECK(cache.find("bucket2") == nullptr);
  CHECK(cache.last_good("f")->markdown == "good");
  CHECK(cache.lead_or_wait("bucket2", nullptr));  // the next one may try again
}

TEST_CASE("bytes are bounded, the newest stays") {
  ContextCache cache(100);
  for (int i = 0; i < 10; ++i)
    cache.complete("k" + std::to_string(i), "f" + std::to_string(i), context(std::string(40, 'x')));
  CHECK(cache.find("k9"));
  CHECK(cache.find("k8"));
  CHECK_FALSE(cache.find("k7"));
}

TEST_CASE("a context survives the way through a cache plugin; anything else in its place is refused") {
  BuiltContext built;
  built.markdown = "# \"x\"\n";
  built.failed = {"get_y"};
  built.built_at = garden::base::Wall(std::chrono::seconds(1'790'000'000));
  auto back = BuiltContext::from_text(built.to_text());
  REQUIRE(back);
  CHECK(back->markdown == built.markdown);
  CHECK(back->built_at == built.built_at);
  CHECK(back->failed == built.failed);
  for (auto text : {"", "{}", "[1]", R"({"markdown":"x","built_at":"yesterday"})"})
    CHECK_FALSE(BuiltContext::from_text(text));
}
