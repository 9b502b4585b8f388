#include "queries/own.hpp"

#include <algorithm>

namespace garden::inventory::steps {
namespace {

std::optional<Day> day_in(const Facts& facts, std::size_t row, std::size_t column) {
  const auto number = facts.integer(row, column);
  return number ? std::optional(static_cast<Day>(*number)) : std::nullopt;
}

OwnSettings settings_in(const Facts& facts, std::size_t row) {
  auto at = [&facts](const char* name) { return facts.column(name); };
  OwnSettings own;
  own.supplier = facts.text(row, at("supplier"));
  if (const auto days = facts.number(row, at("lead_days")); days && *days >= 0)
    own.lead = LeadTime{*days, std::max(0.0, facts.number(row, at("lead_sd")).value_or(0))};
  auto above_zero = [&](const char* name) {
    const auto value = facts.integer(row, at(name));
    return value && *value > 0 ? value : std::nullopt;
  };
  own.pack = above_zero("pack");
  own.minimum = above_zero("minimum");
  if (const auto cost = facts.integer(row, at("cost")); cost && *cost >= 0) own.cost = cost;
  // Stored as 0.95 or 95.
  if (const auto level = facts.number(row, at("service_level")); level && *level > 0 && *level < 100)
    own.service_level = *level < 1 ? *level : *level / 100;
  own.excluded = facts.count(row, at("exclude")) != 0;
  own.discontinued_on = day_in(facts, row, at("discontinued_on"));
  return own;
}

}  // namespace

double OwnOrder::days_ahead(Day today, double lead_days) const {
  if (eta) return *eta >= today ? *eta - today : overdue_days;
  const double days = ordered_on ? *ordered_on - today + lead_days : lead_days;
  return days >= 0 ? days : overdue_days;
}

OwnTables::OwnTables(const Question& question) {
  const auto given = question.table("settings");
  for (std::size_t row = 0; row < given.rows(); ++row)
    settings.insert_or_assign(given.count(row, given.column("products_id")), settings_in(given, row));
  has_settings = !settings.empty();
  const auto coming = question.table("arrivals");
  for (std::size_t row = 0; row < coming.rows(); ++row) {
    auto at = [&coming](const char* name) { return coming.column(name); };
    OwnOrder order{coming.text(row, at("reference")), coming.count(row, at("quantity")),
                   day_in(coming, row, at("eta")), day_in(coming, row, at("ordered_on"))};
    if (order.quantity > 0) orders[coming.count(row, at("products_id"))].push_back(std::move(order));
  }
  has_orders = !orders.empty();
}

const OwnSettings& OwnTables::of(std::int64_t product) const {
  static const OwnSettings nothing;
  const auto found = settings.find(product);
  return found == settings.end() ? nothing : found->second;
}

const std::vector<OwnOrder>& OwnTables::orders_of(std::int64_t product) const {
  static const std::vector<OwnOrder> none;
  const auto found = orders.find(product);
  return found == orders.end() ? none : found->second;
}

std::vector<Arrival> OwnTables::arrivals(std::int64_t product, Day today, double lead_days) const {
  std::vector<Arrival> list;
  for (const auto& order : orders_of(product))
    list.push_back({order.days_ahead(today, lead_days), order.quantity});
  return list;
}

std::vector<std::string> assumed_of(const OwnTables& own) {
  std::vector<std::string> sentences;
  if (!own.has_orders) sentences.emplace_back("Assumed: nothing is on order.");
  if (!own.has_settings)
    sentences.emplace_back(
        "Assumed: every order takes the store's lead time; no product has a lead time of its own.");
  return sentences;
}

}  // namespace garden::inventory::steps
