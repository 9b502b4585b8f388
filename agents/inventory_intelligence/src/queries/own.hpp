// Own: what the product's own ledger says of a shop's products, where a store keeps one.
//
// A shop's schema knows no lead time, pack, supplier or order under way. The query's `tables` bring them
// (docs/writing-an-agent.md); without one, or without a row for a product, the store's settings stand and the
// query's YAML says what is assumed. Tables of a query, by name:
//   settings   products_id, supplier, lead_days, lead_sd, pack, minimum, cost, service_level, exclude,
//   discontinued_on arrivals   products_id, reference, quantity, eta (NULL: not known), ordered_on (NULL)
// Threads: plain values.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "queries/facts.hpp"
#include "stock/cover.hpp"
#include "stock/reorder.hpp"

namespace garden::inventory::steps {

struct OwnSettings {
  std::string supplier;
  std::optional<LeadTime> lead;
  std::optional<Quantity> pack, minimum;
  std::optional<Money> cost;
  std::optional<double> service_level;  // a share
  bool excluded = false;
  std::optional<Day> discontinued_on;
};

// One order under way.
struct OwnOrder {
  std::string reference;
  Quantity quantity = 0;
  std::optional<Day> eta, ordered_on;

  // When it will be there, from today: an order without a day comes after its lead time, an overdue one in a
  // week.
  double days_ahead(Day today, double lead_days) const;
};
constexpr double overdue_days = 7;

struct OwnTables {
  OwnTables() = default;  // a store that keeps no ledger
  explicit OwnTables(const Question& question);

  bool has_settings = false, has_orders = false;  // any row at all
  std::map<std::int64_t, OwnSettings> settings;   // by products_id
  std::map<std::int64_t, std::vector<OwnOrder>> orders;

  const OwnSettings& of(std::int64_t product) const;
  const std::vector<OwnOrder>& orders_of(std::int64_t product) const;
  std::vector<Arrival> arrivals(std::int64_t product, Day today, double lead_days) const;
};

// Sentences for the reader: what was taken because these tables do not say it.
std::vector<std::string> assumed_of(const OwnTables& own);

}  // namespace garden::inventory::steps
