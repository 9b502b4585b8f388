// Goal: nothing is sent to a server whose identity is not proven, and what is wrong is said so that it can be
// mended, without the password. Method: real MariaDB servers with the right certificate, one for another
// host, and none.
#include <catch2/catch.hpp>

#include "direct_shop.hpp"

using namespace garden;
using namespace garden::tidb::testing;

namespace {

std::string config_of(const MariaDbServer& server, const std::string& host, const std::string& more,
                      const std::string& password, const std::string& user = "reader",
                      const std::string& database = "shop") {
  return R"({"direct":{"host":)" + json::quoted(host) + R"(,"port":)" + std::to_string(server.port()) +
         R"(,"user":)" + json::quoted(user) + R"(,"password":)" + json::quoted(password) + R"(,"database":)" +
         json::quoted(database) + more + "}}";
}
std::string ca(const std::string& file) { return R"(,"ca":)" + json::quoted(file); }

// "ok" with the cipher, or the status and text of the failure; no line of the log holds the password.
std::string outcome(const std::string& config, const std::string& password) {
  Shop shop(config);
  auto& operation = shop.query("SHOW STATUS LIKE 'Ssl_cipher'");
  auto hidden = [&password](const std::string& text) { return text.find(password) == std::string::npos; };
  CHECK(hidden(operation.result()));
  shop.host->close();
  for (const auto& line : shop.host->log()) CHECK(hidden(line.text));
  if (operation.status() == GARDEN_OK) return "ok " + rows_of(operation).at(0);
  return std::string(name_of(operation.status())) + " " + operation.result();
}

}  // namespace

TEST_CASE("direct: the identity of the server is proven before the login is sent") {
  const MariaDbServer right;
  const auto& password = right.reader().password;
  auto with = [&](const MariaDbServer& server, const std::string& host, const std::string& more) {
    return outcome(config_of(server, host, more, password), password);
  };
  using Catch::Matchers::Contains;
  using Catch::Matchers::StartsWith;
  CHECK_THAT(with(right, "127.0.0.1", ca(right.ca())), Contains("TLS_"));
  CHECK_THAT(with(right, "localhost", ca(right.ca())), Contains("TLS_"));  // by TCP, not by some socket
  CHECK_THAT(with(right, "127.0.0.1", ca(right.ca()) + R"(,"tls":"verify-ca")"), Contains("TLS_"));
  CHECK_THAT(with(right, "127.0.0.1", R"(,"tls":"off")"), Contains("\"\"]"));
  CHECK_THAT(with(right, right.socket(), ""), Contains("\"\"]"));
  const auto place = "unavailable shop at 127.0.0.1:" + std::to_string(right.port());
  auto refused = [&](const std::string& more) {
    const auto text = with(right, "127.0.0.1", more);
    CHECK_THAT(text, StartsWith(place) && Contains("2026") && Contains("`ca`"));
  };
  refused(ca(right.other_ca()));
  refused("");  // the system trusts nobody of this test
  refused(R"(,"tls":"verify-ca")");
  refused(ca(right.other_ca()) + R"(,"tls":"verify-ca")");

  const MariaDbServer wrong("wrong-host");
  CHECK_THAT(with(wrong, "127.0.0.1", ca(wrong.ca())), Contains("2026"));
  CHECK_THAT(with(wrong, "localhost", ca(wrong.ca())), Contains("2026"));
  CHECK_THAT(with(wrong, "127.0.0.1", ca(wrong.ca()) + R"(,"tls":"verify-ca")"), Contains("TLS_"));

  const MariaDbServer none("none");
  CHECK_THAT(with(none, "127.0.0.1", ca(none.ca())), Contains("2026"));
  CHECK_THAT(with(none, "127.0.0.1", ca(none.ca()) + R"(,"tls":"verify-ca")"), Contains("2026"));
  CHECK_THAT(with(none, "127.0.0.1", R"(,"tls":"off")"), Contains("\"\"]"));
}

TEST_CASE("direct: what is wrong with a login is said, and what to do") {
  const MariaDbServer server;
  const auto trusted = ca(server.ca());
  using Catch::Matchers::Contains;
  const std::string wrong = "not the pass'word\"";
  CHECK_THAT(outcome(config_of(server, "127.0.0.1", trusted, wrong), wrong),
             Contains("unavailable") && Contains("1045") && Contains("check `user` and `password`"));
  const auto& good = server.reader().password;
  CHECK_THAT(outcome(config_of(server, "127.0.0.1", trusted, good, "reader", "elsewhere"), good),
             Contains("unavailable elsewhere at 127.0.0.1:") && Contains("check `database`"));
  CHECK_THAT(outcome(config_of(server, "127.0.0.1", trusted + R"(,"time_zone":"Mars/Olympus")", good), good),
             Contains("time_zone"));
  Shop closed(R"({"direct":{"host":"127.0.0.1","port":1,"user":"u","password":"p","database":"shop"}})");
  auto& operation = closed.query("SELECT 1");
  CHECK(operation.status() == GARDEN_UNAVAILABLE);
  CHECK_THAT(operation.result(), Contains("shop at 127.0.0.1:1") && Contains("is it running"));
  CHECK(closed.ask("ping").status() == GARDEN_UNAVAILABLE);
}

TEST_CASE("direct: a configuration that cannot be meant is refused") {
  auto refused = [](const std::string& members) {
    Shop shop(R"({"direct":{"host":"db.example","user":"u","database":"d")" + members + "}}");
    return std::string(shop.host->error().path);
  };
  CHECK(refused(R"(,"tls":"on")") == "/direct/tls");
  CHECK(refused(R"(,"ca":"/no/such/file.pem")") == "/direct/ca");
  CHECK(refused(R"(,"time_zone":"x'; DROP")") == "/direct/time_zone");
  Shop cloud(R"({"direct":{"host":"gateway01.eu-central-1.prod.aws.tidbcloud.com","user":"u","database":"d",)"
             R"("tls":"verify-ca"}})");
  CHECK(std::string(cloud.host->error().path) == "/direct/tls");
  CHECK(cloud.host->create_status() == GARDEN_INVALID);
}
