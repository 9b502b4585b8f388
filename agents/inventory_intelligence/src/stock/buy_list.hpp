// Buy list: what to order, how much of it, in which order of importance, and why.
// For each product that may be ordered: the stock position after cutting (available + incoming + cut),
// whether it is below its trigger, the need up to its target, the vendor's rules, then what it costs not
// to order it. Lines come with every number that led to them, so that each can be checked; what a person
// has to decide comes as a question.
// Rules:
//   by cover          ordered when position < sold in 12 months x minimum, up to sold x target (sheet glass)
//   by reorder point  ordered when position <= ROP, up to d (L + R + target days) + SS (everything else)
//   by family         ordered as family_order.hpp found, to be cut; the risk of all its sizes counts for it
//   group             if one product of a group is below its trigger, all are brought to their target
//   money at risk     demand that finds an empty shelf in the next L days x (price - cost); x price for
//                     the whole list if the cost of any line is unknown: margins and revenues do not compare
//   rank              money at risk, then units at risk, then the shorter cover, then id
//   budget            taken in rank order; a line that does not fit is cut to the packs that do (never below
//                     the vendor's minimum, nor a fixed quantity), else deferred; cheaper ones may still fit
//   review            more than two years of sales in one order: flagged, half a year's sales suggested
// Edge rules: not sold in 12 months and not in stock is a question ("stock it?"), never a quantity; sold and
// at zero or oversold always gets one unless enough is on its way (years in stock reads 0.00 there and means
// nothing); parents, excluded and discontinued products get none and are counted. What had to be assumed
// (lead time, vendor's rules, cost) is flagged. With a budget, what has neither cost nor price is deferred.
// Units: thousandths, 1e-4 of money, thousandths of a year, days.
// Threads: pure function, [any].
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "stock/cover.hpp"
#include "stock/reorder.hpp"

namespace garden::inventory {

enum class BuyPolicy : std::uint8_t { cover, reorder_point, family };

struct BuyItem {
  std::int64_t id = 0;
  std::int64_t group = 0;  // a family ordered together, or by family; 0 for none
  BuyPolicy policy = BuyPolicy::reorder_point;
  Quantity available = 0;       // below zero: oversold
  Quantity sold_12_months = 0;  // net of returns
  int days_out = 0;             // of these months: without stock, where that is known
  std::optional<int> age_days;  // since it could first be bought; empty: unknown
  std::optional<Pace> pace;     // by the forecast; empty: sold_12_months / 365, deviation unknown
  std::vector<Arrival> incoming;
  Quantity cut = 0;  // what today's cut plan adds (or, of a source, takes: below zero)
  std::optional<LeadTime> lead;
  std::optional<double> service_level;
  std::optional<double> lead_time_quantile;  // units; replaces ROP for products sold now and then
  Quantity family_need = 0;                  // by family: what to order of this one, 0 of the other sizes
  std::int64_t minimum_milliyears = 200;     // by cover
  std::int64_t target_milliyears = 350;
  std::optional<Money> price, cost;
  std::optional<VendorRules> rules;
  bool orderable = true;  // false: discontinued, excluded, inactive or a parent
};

struct BuyOptions {
  LeadTime lead{35, 0};     // where a product has none
  double review_days = 0;   // between two orders
  double target_days = 30;  // by reorder point: what an order should last beyond the lead time
  double service_level = 0.95;
  std::optional<Money> budget;  // for the whole list
  std::int64_t review_above_milliyears = 2000;
  std::int64_t review_suggest_milliyears = 500;
};

// Every number that led to a quantity, each by its name.
struct BuyReason {
  BuyPolicy policy = BuyPolicy::cover;
  int days_out = 0;
  Quantity sold_12_months = 0, available = 0, incoming = 0, cut = 0, position = 0;
  Quantity trigger = 0;  // the position below which it is ordered
  Quantity level = 0;    // the position it is brought to
  Quantity need = 0;     // level - position
  VendorRules rules;
  LeadTime lead;
  double per_day = 0, safety_stock = 0, service_level = 0;  // safety stock 0 by cover
  bool by_group = false;  // itself above its trigger, ordered because another of its group is not
  std::optional<double> cover_before_days, cover_after_days;  // of the position, without and with the order
};

struct BuyFlags {
  bool review = false;            // more than two years' sales (not by family)
  bool oversold = false;          // part of it is owed to customers
  bool young = false;             // under a year: its twelve months are not full and understate it
  bool arrives_too_late = false;  // the shelf is empty before the order can be there
  bool fixed_quantity = false;    // the vendor's, not the need's
  bool reduced = false;           // cut to the budget
  bool lead_assumed = false, rules_assumed = false, deviation_unknown = false;
  bool cost_unknown = false;  // its value is at the price, an upper bound; without a price it has none
};

struct BuyLine {
  std::int64_t id = 0;
  Quantity quantity = 0;              // after the budget; 0 when deferred
  Quantity wanted = 0;                // before it
  std::optional<Quantity> suggested;  // with flags.review
  double units_at_risk = 0;
  std::optional<Money> money_at_risk;
  std::optional<Money> value, value_so_far;  // of `quantity`; of all lines up to this one
  bool deferred = false;                     // the budget does not reach
  BuyReason reason;
  BuyFlags flags;
};

enum class BuyQuestion : std::uint8_t { never_sold, only_returns, owed_without_sales };
struct BuyDoubt {
  std::int64_t id = 0;
  BuyQuestion question = BuyQuestion::never_sold;
};
const char* text_of(BuyQuestion question);

struct BuyList {
  std::vector<BuyLine> lines;    // by rank
  std::vector<BuyDoubt> doubts;  // by id
  bool risk_is_margin = false;   // else revenue
  // Of the lines not deferred whose value is known; none when there are lines and no value of any is known.
  std::optional<Money> value = 0;
  std::optional<Money> left;  // of the budget
  int enough = 0, not_orderable = 0, deferred = 0;
  int by_family = 0;  // without a line of their own
};

BuyList buy_list(const std::vector<BuyItem>& items, const BuyOptions& options = {});

// The reason as one English sentence with its numbers, for people and for a work order.
std::string sentence_of(const BuyLine& line);

}  // namespace garden::inventory
