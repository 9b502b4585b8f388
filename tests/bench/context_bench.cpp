// What a context costs: from the process, from Redis, from the database; and how often the database is asked.
//
// One run prints every figure with its bound, as a ratio where a machine's speed would blur it. Redis and the
// raw GET it is compared with take turns in the same minute; figures are medians. The last line says the
// load.
#include <hiredis/hiredis.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "conversation/context_world.hpp"
#include "support/redis_server.hpp"

namespace {
using namespace garden::testing;
using garden::conversation::ContextFound;
using Clock = std::chrono::steady_clock;

double us_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

bool all_hold = true;

void say(bool holds, const char* what, const std::string& figures, const char* bound) {
  all_hold = all_hold && holds;
  std::printf("%-4s %-54s %-58s (bound: %s)\n", holds ? "ok" : "MISS", what, figures.c_str(), bound);
}

std::string format(const char* text, auto... values) {
  char line[256];
  std::snprintf(line, sizeof line, text, values...);
  return line;
}

// The duration of each of `times` questions, and how many had the status.
std::vector<double> durations(ContextWorld& world, int times, const char* status,
                              std::chrono::milliseconds step) {
  std::vector<double> all;
  Clock::time_point begin;
  world.ask_many(
      times,
      [&world, &begin, step] {
        world.clock.advance(step);
        begin = Clock::now();
      },
      [&all, &begin, status](const ContextFound& found) {
        const auto us = us_since(begin);
        if (found.status == status) all.push_back(us);
      });
  return all;
}

void bench_hit() {
  ContextWorld world;
  world.ask();
  const auto all = durations(world, 20'000, "hit", std::chrono::milliseconds(0));
  const auto us = median(all);
  say(us < 20 && all.size() == 20'000, "hit in process", format("%.2f us", us), "20 us");
}

// GETs of one key, over a blocking connection of hiredis: the floor.
class RawRedis {
 public:
  explicit RawRedis(int port) : context_(redisConnect("127.0.0.1", port)) {
    if (!context_ || context_->err != 0) std::abort();
  }
  ~RawRedis() { redisFree(context_); }
  RawRedis(const RawRedis&) = delete;
  RawRedis& operator=(const RawRedis&) = delete;

  double get_us(const std::string& key, std::size_t bytes) {
    const auto begin = Clock::now();
    auto* reply = static_cast<redisReply*>(redisCommand(context_, "GET %s", key.c_str()));
    if (!reply || reply->type != REDIS_REPLY_STRING || reply->len != bytes) std::abort();
    freeReplyObject(reply);
    return us_since(begin);
  }

 private:
  redisContext* context_;
};

void bench_redis_hit() {
  constexpr int rounds = 20, a_round = 100;
  RedisServer redis;
  ContextWorld world(redis.url());
  world.shop.rows = 50;
  world.ask();
  world.settle();
  const auto key = world.key();
  const auto stored = redis.command({"GET", key});
  const auto number = std::stoll(key.substr(key.rfind(':') + 1));
  for (int i = 1; i <= rounds * a_round; ++i)
    redis.command({"SET", key.substr(0, key.rfind(':') + 1) + std::to_string(number + i), stored});
  RawRedis raw(redis.port());
  std::vector<double> raw_us, ours_us, ratios;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> ours = durations(world, a_round, "hit", world.ttl()), floor;
    for (int i = 0; i < a_round; ++i) floor.push_back(raw.get_us(key, stored.size()));
    ratios.push_back(median(ours) / median(floor));
    raw_us.insert(raw_us.end(), floor.begin(), floor.end());
    ours_us.insert(ours_us.end(), ours.begin(), ours.end());
  }
  const bool all_hit = world.shop.queries == 7 && ours_us.size() == rounds * a_round;
  const auto ratio = median(ratios);
  say(ratio <= 1.5 && all_hit, "hit in Redis over a raw GET",
      format("%.2f x (%.0f us over %.0f us, %zu bytes)", ratio, median(ours_us), median(raw_us),
             stored.size()),
      "1.5 x");
}

void bench_miss() {
  constexpr double query_us = 50'000;
  RedisServer redis;
  ContextWorld world(redis.url());
  world.shop.query_ms = 50;
  const auto all = durations(world, 21, "miss", world.ttl());
  const auto ratio = median(all) / query_us;
  say(ratio <= 1.2 && all.size() == 21, "miss over its slowest query",
      format("%.2f x (seven queries of 50 ms: %.1f ms)", ratio, median(all) / 1000), "1.2 x");
}

void bench_cold() {
  ContextWorld world;
  world.shop.query_ms = 50;
  std::vector<std::future<ContextFound>> answers;
  for (int i = 0; i < 200; ++i) answers.push_back(world.ask_later());
  for (auto& answer : answers)
    if (!answer.get().context) std::abort();
  say(world.shop.queries == 7, "200 cold requests at once", format("%d queries", world.shop.queries.load()),
      "7 queries");
}

// One request after the other, as they come over a day. What is left of the queries is the number of buckets
// with traffic in them: so it is the bucket's length that decides a day on which somebody always asks.
void bench_day(Day kind, std::chrono::minutes ttl, double least) {
  ContextWorld world({}, ttl);
  const auto day = world_day(kind);
  int waited = 0;
  for (auto at : day) {
    world.clock.set(at);
    waited += world.ask().status == "miss" ? 1 : 0;
    world.settle();
  }
  const double cut = 100.0 - 100.0 * world.shop.queries / (static_cast<double>(day.size()) * 7);
  say(cut >= least,
      format("%s of 10000 requests, kept %d min",
             kind == Day::flat ? "a flat day" : "a shop's day, 99.7 % in 12 h,",
             static_cast<int>(ttl.count()))
          .c_str(),
      format("%.2f %% fewer queries (%d of 70000), %d waited", cut, world.shop.queries.load(), waited),
      least > 0 ? "98 %" : "none");
}

// A crowd before and after every edge of an hour: how many queries, and how many of the crowd waited.
void bench_edges() {
  ContextWorld world;
  world.shop.query_ms = 50;
  const auto ttl = world.ttl();
  auto bucket = world.clock.wall().time_since_epoch() / ttl;
  int waited = 0, asked = 0, most_queries = 0;
  auto crowd = [&] {
    std::vector<std::future<ContextFound>> answers;
    for (int i = 0; i < 64; ++i) answers.push_back(world.ask_later());
    for (auto& answer : answers) waited += answer.get().status == "hit" ? 0 : 1;
    asked += 64;
    world.settle();
  };
  world.ask();
  for (int edge = 1; edge <= 12; ++edge) {
    const auto before = world.shop.queries.load();
    for (auto around : {-std::chrono::seconds(20), -std::chrono::seconds(1), std::chrono::seconds(0),
                        std::chrono::seconds(1)}) {
      world.clock.set(garden::base::Wall(ttl * (bucket + edge)) + around);
      crowd();
    }
    most_queries = std::max(most_queries, world.shop.queries - before);
  }
  say(waited == 0 && most_queries == 7, "12 edges, crowds of 64 around each",
      format("%d requests: %d waited, at most %d queries an edge", asked, waited, most_queries),
      "0 waited, 7 queries");
}

}  // namespace

int main() {
  bench_hit();
  bench_redis_hit();
  bench_miss();
  bench_cold();
  bench_day(Day::of_a_shop, std::chrono::minutes(5), 98);
  bench_day(Day::flat, std::chrono::minutes(8), 98);  // as the shipped agent keeps it
  bench_day(Day::flat, std::chrono::minutes(5), 0);   // what five minutes would give
  bench_edges();
  double load[1] = {0};
  (void)::getloadavg(load, 1);
  std::printf("load of the machine: %.1f on %ld cores\n", load[0], ::sysconf(_SC_NPROCESSORS_ONLN));
  return all_hold ? 0 : 1;
}
