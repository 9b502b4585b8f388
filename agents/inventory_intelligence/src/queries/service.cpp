// get_in_stock_rate: how often what sells could be bought. get_lost_sales: what was missed while it could
// not. Columns beside those of shop_of: revenue_365 (1e-7 of money).
#include <algorithm>
#include <cmath>
#include <tuple>

#include "queries/shop.hpp"
#include "queries/steps.hpp"
#include "queries/stock_past.hpp"
#include "stock/service.hpp"

namespace garden::inventory::steps {
namespace {

constexpr int baseline_reach_days = 180;  // a baseline of 28 days in stock may lie so far before the window

const char* text_of(LostNote note) {
  switch (note) {
    case LostNote::estimated: return "estimated";
    case LostNote::never_out: return "never out";
    case LostNote::sporadic: return "sells too rarely to estimate";
    case LostNote::too_little_history: return "too little history before it was out";
    case LostNote::stock_unknown: return "stock not known";
  }
  return "";
}

Answer& begin(Answer& answer, const Product& product) {
  return answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
}

void warn_of_history(Answer& answer, const StockPast& past, std::int64_t days) {
  if (past.days_looked_at() == 0)
    answer.warn("The stock of past days is not known: the ledger keeps it from its first day on.");
  else if (past.days_looked_at() < days)
    answer.warn("The stock is known of " + std::to_string(past.days_looked_at()) + " days only.");
}

struct RateLine {
  const Product* product = nullptr;
  std::int64_t revenue = 0;
  InStock days;
};

struct LostLine {
  const Product* product = nullptr;
  LostSales lost;
  std::optional<Money> low, high;
};

std::optional<Money> worth_of(double units, std::optional<Money> price) {
  return price ? std::optional(worth(rounded_up(units), *price)) : std::nullopt;
}

// Thousandths, for a total that is shown with decimals.
std::optional<std::int64_t> share_of(std::optional<double> share) {
  return share ? std::optional<std::int64_t>(std::llround(*share * 100'000)) : std::nullopt;
}

}  // namespace

Answer in_stock_rate_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto days = question.integer_given("days", 30);
  const StockPast past(question, static_cast<int>(days));
  const auto revenue = question.facts.rows() == 0 ? 0 : question.facts.column("revenue_365");
  std::vector<RateLine> lines;
  std::vector<WeightedDays> weighted;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    const auto& product = shop.products[i];
    if (!product.active || product.sold_12_months <= 0 || !past.knows(product.id)) continue;
    RateLine line{&product, question.facts.count(i, revenue),
                  in_stock_days(past.history(product.id, product.age_days))};
    if (line.days.days_in + line.days.days_out == 0) continue;
    weighted.push_back({line.days, line.revenue});
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end(), [](const RateLine& a, const RateLine& b) {
    return std::tuple(-a.days.days_out, -a.revenue, a.product->id) <
           std::tuple(-b.days.days_out, -b.revenue, b.product->id);
  });
  Answer answer(question, {"products_id", "model", "name", "in_stock_pct", "days_out", "days_known",
                           "available", "revenue", "units_sold", "manufacturer"});
  std::int64_t out = 0, known = 0;
  for (const auto& line : lines) {
    const auto& product = *line.product;
    const int all = line.days.days_in + line.days.days_out;
    out += line.days.days_out, known += all;
    begin(answer, product).number(100.0 * line.days.days_in / all).exact(line.days.days_out).exact(all);
    answer.exact(product.available)
        .exact(line.revenue)
        .exact(product.sold_12_months)
        .text_or_null(product.maker);
  }
  const auto rate = in_stock_rate(weighted);
  answer.total("rate_pct", share_of(rate.plain));
  answer.total("rate_by_revenue_pct", share_of(rate.weighted));
  answer.total("sku_days_oos", out);
  answer.total("sku_days", known);
  warn_of_history(answer, past, days);
  return answer;
}

Answer lost_sales_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto days = question.integer_given("days", 30);
  const StockPast past(question, static_cast<int>(days) + baseline_reach_days);
  std::vector<LostLine> lines;
  for (const auto& product : shop.products) {
    if (!product.active || product.sold_12_months <= 0 || !past.knows(product.id)) continue;
    LostLine line{
        &product, lost_sales(past.history(product.id, product.age_days), static_cast<int>(days)), {}, {}};
    if (line.lost.days_out == 0) continue;
    if (line.lost.note == LostNote::estimated) {
      line.low = worth_of(line.lost.low, product.price);
      line.high = worth_of(line.lost.high, product.price);
    }
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end(), [](const LostLine& a, const LostLine& b) {
    return std::tuple(-a.high.value_or(0), -a.lost.high, -a.lost.days_out, a.product->id) <
           std::tuple(-b.high.value_or(0), -b.lost.high, -b.lost.days_out, b.product->id);
  });
  Answer answer(question,
                {"products_id", "model", "name", "oos_days", "baseline", "lost_units_lo", "lost_units_hi",
                 "lost_revenue_lo", "lost_revenue_hi", "available", "note", "manufacturer"});
  double low = 0, high = 0;
  Wide money_low = 0, money_high = 0;
  std::int64_t estimated = 0, sporadic = 0;
  for (const auto& line : lines) {
    const bool known = line.lost.note == LostNote::estimated;
    auto if_known = [known](double value) { return known ? std::optional(value) : std::nullopt; };
    estimated += known, sporadic += !known;
    low += line.lost.low, high += line.lost.high;
    money_low += line.low.value_or(0), money_high += line.high.value_or(0);
    begin(answer, *line.product).exact(line.lost.days_out);
    answer.number(if_known(known ? line.lost.mid / line.lost.days_estimated : 0));
    answer.number(if_known(line.lost.low)).number(if_known(line.lost.high)).exact(line.low).exact(line.high);
    answer.exact(line.product->available).text(text_of(line.lost.note)).text_or_null(line.product->maker);
  }
  answer.total("estimated", estimated);
  answer.total("not_estimated", sporadic);
  answer.total("units_lo", std::llround(1000 * low));
  answer.total("units_hi", std::llround(1000 * high));
  answer.total("revenue_lo", saturated(money_low));
  answer.total("revenue_hi", saturated(money_high));
  warn_of_history(answer, past, days);
  return answer;
}

}  // namespace garden::inventory::steps
