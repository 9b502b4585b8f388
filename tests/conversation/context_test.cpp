// Goal: contexts cost the database what they must and no more, on one host and on several, over days and over
// the death of the database and of Redis. Method: the real lookup and builder over a database that counts,
// with a real Redis; the wall clock is the test's.
#include <catch2/catch.hpp>
#include <random>

#include "conversation/context_world.hpp"
#include "support/redis_server.hpp"

using namespace garden::testing;
using namespace std::chrono_literals;

TEST_CASE("two hundred cold requests issue exactly seven queries") {
  ContextWorld world;
  world.shop.query_ms = 50;
  std::vector<std::future<garden::conversation::ContextFound>> answers;
  for (int i = 0; i < 200; ++i) answers.push_back(world.ask_later());
  for (auto& answer : answers) {
    auto found = answer.get();
    REQUIRE(found.context);
    CHECK((found.status == "miss" || found.status == "hit"));
    CHECK(found.context->citations.get().size() == 7);
  }
  CHECK(world.shop.queries == 7);
}

TEST_CASE("two hosts with one Redis build a context once") {
  RedisServer redis;
  ContextWorld one(redis.url()), other(redis.url());
  one.shop.query_ms = other.shop.query_ms = 50;
  std::vector<std::future<garden::conversation::ContextFound>> answers;
  for (int i = 0; i < 40; ++i) answers.push_back((i % 2 == 0 ? one : other).ask_later());
  for (auto& answer : answers) CHECK(answer.get().context);
  one.settle();
  other.settle();
  CHECK(one.shop.queries + other.shop.queries == 7);
  CHECK(redis.command({"EXISTS", "lock:" + one.key()}) == "0");
  CHECK(redis.command({"GET", one.key()}).find("Title of q6") != std::string::npos);
  CHECK(std::stoll(redis.command({"PTTL", one.key()})) <= one.ttl().count() + one.ttl().count() / 10);
  // A third one that starts later has it from there.
  ContextWorld third(redis.url());
  CHECK(third.ask().status == "hit");
  CHECK(third.shop.queries == 0);
  CHECK(third.metric("garden_contexts_total", R"(status="shared")") == 1);
}

TEST_CASE("a lock that nobody gives back delays a build and does not prevent it") {
  RedisServer redis;
  ContextWorld world(redis.url());
  redis.command({"SET", "lock:" + world.key(), "a host that died"});
  CHECK(world.ask().status == "miss");
  CHECK(world.shop.queries == 7);
  world.settle();
  CHECK(redis.command({"GET", "lock:" + world.key()}) == "a host that died");  // it is not ours to take
}

TEST_CASE("while the database is down the last good context serves at once, and it is found again") {
  ContextWorld world;
  CHECK(world.ask().status == "miss");
  CHECK(world.ask().status == "hit");
  world.shop.is_down = true;
  world.clock.advance(world.ttl());
  auto found = world.ask();
  CHECK(found.status == "stale");
  CHECK(found.trouble.find("down") != std::string::npos);
  REQUIRE(found.context);
  const int queries = world.shop.queries;
  for (int i = 0; i < 20; ++i) CHECK(world.ask().status == "stale");
  world.settle();
  CHECK(world.shop.queries == queries);  // it rests
  world.shop.is_down = false;
  // The breaker before the database rests in real time, the builds in the clock's.
  CHECK(eventually([&world] {
    world.clock.advance(6s);
    auto status = world.ask().status;
    world.settle();
    return status == "hit";
  }));
}

TEST_CASE("with no context at all the turn hears why") {
  ContextWorld world;
  world.shop.is_down = true;
  auto found = world.ask();
  CHECK(found.status == "unavailable");
  CHECK_FALSE(found.context);
  CHECK(found.trouble.find("down") != std::string::npos);
}

TEST_CASE("a host that starts while the database is down has the last good context of Redis") {
  RedisServer redis;
  {
    ContextWorld before(redis.url());
    CHECK(before.ask().status == "miss");
    before.settle();
  }
  ContextWorld world(redis.url());
  world.clock.advance(world.ttl() * 3);
  world.shop.is_down = true;
  auto found = world.ask();
  CHECK(found.status == "stale");
  REQUIRE(found.context);
  CHECK(found.context->citations.get().size() == 7);
}

TEST_CASE("a query that fails is named and the rest serves, for a moment") {
  ContextWorld world;
  world.shop.failing_query = 3;
  auto found = world.ask();
  CHECK(found.status == "partial");
  CHECK(found.context->failed == std::vector<std::string>{"q3"});
  CHECK(found.context->markdown.find("Not available now") != std::string::npos);
  CHECK(world.ask().status == "partial");
  CHECK(world.shop.queries == 7);
  world.shop.failing_query = -1;
  world.clock.advance(16s);
  CHECK(world.ask().status == "miss");
}

TEST_CASE("a Redis that dies is not noticed, and used again when it is back") {
  RedisServer redis;
  ContextWorld world(redis.url());
  CHECK(world.ask().status == "miss");
  world.settle();
  redis.kill();
  for (int i = 0; i < 5; ++i) {
    world.clock.advance(world.ttl());
    CHECK(world.ask().status == "miss");
    CHECK(world.ask().status == "hit");
    world.settle();
  }
  CHECK(world.shop.queries == 6 * 7);
  CHECK(world.metric("garden_context_cache_failures_total") > 0);
  redis.start();
  CHECK(eventually([&world, &redis] {
    world.clock.advance(world.ttl());
    CHECK(world.ask().context);
    world.settle();
    return redis.command({"EXISTS", world.key()}) == "1";
  }));
}

TEST_CASE("the last tenth of a bucket builds the next one while it still serves") {
  ContextWorld world;
  const auto bucket = world.ttl();
  auto start = world.clock.wall().time_since_epoch() / bucket;
  world.clock.set(garden::base::Wall(bucket * (start + 1)));
  CHECK(world.ask().status == "miss");
  world.clock.advance(bucket * 8 / 10);
  CHECK(world.ask().status == "hit");
  world.settle();
  CHECK(world.shop.queries == 7);
  world.clock.advance(bucket * 15 / 100);
  for (int i = 0; i < 50; ++i) CHECK(world.ask().status == "hit");
  world.settle();
  CHECK(world.shop.queries == 14);
  world.clock.advance(bucket / 10);  // over the edge
  for (int i = 0; i < 50; ++i) CHECK(world.ask().status == "hit");
  world.settle();
  CHECK(world.shop.queries == 14);
}

TEST_CASE("ten thousand requests over a day cost the database two of a hundred") {
  ContextWorld world;
  const auto day = world_day(Day::of_a_shop);
  int misses = 0;
  for (auto at : day) {
    world.clock.set(at);
    misses += world.ask().status == "miss" ? 1 : 0;
    world.settle();
  }
  const auto uncached = static_cast<int>(day.size()) * 7;
  INFO(world.shop.queries << " queries, " << misses << " requests that waited");
  CHECK(day.size() == 10'000);
  CHECK(world.shop.queries * 100 <= uncached * 2);
  CHECK(misses * 200 <= static_cast<int>(day.size()));
}
