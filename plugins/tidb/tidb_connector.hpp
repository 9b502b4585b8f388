// TidbConnector: a connector that reads a shop's database in TiDB, MySQL or MariaDB. The protocol is
// abi_connector.h.
//
// How the database is reached is a Way's to know; the connector reads the request, lets nothing pass that
// does not read, and says how it ended. Threads: reentrant; operations share the ways.
#pragma once
#include <cstdint>
#include <memory>

#include "config_schema.hpp"
#include "garden/abi_connector.h"
#include "garden/component.hpp"
#include "way.hpp"

namespace garden::tidb {

class TidbConnector {
 public:
  TidbConnector(Config config, Host host);

  void start() { way_->start(); }
  void stop() noexcept { way_->stop(); }

  Task<> query(Context& context);
  Task<> describe(Context& context);
  Task<> ping(Context& context);

  static constexpr Verb<TidbConnector> verbs[] = {{GARDEN_CONNECTOR_QUERY, &TidbConnector::query},
                                                  {GARDEN_CONNECTOR_DESCRIBE, &TidbConnector::describe},
                                                  {GARDEN_CONNECTOR_PING, &TidbConnector::ping}};

 private:
  Host host_;
  std::uint64_t rows_max_;  // of one query
  std::unique_ptr<Way> way_;
};

}  // namespace garden::tidb
