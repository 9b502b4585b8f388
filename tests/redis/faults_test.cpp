// Goal: a Redis that is wrong, away, slow or standing still is an answer in time and one line in the log,
// never a wait, a crash or a leaked secret; when it is back it is found. Method: the component on FakeHost
// against a real redis-server that is killed, stopped and put to sleep.
#include "redis/redis_fixture.hpp"

using namespace garden;
using namespace garden::testing;

namespace {
// No text that the operator or a caller sees may hold this.
constexpr std::string_view secret = "hunter2secret";

void check_no_secret(const FakeHost& host) {
  for (const auto& line : host.log()) CHECK(line.text.find(secret) == std::string::npos);
}
}  // namespace

TEST_CASE("a wrong password is said, without it, and the right one works") {
  RedisServer server("none", {"--requirepass", "the-right-one"});
  RedisHost wrong(config_of(server.url("default:" + std::string(secret) + "@")));
  REQUIRE(wrong.create_status() == GARDEN_OK);
  REQUIRE(wrong.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(wrong.logged("WRONGPASS"));
  CHECK(wrong.ask("get", only("a")).result().find(secret) == std::string::npos);
  check_no_secret(wrong);
  RedisHost none(config_of(server.url()));
  REQUIRE(none.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(none.logged("NOAUTH"));
  RedisHost right(config_of(server.url(":the-right-one@")));
  CHECK(right.status("get", only("a")) == GARDEN_NOT_FOUND);
}

TEST_CASE("a user of the server's own, with a password that a URL must encode") {
  RedisServer server;
  server.command({"ACL", "SETUSER", "shop", "on", ">p@ss:/%?#", "~*", "+@all"});
  RedisHost host(config_of(server.url("shop:p%40ss%3A%2F%25%3F%23@")));
  CHECK(host.set("a", "x") == GARDEN_OK);
  server.command({"ACL", "SETUSER", "shop", "-set"});
  CHECK(host.set("a", "y") == GARDEN_UNAVAILABLE);
  CHECK(host.ask("get", only("a")).bytes(GARDEN_RAW) == "x");
}

TEST_CASE("a server that knows no AUTH does not bring the password into the log") {
  RedisServer server("none", {"--rename-command", "AUTH", "SOMETHINGELSE"});
  RedisHost host(config_of(server.url(":" + std::string(secret) + "@")));
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(host.logged("AUTH was answered ERR"));
  check_no_secret(host);
}

TEST_CASE("what cannot be configured is refused when the instance is made") {
  for (const auto* url : {"http://localhost", "redis://", "redis://user:hunter2secret@host:99999"}) {
    RedisHost host(config_of(url));
    CHECK(host.create_status() == GARDEN_INVALID);
    CHECK(std::string(host.error().path) == "/url");
    CHECK(std::string(host.error().message).find(secret) == std::string::npos);
  }
}

TEST_CASE("a Redis that is away refuses at once, and is found when it comes") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s")"));
  REQUIRE(host.set("a", "x") == GARDEN_OK);
  server.kill();
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  // While it is away nothing waits for the 20 s of a command: a hundred answers come at once.
  for (int i = 0; i < 100; ++i) CHECK(host.begin("get", only("a")).over());
  for (int i = 0; i < 20; ++i) CHECK(host.status("get", only("a")) == GARDEN_UNAVAILABLE);
  CHECK(host.metric("connected") == 0);
  const auto said = std::ranges::count_if(
      host.log(), [](const auto& line) { return line.text.find("is away") != std::string::npos; });
  CHECK(said >= 1);
  CHECK(said <= 3);  // one for each reason, not one for each attempt
  server.start();
  REQUIRE(host.becomes(GARDEN_NOT_FOUND, "get", only("a")));
  CHECK(host.metric("connected") == 1);
  CHECK(host.logged("answers"));
}

TEST_CASE("a restart in the middle of work fails what was under way and nothing after") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"30s")"));
  REQUIRE(host.set("a", "x") == GARDEN_OK);
  server.pause();
  std::vector<FakeOperation*> under_way;
  for (int i = 0; i < 200; ++i) under_way.push_back(&host.begin("set", with_value("k", 60'000, "v")));
  server.kill();
  for (auto* op : under_way) {
    REQUIRE(host.wait(*op, patience));
    CHECK(op->status() == GARDEN_UNAVAILABLE);
  }
  server.start();
  REQUIRE(host.becomes(GARDEN_OK, "set", with_value("a", 60'000, "y")));
  for (int i = 0; i < 50; ++i) CHECK(host.ask("get", only("a")).bytes(GARDEN_RAW) == "y");
}

TEST_CASE("a server that sleeps meets the deadline and serves again") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"100ms","connect_timeout":"60s")"));
  // 100 ms may pass on a starved machine without any fault of the server's.
  REQUIRE(host.becomes(GARDEN_OK, "set", with_value("a", 60'000, "x")));
  server.begin_command({"DEBUG", "SLEEP", "5"});
  REQUIRE(host.becomes(GARDEN_DEADLINE, "get", only("a")));
  REQUIRE(host.becomes(GARDEN_OK, "get", only("a")));
  CHECK(host.metric("deadlines_total") >= 1);
}

TEST_CASE("while a command is overdue nobody else waits, and the late reply opens the door again") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"100ms","connect_timeout":"60s")"));
  REQUIRE(host.becomes(GARDEN_OK, "set", with_value("a", 60'000, "x")));
  server.pause();
  REQUIRE(host.becomes(GARDEN_DEADLINE, "get", only("a")));
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  for (int i = 0; i < 100; ++i) CHECK(host.begin("get", only("a")).status() == GARDEN_UNAVAILABLE);
  server.resume();
  REQUIRE(host.becomes(GARDEN_OK, "get", only("a")));
  CHECK(host.metric("connections_total") == 1);
}

TEST_CASE("a server that stands still is given up and found again") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"50ms","connect_timeout":"200ms")"));
  REQUIRE(host.becomes(GARDEN_OK, "set", with_value("a", 60'000, "x")));
  server.pause();
  REQUIRE(eventually([&] {
    host.status("get", only("a"));
    return host.metric("connected") == 0;
  }));
  CHECK(host.ask("get", only("a")).status() == GARDEN_UNAVAILABLE);
  server.resume();
  REQUIRE(host.becomes(GARDEN_OK, "get", only("a")));
}

TEST_CASE("an operation that is cancelled goes at once, and its late reply is nobody's") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"30s")"));
  REQUIRE(host.set("a", "of a") == GARDEN_OK);
  REQUIRE(host.set("b", "of b") == GARDEN_OK);
  server.pause();
  auto& cancelled = host.begin("get", only("a"));
  auto& other = host.begin("get", only("b"));
  host.cancel(cancelled);
  CHECK(cancelled.over());
  server.resume();
  REQUIRE(host.wait(other, patience));
  CHECK(other.bytes(GARDEN_RAW) == "of b");
  CHECK(cancelled.bytes(GARDEN_RAW).empty());
}

TEST_CASE("stopping ends what waits, also while Redis is away") {
  RedisServer server;
  {
    RedisHost host(config_of(server.url(), R"("timeout":"30s")"));
    REQUIRE(host.set("a", "x") == GARDEN_OK);
    server.pause();
    host.begin("get", only("a"));
    host.begin("queue.take", R"({"queue":"q","group":"g","consumer":"c","wait_ms":60000})");
    host.close();
  }
  server.kill();
  RedisHost away(config_of(server.url()));
  away.close();
}

TEST_CASE("a server that answers what is no RESP2 is dropped, and one that says too much") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("max_value":"1KiB","timeout":"30s")"));
  REQUIRE(host.set("a", "x") == GARDEN_OK);
  server.command({"CONFIG", "SET", "proto-max-bulk-len", "536870912"});
  server.command({"SETRANGE", "huge", "100000000", "x"});
  CHECK(host.status("get", only("huge")) == GARDEN_UNAVAILABLE);
  CHECK(host.logged("one reply is larger than"));
  REQUIRE(host.becomes(GARDEN_OK, "get", only("a")));
}
