// Goal: the cache keeps what it was given for as long as it was told, within its bytes, and its locks are
// locks. Method: the store with a time of the test's own; the component on FakeHost; threads for what must be
// atomic.
#include "memory_cache.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "garden/testing/fake_host.hpp"

using namespace garden;
using memory_cache::MemoryCache;
using memory_cache::Store;
using testing::FakeHost;

namespace {
FakeHost cache_host(const std::string& config = "{}") {
  return FakeHost(
      component<MemoryCache>(GARDEN_CACHE, "memory", "", memory_cache::config_schema, GARDEN_REENTRANT),
      config);
}
std::string with_value(const std::string& key, int ttl_ms, const std::string& value) {
  return "{\"key\":\"" + key + "\",\"ttl_ms\":" + std::to_string(ttl_ms) + "}\n" + value;
}
std::string only(const std::string& key) { return "{\"key\":\"" + key + "\"}"; }
}  // namespace

TEST_CASE("values stay for their time and not longer") {
  Store store(1 << 20);
  store.set("a", "one", 1000);
  REQUIRE(store.get("a", 999));
  CHECK(*store.get("a", 999) == "one");
  CHECK_FALSE(store.get("a", 1000));
  CHECK(store.entries() == 0);
  CHECK(store.bytes() == 0);
  store.set("a", "two", 5000);
  store.set("a", "three", 6000);
  CHECK(*store.get("a", 5500) == "three");
  CHECK(store.entries() == 1);
  store.remove("a");
  store.remove("a");
  CHECK_FALSE(store.get("a", 0));
}

TEST_CASE("add is a lock, compare_remove gives it back to its owner only") {
  Store store(1 << 20);
  CHECK(store.add("lock", "me", 0, 100));
  CHECK_FALSE(store.add("lock", "you", 50, 150));
  CHECK_FALSE(store.compare_remove("lock", "you", 50));
  CHECK(store.add("lock", "you", 100, 200));  // the first one's time is over
  CHECK_FALSE(store.compare_remove("lock", "me", 150));
  CHECK(store.compare_remove("lock", "you", 150));
  CHECK_FALSE(store.compare_remove("lock", "you", 150));
}

TEST_CASE("bytes are capped: what was used least recently goes, what is read stays readable") {
  Store store(16 * 10'000);
  auto kept = std::string(1000, 'k');
  store.set("kept", kept, 1'000'000);
  auto reading = store.get("kept", 0);
  for (int i = 0; i < 5000; ++i) {
    store.set("key" + std::to_string(i), std::string(500, 'x'), 1'000'000);
    if (i % 2 == 0) store.get("kept", 0);
  }
  CHECK(store.bytes() <= 16 * 10'000);
  CHECK(store.evictions() > 4000);
  CHECK(store.get("kept", 0));
  store.remove("kept");
  CHECK(*reading == kept);
  CHECK(store.value_bytes_max(4) < 10'000);
}

TEST_CASE("one of many threads gets the lock, and the counts are right in the end") {
  Store store(1 << 22);
  std::atomic<int> winners{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&store, &winners, t] {
      for (int i = 0; i < 2000; ++i) {
        auto key = "lock" + std::to_string(i);
        if (store.add(key, std::to_string(t), 0, 1000)) ++winners;
        store.set("shared" + std::to_string(i % 17), std::string(static_cast<std::size_t>(i % 300), 'v'),
                  1000);
        if (auto value = store.get("shared" + std::to_string((i + 5) % 17), 0); value && !value->empty())
          if (value->front() != 'v') winners = -1'000'000;
        store.compare_remove("shared" + std::to_string(i % 5), "", 0);
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(winners == 2000);
  for (int i = 0; i < 2000; ++i) store.remove("lock" + std::to_string(i));
  for (int i = 0; i < 17; ++i) store.remove("shared" + std::to_string(i));
  CHECK(store.entries() == 0);
  CHECK(store.bytes() == 0);
}

TEST_CASE("the verbs of the protocol") {
  auto host = cache_host();
  CHECK(host.run("get", only("a")).status() == GARDEN_NOT_FOUND);
  CHECK(host.run("set", with_value("a", 1000, "line\nanother\n")).status() == GARDEN_OK);
  auto& got = host.run("get", only("a"));
  CHECK(got.status() == GARDEN_OK);
  CHECK(got.bytes(GARDEN_RAW) == "line\nanother\n");
  CHECK(host.run("add", with_value("a", 1000, "x")).status() == GARDEN_DENIED);
  CHECK(host.run("add", with_value("b", 1000, "")).status() == GARDEN_OK);
  CHECK(host.run("get", only("b")).bytes(GARDEN_RAW).empty());
  CHECK(host.run("compare_delete", only("a") + "\nother").status() == GARDEN_NOT_FOUND);
  CHECK(host.run("compare_delete", only("a") + "\nline\nanother\n").status() == GARDEN_OK);
  CHECK(host.run("delete", only("a")).status() == GARDEN_OK);
  CHECK(host.run("ping", "{}").json().at(0).find(R"("entries":1)") != std::string::npos);
  CHECK(host.metric("hits_total") == 2);
  CHECK(host.metric("misses_total") == 1);
  CHECK(host.metric("entries") == 1);
  CHECK(host.run("flush", "{}").status() == GARDEN_UNIMPLEMENTED);
  CHECK(host.violations().empty());
}

TEST_CASE("a large value comes in pieces, whole, also to a slow reader") {
  auto host = cache_host();
  std::string value(300'000, 'v');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 31);
  CHECK(host.run("set", with_value("big", 1000, value)).status() == GARDEN_OK);
  host.full_every(2);
  auto& got = host.run("get", only("big"));
  CHECK(got.bytes(GARDEN_RAW) == value);
  CHECK(got.emitted().size() > 5);
  CHECK(host.violations().empty());
}

TEST_CASE("requests that cannot be are refused") {
  auto host = cache_host(R"({"max_bytes":"1MiB","max_value":"1KiB"})");
  for (const std::string& bad : {std::string(), std::string("{}"), std::string("{"), only(""),
                                 only(std::string(513, 'k')), std::string(R"({"key":7})")}) {
    INFO(bad);
    CHECK(host.run("get", bad).status() == GARDEN_INVALID);
  }
  CHECK(host.run("get", only(std::string(512, 'k'))).status() == GARDEN_NOT_FOUND);
  CHECK(host.run("set", with_value("a", 0, "x")).status() == GARDEN_INVALID);
  CHECK(host.run("set", with_value("a", -5, "x")).status() == GARDEN_INVALID);
  CHECK(host.run("set", with_value("a", 1, std::string(1025, 'x'))).status() == GARDEN_INVALID);
  CHECK(host.run("set", with_value("a", 1, std::string(1024, 'x'))).status() == GARDEN_OK);
  CHECK(host.run("set", "{\"key\":\"a\",\"ttl_ms\":9223372036854775807}\nx").status() == GARDEN_OK);
  CHECK(host.run("get", only("a")).bytes(GARDEN_RAW) == "x");
}
