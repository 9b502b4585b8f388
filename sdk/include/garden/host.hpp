// Host: what an instance may ask of the host at any time, on any thread, without an operation.
//
// A component that wants it takes it beside its Config: `Shop(garden::Config config, garden::Host host)`. It
// is a small value to be copied; it holds until the component's destructor has returned. Threads: all calls
// [any].
#pragma once
#include <cstdint>
#include <string_view>

#include "garden/abi.h"
#include "garden/failure.hpp"

namespace garden {

class Host {
 public:
  explicit Host(const garden_host* table) : table_(table) {}

  // One line for the operator: no secret, no personal data.
  void debug(std::string_view line) const { log(GARDEN_LOG_DEBUG, line); }
  void info(std::string_view line) const { log(GARDEN_LOG_INFO, line); }
  void warn(std::string_view line) const { log(GARDEN_LOG_WARN, line); }
  void error(std::string_view line) const { log(GARDEN_LOG_ERROR, line); }
  void log(std::int32_t level, std::string_view line) const { table_->log(table_, 0, level, borrow(line)); }

  // The counter or gauge garden_plugin_<name> of this instance.
  void count(std::string_view name, double value = 1) const {
    table_->metric(table_, borrow(name), value, GARDEN_METRIC_ADD);
  }
  void gauge(std::string_view name, double value) const {
    table_->metric(table_, borrow(name), value, GARDEN_METRIC_SET);
  }

  // Microseconds since 1970-01-01 UTC, by the host's clock, which tests fake.
  std::int64_t now_us() const { return table_->clock_us(table_); }

  // A table of further functions, by name; null if the host does not have it.
  template <class Table = void>
  const Table* extension(const char* id) const {
    return static_cast<const Table*>(table_->extension(table_, id));
  }

  const garden_host* table() const { return table_; }

 private:
  const garden_host* table_;
};

}  // namespace garden
