// Goal: of all that miss one key exactly one builds; a context is good until its bucket ends; a failed build
// tells everybody, keeps the last good context and lets the database rest. Method: direct calls, and threads
// that meet at one key.
#include "conversation/context_cache.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

using namespace garden::conversation;
using garden::base::Code;
using garden::base::Wall;

namespace {
using namespace std::chrono_literals;
constexpr Wall start{1'790'000'000s};

ContextPointer context(std::string text, Wall built_at = start, std::vector<std::string> failed = {}) {
  BuiltContext built;
  built.markdown = std::move(text);
  built.built_at = built_at;
  built.failed = std::move(failed);
  return std::make_shared<const BuiltContext>(std::move(built));
}
void put(ContextCache& cache, const ContextKey& key, ContextPointer made) {
  cache.complete(key, cache.join(key, {}), std::move(made), start);
}
}  // namespace

TEST_CASE("two hundred at once, one builder") {
  ContextCache cache(1 << 20);
  std::atomic<int> told{0};
  std::atomic<std::uint64_t> leaders{0}, ticket{0};
  std::vector<std::thread> askers;
  for (int i = 0; i < 200; ++i)
    askers.emplace_back([&cache, &told, &leaders, &ticket] {
      if (auto mine =
              cache.join({"f", 1}, [&told](const ContextOutcome& made) { told += made.has_value(); })) {
        ++leaders;
        ticket = mine;
      }
    });
  for (auto& asker : askers) asker.join();
  CHECK(leaders == 1);
  cache.complete({"f", 1}, ticket, context("now"), start);
  CHECK(told == 200);
  cache.complete({"f", 1}, ticket, garden::base::fail(Code::internal, "late"), start);  // used before
  CHECK(cache.look({"f", 1}, start).current->markdown == "now");
  CHECK(cache.look({"f", 1}, start).trouble.empty());
}

TEST_CASE("a context is good until its bucket ends, also before it begins") {
  ContextCache cache(1 << 20);
  put(cache, {"f", 5}, context("five"));
  CHECK(cache.look({"f", 4}, start).current);
  CHECK(cache.look({"f", 5}, start).current);
  CHECK(cache.look({"f", 5}, start).bucket == 5);
  CHECK_FALSE(cache.look({"f", 6}, start).current);
  CHECK(cache.look({"f", 6}, start).last->markdown == "five");
  CHECK_FALSE(cache.look({"g", 5}, start).last);
  put(cache, {"f", 6}, context("older than five", start - 1s));  // a build that took long
  CHECK(cache.look({"f", 5}, start).current->markdown == "five");
}

TEST_CASE("a failed build is told, not kept, the last good one stays and the database rests") {
  ContextCache cache(1 << 20);
  put(cache, {"f", 1}, context("good"));
  Code heard = Code::ok;
  auto ticket = cache.join({"f", 2}, [&heard](const ContextOutcome& made) { heard = made.error().code; });
  REQUIRE(ticket != 0);
  CHECK(cache.join({"f", 2}, {}) == 0);
  cache.complete({"f", 2}, ticket, garden::base::fail(Code::unavailable, "down"), start);
  CHECK(heard == Code::unavailable);
  auto standing = cache.look({"f", 2}, start);
  CHECK_FALSE(standing.current);
  CHECK(standing.last->markdown == "good");
  CHECK(standing.trouble == "down");
  CHECK(standing.rests);
  CHECK_FALSE(cache.look({"f", 2}, start + 6s).rests);
  CHECK_FALSE(cache.look({"f", 2}, start - 1s).rests);  // the clock was set back
  CHECK(cache.join({"f", 2}, {}) != 0);                 // the next one may try again
  put(cache, {"f", 3}, context("good again", start + 7s));
  CHECK(cache.look({"f", 3}, start + 7s).trouble.empty());
}

TEST_CASE("a context that lacks a query is good for a moment only") {
  ContextCache cache(1 << 20);
  put(cache, {"f", 1}, context("partial", start, {"q"}));
  CHECK(cache.look({"f", 1}, start + 15s).current);
  CHECK_FALSE(cache.look({"f", 1}, start + 16s).current);
  CHECK(cache.look({"f", 1}, start + 16s).last);
}

TEST_CASE("bytes are bounded, the newest stays") {
  ContextCache cache(100);
  for (int i = 0; i < 10; ++i)
    put(cache, {"f" + std::to_string(i), 1}, context(std::string(40, 'x'), start + std::chrono::seconds(i)));
  CHECK(cache.look({"f9", 1}, start).current);
  CHECK(cache.look({"f8", 1}, start).current);
  CHECK_FALSE(cache.look({"f7", 1}, start).last);
  put(cache, {"large", 1}, context(std::string(1000, 'x'), start));
  CHECK(cache.look({"large", 1}, start).current);  // better than nothing
}

TEST_CASE("a context survives the way through a cache plugin, anything else in its place is refused") {
  BuiltContext built;
  built.markdown = "# \"x\"\n\nline\n";
  built.failed = {"get_y"};
  built.built_at = start;
  built.citations = Citations(R"([{"query":"get_y","row_count":3}])");
  auto back = BuiltContext::from_text(built.to_text());
  REQUIRE(back);
  CHECK(back->markdown == built.markdown);
  CHECK(back->built_at == built.built_at);
  CHECK(back->failed == built.failed);
  CHECK(back->citations.get().size() == 1);
  CHECK(back->citations.get() == built.citations.get());
  auto text = built.to_text();
  CHECK(BuiltContext::from_text("x[]\ngarden-context/1 1 2 1 2")->failed.empty());
  CHECK(BuiltContext::from_text("x{}\ngarden-context/1 1 2 1 2")->citations.get().empty());
  for (const auto& bad :
       {std::string(), std::string("{}"), std::string("x[]\n"), text.substr(1), "x" + text,
        text.substr(text.rfind('\n')), std::string("x[]\ngarden-context/1 1 2 1"),
        std::string("x[]\ngarden-context/1 1 2 0 3"), std::string("x[]\ngarden-context/1 1 2 9 -6"),
        std::string("x[]\ngarden-context/1 1 2 1x 2"), std::string("x[]\ngarden-context/2 1 2 1 2")})
    CHECK_FALSE(BuiltContext::from_text(bad));
}
