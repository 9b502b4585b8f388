// A database file of a test's own, and the connector over it on FakeHost.
#pragma once
#include <sqlite3.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"
#include "sqlite_connector.hpp"
#include "support/connector_answer.hpp"
#include "support/temp_dir.hpp"

namespace garden::sqlite_connector::testing {

// Runs SQL on a file as its owner would; throws what SQLite says.
inline void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  sqlite3_open(path.c_str(), &handle);
  char* message = nullptr;
  int code = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &message);
  std::string text = message ? message : "";
  sqlite3_free(message);
  sqlite3_close(handle);
  if (code != SQLITE_OK) throw std::runtime_error(text);
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

class Shop {
 public:
  explicit Shop(const std::string& sql, const std::string& more_config = "") {
    if (!sql.empty()) run_sql(path(), sql);
    host = std::make_unique<garden::testing::FakeHost>(
        component<SqliteConnector>(GARDEN_CONNECTOR, "sqlite", "", config_schema, GARDEN_REENTRANT),
        R"({"path":")" + path() + "\"" + more_config + "}");
  }
  std::string path() const { return folder_.file("shop.db"); }

  static std::string request(const std::string& sql, const std::string& params = "[]",
                             const std::string& more = "") {
    return R"({"sql":)" + json::quoted(sql) + R"(,"params":)" + params + more + "}";
  }
  garden::testing::FakeOperation& query(const std::string& sql, const std::string& params = "[]",
                                        const std::string& more = "") {
    return host->run("query", request(sql, params, more));
  }

 private:
  garden::testing::TempDir folder_;

 public:
  std::unique_ptr<garden::testing::FakeHost> host;  // ends before the folder
};

using garden::testing::done_of;
using garden::testing::rows_of;

}  // namespace garden::sqlite_connector::testing
