// Goal: each error number is told as what it is, repeated if that may help, and not for ever. Method: the
// table of faults asked directly; the numbers are those of the documents of TiDB, MySQL and MariaDB.
#include <catch2/catch.hpp>

#include "direct/faults.hpp"

using namespace garden;
using namespace garden::tidb;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

Settings some_settings() {
  Settings settings;
  settings.host = "db.example";
  settings.database = "shop";
  settings.password = "hunter2";
  return settings;
}
DatabaseFailure failed(unsigned number, const std::string& words = "words") {
  return failure_of(number, words, Phase::statement, some_settings());
}
DatabaseFailure refused(unsigned number, const std::string& words = "words") {
  return failure_of(number, words, Phase::login, some_settings());
}

}  // namespace

TEST_CASE("faults: what a number means") {
  for (unsigned number : {9007, 8005, 8002, 8022, 8028, 9001, 9002, 9003, 9004, 9005, 1205, 1213, 1040}) {
    INFO(number);
    CHECK((failed(number).retry() == Retry::again && failed(number).status() == GARDEN_UNAVAILABLE));
  }
  for (unsigned number : {2006, 2013, 2055, 8027, 1243, 1053, 1927}) {
    INFO(number);
    CHECK((failed(number).retry() == Retry::reconnect && failed(number).loses_connection()));
  }
  for (unsigned number : {9012, 9013}) CHECK(failed(number).retry() == Retry::without_tiflash);
  for (unsigned number : {9006, 8229, 8252, 8254, 1105, 1317, 1969, 3024, 1064, 1142}) {
    INFO(number);
    CHECK((failed(number).retry() == Retry::never));
  }
  for (unsigned number : {1317, 1969, 3024}) CHECK(failed(number).status() == GARDEN_DEADLINE);
  for (unsigned number : {1064, 1146, 1054, 1055, 1105, 8108})
    CHECK(failed(number).status() == GARDEN_INVALID);
  for (unsigned number : {1142, 1792, 1290}) CHECK(failed(number).status() == GARDEN_DENIED);
  for (unsigned number : {8252, 8254}) CHECK(failed(number).status() == GARDEN_RATE_LIMITED);
  CHECK(failed(1105, "[tikv:9005]Region is unavailable").retry() == Retry::again);
  CHECK_THAT(failed(1105, "Out Of Memory Quota! memory quota exceeded").text(), Contains("ask for less"));
  CHECK_THAT(failed(2013).text(), Contains("shop at db.example:4000"));
}

TEST_CASE("faults: a login that fails is told with what to do") {
  for (unsigned number : {1045, 1049, 1130, 2002, 2003, 2005, 2026, 2059, 1040}) {
    INFO(number);
    CHECK((refused(number).status() == GARDEN_UNAVAILABLE));
  }
  for (unsigned number : {1045, 1049, 2059}) CHECK(refused(number).retry() == Retry::never);
  CHECK(refused(2026, "TLS/SSL error: Validation of SSL server certificate failed").retry() == Retry::never);
  CHECK(refused(2026, "TLS/SSL error: Connection timed out (110)").retry() == Retry::again);
  CHECK(refused(2003).retry() == Retry::again);
  CHECK(refused(1105, "usage quota exhausted").retry() == Retry::never);
  CHECK_THAT(refused(1045, "Missing user name prefix").text(), Contains("3pTAoNNegb47Uc8.root"));
  CHECK_THAT(refused(2003).text(), Contains("shop at db.example:4000") && !Contains("hunter2"));
}

TEST_CASE("faults: nothing is repeated for ever, nor beyond the query's time") {
  auto tries = [](unsigned number, std::chrono::milliseconds left) {
    Attempts attempts;
    int count = 0;
    while (attempts.next(failed(number), left)) ++count;
    return count;
  };
  CHECK(tries(9005, 10s) == 3);
  CHECK(tries(2013, 10s) == 2);
  CHECK(tries(9012, 10s) == 1);
  CHECK(tries(1064, 10s) == 0);
  CHECK(tries(9005, 5ms) == 0);
  Attempts attempts;
  const auto first = attempts.next(failed(9005), 10s), second = attempts.next(failed(9005), 10s);
  REQUIRE((first && second));
  CHECK((*first >= 25ms && *first < 75ms));
  CHECK((*second >= 50ms && *second < 150ms));
}
