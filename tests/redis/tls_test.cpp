// Goal: rediss:// talks to the server it means and to no other. Method: a real redis-server with a
// certificate of a CA made for the test: the right one, one for another name, one of another authority, and
// no TLS at all.
#include "redis/redis_fixture.hpp"

using namespace garden;
using namespace garden::testing;

namespace {
std::string with_ca(const std::string& file) { return R"("ca_file":)" + json::quoted(file); }
}  // namespace

TEST_CASE("TLS with the right certificate works, also for large values and many commands") {
  RedisServer server("right");
  RedisHost host(config_of(server.tls_url(), with_ca(server.ca())));
  REQUIRE(host.create_status() == GARDEN_OK);
  std::string value(1'500'000, 'v');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 37);
  CHECK(host.set("big", value) == GARDEN_OK);
  CHECK(host.ask("get", only("big")).bytes(GARDEN_RAW) == value);
  std::vector<FakeOperation*> gets;
  for (int i = 0; i < 300; ++i) gets.push_back(&host.begin("get", only(i % 3 == 0 ? "big" : "none")));
  for (std::size_t i = 0; i < gets.size(); ++i) {
    REQUIRE(host.wait(*gets[i], patience));
    CHECK(gets[i]->status() == (i % 3 == 0 ? GARDEN_OK : GARDEN_NOT_FOUND));
  }
  CHECK(host.metric("connections_total") == 1);
  server.kill();
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  server.start();
  REQUIRE(host.becomes(GARDEN_NOT_FOUND, "get", only("a")));
}

TEST_CASE("a certificate of an authority that is not trusted is refused") {
  RedisServer server("right");
  RedisHost host(config_of(server.tls_url(), with_ca(server.other_ca())));
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(host.logged("certificate is refused"));
  RedisHost of_system(config_of(server.tls_url()));
  REQUIRE(of_system.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(of_system.logged("certificate is refused"));
}

TEST_CASE("a certificate for another host is refused") {
  RedisServer server("wrong-host");
  RedisHost host(config_of(server.tls_url(), with_ca(server.ca())));
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(host.logged("certificate"));
}

TEST_CASE("rediss to a port without TLS is refused, never done in the clear") {
  RedisServer server("right");
  auto url = server.url();
  RedisHost host(config_of("rediss" + url.substr(5), with_ca(server.ca()) + R"(,"connect_timeout":"2s")"));
  REQUIRE(host.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
  CHECK(host.metric("connected") == 0);
  RedisHost plain(config_of("redis" + server.tls_url().substr(6), R"("connect_timeout":"2s")"));
  REQUIRE(plain.becomes(GARDEN_UNAVAILABLE, "get", only("a")));
}

TEST_CASE("a file of authorities that is not there is an error of the configuration") {
  RedisHost host(config_of("rediss://localhost:1", with_ca("/nowhere/ca.pem")));
  CHECK(host.create_status() == GARDEN_INVALID);
  CHECK(std::string(host.error().path) == "/ca_file");
}
