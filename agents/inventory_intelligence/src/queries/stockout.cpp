// get_stockout_forecast: what is empty or will be, on which day, and what that costs before it can be mended.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "queries/day_text.hpp"
#include "queries/outlook.hpp"
#include "queries/shop_rules.hpp"
#include "queries/steps.hpp"
#include "stock/status.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  Outlook outlook;
  SellsOut walk;  // over two years
  StatusLine status;
  double lead_days = 0;
  double lost = 0;  // units, in the horizon
  std::optional<Money> at_risk;
  std::optional<Arrival> next;
};

class Walk {
 public:
  explicit Walk(const Question& question)
      : question_(question),
        lead_days_(question.number_set("lead_time_days")),
        horizon_(static_cast<double>(question.integer_given("horizon", 30))) {}

  // Empty: it lasts longer than the horizon, or nobody wants it.
  std::optional<Line> of(const Shop& shop, const Product& product, bool by_years) const {
    Line line{&product, outlook_of(shop, product, by_years), {}, {}, lead_days_, 0, {}, {}};
    if (const auto lead = shop.own.of(product.id).lead) line.lead_days = lead->days;
    const auto arrivals = shop.own.arrivals(product.id, question_.today, line.lead_days);
    const double per_day = line.outlook.pace.per_day;
    StatusInput input;
    input.available = product.available;
    input.per_day = per_day;
    input.lead_days = line.lead_days;
    input.arrivals = arrivals;
    line.status = status_of(input);
    line.walk = sells_out(product.available, per_day, arrivals);
    const bool owed = product.available < 0;
    if (!owed && !(line.walk.first && *line.walk.first <= horizon_)) return {};
    line.lost = lost_within(product.available, per_day, arrivals, horizon_);
    for (const auto& arrival : arrivals)
      if (!line.next || arrival.days < line.next->days) line.next = arrival;
    if (product.price) line.at_risk = worth(rounded_up(line.lost), *product.price);
    return line;
  }

 private:
  const Question& question_;
  double lead_days_, horizon_;
};

bool comes_before(const Line& a, const Line& b) {
  auto key = [](const Line& line) {
    return std::tuple(
        line.status.status != StockStatus::stocked_out,
        line.status.status == StockStatus::stocked_out ? 0.0 : std::floor(line.walk.first.value_or(0)),
        -line.at_risk.value_or(0), -line.lost, line.product->id);
  };
  return key(a) < key(b);
}

void write(Answer& answer, const Line& line, Day today) {
  const auto& product = *line.product;
  auto day_after = [today](std::optional<double> days) {
    return days ? day_text(today + static_cast<Day>(std::floor(*days))) : std::string();
  };
  answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
  const bool out = line.status.status == StockStatus::stocked_out;
  answer.text(name_of(line.status.status))
      .text_or_null(out ? "" : day_after(line.walk.last))
      .number(line.walk.first);
  answer.exact(product.available).number(line.outlook.pace.per_day).number(line.lost).exact(line.at_risk);
  answer.text_or_null(line.walk.first ? day_after(*line.walk.first - line.lead_days) : "");
  answer.text_or_null(line.next ? day_after(line.next->days) : "");
  answer.exact(line.next ? std::optional(line.next->quantity) : std::nullopt)
      .number(line.lead_days)
      .text(line.outlook.basis);
  answer.text_or_null(product.maker);
}

}  // namespace

Answer stockout_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto words = question.text_given("model");
  const auto sized = sizes_of_families(shop, family_rules_of(question));
  const Walk walk(question);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    const auto& product = shop.products[i];
    if (!product.active || (!words.empty() && !is_named(product, words))) continue;
    if (auto line = walk.of(shop, product, sized[i])) lines.push_back(std::move(*line));
  }
  std::sort(lines.begin(), lines.end(), comes_before);
  Answer answer(question, {"products_id", "model", "name", "status", "sells_out_on", "first_gap_days",
                           "available", "per_day", "lost_units", "at_risk_value", "order_by", "next_po",
                           "next_po_qty", "lead_days", "basis", "manufacturer"});
  std::int64_t out = 0, soon = 0;
  Wide at_risk = 0;
  for (const auto& line : lines) {
    out += line.status.status == StockStatus::stocked_out;
    soon += line.status.status == StockStatus::potential_stockout;
    at_risk += line.at_risk.value_or(0);
    write(answer, line, question.today);
  }
  answer.total("stocked_out", out);
  answer.total("before_an_order", soon);
  answer.total("at_risk_all", saturated(at_risk));
  for (const auto& sentence : assumed_of(shop.own)) answer.warn(sentence);
  return answer;
}

}  // namespace garden::inventory::steps
