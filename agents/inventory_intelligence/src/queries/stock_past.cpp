#include "queries/stock_past.hpp"

#include <algorithm>

namespace garden::inventory::steps {

StockPast::StockPast(const Question& question, int days)
    : today_(question.today),
      first_(question.today - days),
      length_(static_cast<std::size_t>(std::max(days, 0))) {
  nothing_.sold.resize(length_);
  take_stock(question.table("days"), question.table("stock"));
  take_sales(question.table("sales"));
}

StockPast::Past& StockPast::of(std::int64_t product) {
  auto& past = products_[product];
  if (past.sold.empty()) {
    past.sold.resize(length_);
    past.stock.assign(length_, StockState::unknown);
  }
  return past;
}

const StockPast::Past* StockPast::find(std::int64_t product) const {
  const auto found = products_.find(product);
  return found == products_.end() ? nullptr : &found->second;
}

std::optional<std::size_t> StockPast::place_of(std::int64_t day) const {
  if (day < first_ || day >= today_) return {};
  return static_cast<std::size_t>(day - first_);
}

void StockPast::take_stock(const Facts& days, const Facts& stock) {
  std::vector<std::size_t> looked;
  for (std::size_t row = 0; row < days.rows(); ++row)
    if (const auto place = place_of(days.count(row, days.column("day")))) looked.push_back(*place);
  std::sort(looked.begin(), looked.end());
  looked_at_ = static_cast<int>(looked.size());

  std::map<std::int64_t, std::map<std::int64_t, Quantity>> changes;  // product, day, stock from then on
  for (std::size_t row = 0; row < stock.rows(); ++row)
    changes[stock.count(row, stock.column("products_id"))][stock.count(row, stock.column("day"))] =
        stock.count(row, stock.column("available"));
  for (const auto& [product, stock_from] : changes) {
    auto& past = of(product);
    for (const auto place : looked) {
      auto next = stock_from.upper_bound(first_ + static_cast<std::int64_t>(place));
      if (next == stock_from.begin()) continue;  // not seen yet
      past.stock[place] = std::prev(next)->second > 0 ? StockState::in : StockState::out;
    }
  }
}

void StockPast::take_sales(const Facts& sales) {
  for (std::size_t row = 0; row < sales.rows(); ++row) {
    const auto place = place_of(sales.count(row, sales.column("day")));
    if (place)
      of(sales.count(row, sales.column("products_id"))).sold[*place] +=
          sales.count(row, sales.column("units"));
  }
}

History StockPast::history(std::int64_t product, std::optional<int> on_sale_days) const {
  const auto* found = find(product);
  const auto& past = found != nullptr ? *found : nothing_;
  History history;
  history.sold = past.sold;
  history.stock = past.stock;
  if (on_sale_days) history.first_day = std::max(0, static_cast<int>(length_) - *on_sale_days);
  return history;
}

}  // namespace garden::inventory::steps
