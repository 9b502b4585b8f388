// Goal: work in a queue is given to one consumer at a time, is not lost with it, and waiting for it holds up
// nobody else. Method: the component on FakeHost against a real redis-server.
#include "redis/redis_fixture.hpp"

using namespace garden;
using namespace garden::testing;

namespace {

std::string append(std::string_view value) { return "{\"queue\":\"jobs\"}\n" + std::string(value); }
std::string take(std::string_view consumer, int count, int wait_ms = 0) {
  return R"({"queue":"jobs","group":"workers","consumer":")" + std::string(consumer) +
         "\",\"count\":" + std::to_string(count) + ",\"wait_ms\":" + std::to_string(wait_ms) + "}";
}
std::string reclaim(std::string_view consumer, int count, int idle_ms) {
  return R"({"queue":"jobs","group":"workers","consumer":")" + std::string(consumer) +
         "\",\"count\":" + std::to_string(count) + ",\"idle_ms\":" + std::to_string(idle_ms) + "}";
}
std::string acknowledge(const std::vector<std::string>& ids, bool remove = true) {
  json::Writer out;
  out.object().field("queue", "jobs").field("group", "workers").field("remove", remove).key("ids").array();
  for (const auto& id : ids) out.value(id);
  out.end().end();
  return out.take();
}
std::vector<std::string> ids_of(const FakeOperation& op) {
  std::vector<std::string> ids;
  for (const auto& head : op.json()) ids.push_back(json::text(json::member(head, "id")));
  return ids;
}

}  // namespace

TEST_CASE("what is appended is taken once, in order, and gone when it is acknowledged") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s")"));
  CHECK(host.ask("queue.take", take("anna", 10)).json().empty());
  const std::string binary("a\0b\r\n", 5);
  for (const auto& value : {std::string("one"), binary, std::string()})
    CHECK(host.status("queue.append", append(value)) == GARDEN_OK);
  auto& taken = host.ask("queue.take", take("anna", 2));
  CHECK(taken.status() == GARDEN_OK);
  CHECK(taken.bytes(GARDEN_RAW) == "one" + binary);
  const auto ids = ids_of(taken);
  REQUIRE(ids.size() == 2);
  CHECK(json::integer(json::member(taken.json().at(1), "bytes")) == 5);
  CHECK(ids_of(host.ask("queue.take", take("berta", 10))).size() == 1);
  CHECK(host.ask("queue.take", take("berta", 10)).json().empty());
  CHECK(host.ask("queue.acknowledge", acknowledge(ids, false)).json().at(0) == R"({"acknowledged":2})");
  CHECK(server.command({"XLEN", "jobs"}) == "3");
  CHECK(host.ask("queue.acknowledge", acknowledge(ids)).json().at(0) == R"({"acknowledged":0})");
  CHECK(server.command({"XLEN", "jobs"}) == "1");
}

TEST_CASE("what a consumer did not finish is reclaimed by another, with the number of tries") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s")"));
  CHECK(host.ask("queue.reclaim", reclaim("berta", 10, 0)).status() == GARDEN_OK);  // no queue: nothing to do
  for (int i = 0; i < 300; ++i) host.ask("queue.append", append("job " + std::to_string(i)));
  CHECK(ids_of(host.ask("queue.take", take("anna", 300))).size() == 300);
  CHECK(host.ask("queue.reclaim", reclaim("berta", 10, 3'600'000)).json().empty());  // she is at it
  auto& first = host.ask("queue.reclaim", reclaim("berta", 2, 0));
  CHECK(first.bytes(GARDEN_RAW) == "job 0job 1");
  CHECK(json::integer(json::member(first.json().at(1), "deliveries")) == 2);
  CHECK(ids_of(host.ask("queue.reclaim", reclaim("carla", 300, 0))).size() == 300);
  // Entries that were trimmed meanwhile are not given out again.
  server.command({"XTRIM", "jobs", "MAXLEN", "1"});
  CHECK(host.ask("queue.reclaim", reclaim("dora", 1000, 0)).bytes(GARDEN_RAW) == "job 299");
}

TEST_CASE("waiting for work holds up nobody, and ends with the work, the time or the wish") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s","readers":2)"));
  auto& waiting = host.begin("queue.take", take("anna", 1, 60'000));
  auto& unwanted = host.begin("queue.take", take("berta", 1, 60'000));
  REQUIRE(eventually([&server] {  // both wait, each on a connection of its own
    const auto clients = server.command({"CLIENT", "LIST"});
    const auto first = clients.find("cmd=xreadgroup");
    return first != std::string::npos && clients.find("cmd=xreadgroup", first + 1) != std::string::npos;
  }));
  CHECK(host.set("a", "x") == GARDEN_OK);
  CHECK(host.ask("get", only("a")).bytes(GARDEN_RAW) == "x");
  CHECK(host.status("queue.take", take("carla", 1, 60'000)) == GARDEN_RATE_LIMITED);
  host.cancel(unwanted);
  // The reader who went is not given any work: all of it comes to the one who waits.
  REQUIRE(eventually(
      [&server] { return server.command({"CLIENT", "LIST"}).find("cmd=xreadgroup") != std::string::npos; }));
  REQUIRE(eventually([&host] {
    return host.status("queue.take", take("carla", 1, 1)) == GARDEN_OK;  // there is a place again
  }));
  CHECK(host.status("queue.append", append("job")) == GARDEN_OK);
  REQUIRE(host.wait(waiting, patience));
  CHECK(waiting.bytes(GARDEN_RAW) == "job");
  CHECK(host.ask("queue.take", take("anna", 1, 1)).json().empty());
}

TEST_CASE("a queue that is lost with its server begins anew") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("timeout":"20s")"));
  REQUIRE(host.status("queue.take", take("anna", 1)) == GARDEN_OK);
  server.command({"FLUSHALL"});
  CHECK(host.status("queue.append", append("job")) == GARDEN_OK);
  CHECK(host.ask("queue.take", take("anna", 1, 10'000)).bytes(GARDEN_RAW) == "job");
  auto& waiting = host.begin("queue.take", take("anna", 1, 60'000));
  server.kill();
  REQUIRE(host.wait(waiting, patience));
  CHECK(waiting.status() == GARDEN_UNAVAILABLE);
  CHECK(host.becomes(GARDEN_UNAVAILABLE, "queue.take", take("anna", 1, 60'000)));
}

TEST_CASE("the extension says that there are queues, and bad requests are refused") {
  RedisServer server;
  RedisHost host(config_of(server.url(), R"("max_value":"1KiB")"));
  for (const char* bad : {"", "{}", R"({"queue":"q"})", R"({"queue":"q","group":"g"})",
                          R"({"queue":"q","group":"g","consumer":"c","count":0})",
                          R"({"queue":"q","group":"g","consumer":"c","wait_ms":-1})",
                          R"({"queue":"","group":"g","consumer":"c"})",
                          R"({"queue":"q","group":"g","consumer":"c","count":"many"})"})
    CHECK(host.status("queue.take", bad) == GARDEN_INVALID);
  for (const char* bad :
       {R"({"queue":"jobs","group":"g"})", R"({"queue":"jobs","group":"g","ids":[]})",
        R"({"queue":"jobs","group":"g","ids":["1-1","*"]})",
        R"({"queue":"jobs","group":"g","ids":["1-1-1"]})", R"({"queue":"jobs","group":"g","ids":["-1"]})"})
    CHECK(host.status("queue.acknowledge", bad) == GARDEN_INVALID);
  CHECK(host.status("queue.append", append(std::string(1025, 'x'))) == GARDEN_INVALID);
  const auto component = garden::component<redis_cache::RedisCache>(GARDEN_CACHE, "redis", "", "{}");
  FakeHost other(component, config_of(server.url()));
  redis_cache::RedisCache cache(Config(config_of(server.url())), Host(other.table()));
  REQUIRE(cache.extension(GARDEN_QUEUE_EXTENSION));
  CHECK(static_cast<const garden_queue*>(cache.extension(GARDEN_QUEUE_EXTENSION))->size ==
        sizeof(garden_queue));
  CHECK_FALSE(cache.extension("garden.queue/2"));
}
