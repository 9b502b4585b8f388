#include "support/mariadb_server.hpp"

#include <mysql.h>

#include <memory>
#include <stdexcept>

#include "garden/json.hpp"

namespace garden::testing {
namespace {

MariaDbServer::User user_of(std::string_view facts, std::string_view name) {
  const auto pair = json::member(facts, name);
  return {json::text(json::element(pair, 0)), json::text(json::element(pair, 1))};
}

struct CloseMysql {
  void operator()(MYSQL* handle) const { mysql_close(handle); }
};

}  // namespace

MariaDbServer::MariaDbServer(const std::string& tls, const std::vector<std::string>& options)
    : child_("mariadb_server.py", server_words(tls, options)),
      host_(json::text(json::member(child_.facts(), "host"))),
      socket_(json::text(json::member(child_.facts(), "socket"))),
      ca_(json::text(json::member(child_.facts(), "ca"))),
      other_ca_(json::text(json::member(child_.facts(), "other_ca"))),
      port_(static_cast<int>(json::integer(json::member(child_.facts(), "port")).value_or(0))),
      reader_(user_of(child_.facts(), "reader")),
      writer_(user_of(child_.facts(), "writer")) {}

std::string MariaDbServer::sql(const std::string& statements) const {
  const std::unique_ptr<MYSQL, CloseMysql> handle(mysql_init(nullptr));
  mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  auto check = [&handle](bool good) {
    if (!good) throw std::runtime_error(mysql_error(handle.get()));
  };
  check(mysql_real_connect(handle.get(), nullptr, "root", "", "shop", 0, socket_.c_str(),
                           CLIENT_MULTI_STATEMENTS) != nullptr);
  check(mysql_real_query(handle.get(), statements.data(), statements.size()) == 0);
  std::string text;
  for (int more = 0; more == 0; more = mysql_next_result(handle.get())) {
    text.clear();
    MYSQL_RES* const rows = mysql_store_result(handle.get());
    check(rows != nullptr || mysql_errno(handle.get()) == 0);
    if (!rows) continue;
    const auto width = mysql_num_fields(rows);
    while (MYSQL_ROW row = mysql_fetch_row(rows))
      for (unsigned i = 0; i < width; ++i)
        text.append(row[i] ? row[i] : "NULL").append(i + 1 < width ? "\t" : "\n");
    mysql_free_result(rows);
  }
  check(mysql_errno(handle.get()) == 0);
  return text;
}

}  // namespace garden::testing
