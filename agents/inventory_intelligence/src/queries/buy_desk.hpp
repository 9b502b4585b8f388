// The buy desk: from a shop's products and rules to its buy list.
//
// Sheets of glass are thought of as families: what today's cuts bring is counted in before anything is
// bought; families that the vendor sells as whole sheets (setting whole_sheet_sizes) are ordered as the
// fewest sheets that, cut, bring every size to its target; the sizes of others one by one, by years of stock.
// All else is ordered by reorder point: forecast, lead time, order cycle and safety stock. Threads: one
// owner.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "cutting/plan.hpp"
#include "queries/outlook.hpp"
#include "queries/shop.hpp"
#include "stock/buy_list.hpp"

namespace garden::inventory::steps {

// So much search a family may cost. A plan is reproducible unless the clock ends it.
cutting::PlanLimits plan_limits();

struct BuyDesk {
  Shop shop;
  BuyList list;                // ids are places in shop.products
  std::vector<BuyItem> items;  // by place, as do the next
  std::vector<Outlook> outlooks;
  std::vector<std::string> assumed;  // sentences for the reader
  bool budget_applied = false;       // false too when nothing has a cost or a price
};

// Parameters it reads: budget, service_level (percent), review_days, supplier (only what that maker's name
// has in it is ordered). All may be absent.
BuyDesk buy_desk(const Question& question);

// "oversold; arrives too late": what a buyer must know of a line, in a few words.
std::string flags_text(const BuyFlags& flags);

}  // namespace garden::inventory::steps
