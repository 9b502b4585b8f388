// Goal: the verbs of abi_cache.h mean over Redis what they say, for any bytes, also many at once. Method: the
// component on FakeHost against a real redis-server; what it stored is looked at by another client.
#include "redis/redis_fixture.hpp"

using namespace garden;
using namespace garden::testing;

TEST_CASE("the verbs of the cache") {
  RedisServer server;
  RedisHost host(config_of(server.url()));
  REQUIRE(host.create_status() == GARDEN_OK);
  CHECK(host.status("get", only("a")) == GARDEN_NOT_FOUND);
  CHECK(host.status("set", with_value("a", 60'000, "line\nanother\n")) == GARDEN_OK);
  CHECK(host.ask("get", only("a")).bytes(GARDEN_RAW) == "line\nanother\n");
  CHECK(server.command({"GET", "a"}) == "line\nanother\n");
  const auto ttl_ms = std::stoll(server.command({"PTTL", "a"}));
  CHECK(ttl_ms > 0);
  CHECK(ttl_ms <= 60'000);
  CHECK(host.status("add", with_value("a", 60'000, "x")) == GARDEN_DENIED);
  CHECK(host.status("add", with_value("b", 60'000, "")) == GARDEN_OK);
  CHECK(host.ask("get", only("b")).status() == GARDEN_OK);
  CHECK(host.ask("get", only("b")).bytes(GARDEN_RAW).empty());
  CHECK(host.status("compare_delete", only("a") + "\nother") == GARDEN_NOT_FOUND);
  CHECK(host.status("compare_delete", only("a") + "\nline\nanother\n") == GARDEN_OK);
  CHECK(host.status("compare_delete", only("a") + "\nline\nanother\n") == GARDEN_NOT_FOUND);
  CHECK(host.status("delete", only("b")) == GARDEN_OK);
  CHECK(host.status("delete", only("b")) == GARDEN_OK);
  CHECK(server.command({"DBSIZE"}) == "0");
  CHECK(host.ask("ping", "{}").json().at(0).find(R"("entries":0)") != std::string::npos);
  CHECK(host.metric("hits_total") == 3);
  CHECK(host.metric("misses_total") == 1);
  CHECK(host.metric("connected") == 1);
  CHECK(host.status("flush", "{}") == GARDEN_UNIMPLEMENTED);
}

TEST_CASE("what expires is gone") {
  RedisServer server;
  RedisHost host(config_of(server.url()));
  CHECK(host.status("set", with_value("a", 1, "x")) == GARDEN_OK);
  CHECK(host.becomes(GARDEN_NOT_FOUND, "get", only("a")));
  CHECK(host.status("add", with_value("a", 60'000, "y")) == GARDEN_OK);
  CHECK(host.status("set", with_value("long", 9'223'372'036'854'775'807, "x")) == GARDEN_OK);
  CHECK(host.ask("get", only("long")).bytes(GARDEN_RAW) == "x");
}

TEST_CASE("keys and values are bytes, a prefix and a database keep applications apart") {
  RedisServer server;
  RedisHost host(config_of(server.url() + "/3", R"("prefix":"garden:")"));
  std::string key("k\0ey \r\n$5\xc3\xa9\"\\", 13), value;
  for (int i = 0; i < 256; ++i) value += static_cast<char>(i);
  value += "\r\n$3\r\nfoo\r\n*1\r\n";
  REQUIRE(host.set(key, value) == GARDEN_OK);
  CHECK(host.ask("get", only(key)).bytes(GARDEN_RAW) == value);
  CHECK(server.command({"GET", "garden:" + key}) == "(nil)");  // of database 0
  CHECK(server.command({"SWAPDB", "0", "3"}) == "OK");
  CHECK(server.command({"GET", "garden:" + key}) == value);
}

TEST_CASE("a large value comes in pieces, whole, also to a slow reader") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s")"));
  std::string value(2 << 20, 'v');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 31);
  REQUIRE(host.set("big", value) == GARDEN_OK);
  host.full_every(2);
  auto& got = host.ask("get", only("big"));
  CHECK(got.bytes(GARDEN_RAW) == value);
  CHECK(got.emitted().size() >= 64);
}

TEST_CASE("a thousand commands share the connection, and each gets its own reply") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"30s")"));
  std::vector<FakeOperation*> sets, gets;
  for (int i = 0; i < 1000; ++i) {
    const auto key = "k" + std::to_string(i);
    sets.push_back(&host.begin("set", with_value(key, 60'000, "value of " + key)));
    gets.push_back(
        &host.begin("get", only(key)));  // right behind: the order of the line is the order of effect
  }
  for (int i = 0; i < 1000; ++i) {
    const auto index = static_cast<std::size_t>(i);
    REQUIRE(host.wait(*sets[index], patience));
    REQUIRE(host.wait(*gets[index], patience));
    CHECK(sets[index]->status() == GARDEN_OK);
    CHECK(gets[index]->bytes(GARDEN_RAW) == "value of k" + std::to_string(i));
  }
  CHECK(server.command({"DBSIZE"}) == "1000");
  CHECK(host.metric("connections_total") == 1);
}

TEST_CASE("requests that cannot be are refused, values over the limit too") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("max_value":"1KiB")"));
  for (const std::string& bad : {std::string(), std::string("{}"), std::string("{"), only(""),
                                 only(std::string(513, 'k')), std::string(R"({"key":7})")}) {
    INFO(bad);
    CHECK(host.status("get", bad) == GARDEN_INVALID);
  }
  CHECK(host.status("get", only(std::string(512, 'k'))) == GARDEN_NOT_FOUND);
  CHECK(host.status("set", with_value("a", 0, "x")) == GARDEN_INVALID);
  CHECK(host.status("set", with_value("a", -5, "x")) == GARDEN_INVALID);
  CHECK(host.status("set", with_value("a", 1000, std::string(1025, 'x'))) == GARDEN_INVALID);
  CHECK(host.set("a", std::string(1024, 'x')) == GARDEN_OK);
  // Somebody else's value that is too large is refused, and the connection lives on.
  server.command({"SET", "theirs", std::string(5 << 20, 'x')});
  CHECK(host.status("get", only("theirs")) == GARDEN_INVALID);
  CHECK(host.ask("get", only("a")).bytes(GARDEN_RAW) == std::string(1024, 'x'));
  server.command({"LPUSH", "list", "x"});
  CHECK(host.status("get", only("list")) == GARDEN_INVALID);
  CHECK(host.metric("connections_total") == 1);
}
