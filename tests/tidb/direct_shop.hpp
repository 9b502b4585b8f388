// The connector on FakeHost over a real MariaDB, by its direct way.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"
#include "support/connector_answer.hpp"
#include "support/mariadb_server.hpp"
#include "tidb_connector.hpp"

namespace garden::tidb::testing {

using garden::testing::MariaDbServer;

// A configuration of the direct way; `more` are further members, each with its comma in front.
inline std::string direct_config(const MariaDbServer& server, const MariaDbServer::User& user,
                                 const std::string& more = "", const std::string& more_outside = "") {
  return R"({"direct":{"host":"127.0.0.1","port":)" + std::to_string(server.port()) + R"(,"user":)" +
         json::quoted(user.name) + R"(,"password":)" + json::quoted(user.password) +
         R"(,"database":"shop","ca":)" + json::quoted(server.ca()) + more + "}" + more_outside + "}";
}

inline std::string request(const std::string& sql, const std::string& params = "[]",
                           const std::string& more = "") {
  return R"({"sql":)" + json::quoted(sql) + R"(,"params":)" + params + more + "}";
}

// Waits until it holds; false after a minute.
inline bool eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

class Shop {
 public:
  explicit Shop(const std::string& config) {
    host = std::make_unique<garden::testing::FakeHost>(
        component<TidbConnector>(GARDEN_CONNECTOR, "tidb", "", config_schema, GARDEN_REENTRANT), config);
    host->offload_on_threads(true);
  }

  garden::testing::FakeOperation& query(const std::string& sql, const std::string& params = "[]",
                                        const std::string& more = "") {
    auto& operation = host->begin("query", request(sql, params, more));
    finish(operation);
    return operation;
  }
  // Lets everything go on until it holds. Unlike FakeHost::wait it does not wait for the work of all
  // operations.
  bool until(const std::function<bool()>& holds) {
    return eventually([&] {
      while (host->step()) {
      }
      return holds();
    });
  }
  void finish(const garden::testing::FakeOperation& operation) {
    until([&] { return operation.over(); });
  }
  garden::testing::FakeOperation& ask(const std::string& verb) {
    auto& operation = host->begin(verb, "{}");
    finish(operation);
    return operation;
  }

  std::unique_ptr<garden::testing::FakeHost> host;
};

using garden::testing::done_of;
using garden::testing::rows_of;

}  // namespace garden::tidb::testing
