// get_open_po_risk: which orders under way come too late, or bring too much.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "forecast/lead_time.hpp"
#include "queries/day_text.hpp"
#include "queries/outlook.hpp"
#include "queries/shop_rules.hpp"
#include "queries/steps.hpp"
#include "stock/status.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  const OwnOrder* order = nullptr;
  double ahead = 0;     // days until it is there
  int late_days = 0;    // that it is overdue
  double gap_days = 0;  // the shelf is empty before it comes
  double lost = 0;      // units, in that gap
  std::optional<Money> at_risk;
  Quantity surplus = 0;  // of it, above the up-to level
  Outlook outlook;

  // The most pressing first.
  int rank() const { return gap_days > 0 ? 0 : late_days > 0 ? 1 : surplus > 0 ? 2 : 3; }
  const char* verdict() const {
    static constexpr const char* words[] = {"expedite", "late", "cancel or put off", "fine"};
    return words[rank()];
  }
};

class Judge {
 public:
  Judge(const Question& question, const Shop& shop) : question_(question), shop_(shop) {
    for (const auto& family : families_of(shop, family_rules_of(question)).families)
      for (const auto& size : family.sizes) target_days_[product_of(size)] = size.rule.target_days;
    lead_.days = question.number_set("lead_time_days");
    review_days_ = question.number_set("order_cycle_days");
    reach_days_ = question.number_set("reorder_target_days");
    service_level_ = question.number_set("service_level_percent") / 100;
  }

  void add(std::size_t place, std::vector<Line>& lines) const {
    const auto& product = shop_.products[place];
    const auto& orders = shop_.own.orders_of(product.id);
    if (orders.empty()) return;
    const auto family = target_days_.find(place);
    const auto outlook = outlook_of(shop_, product, family != target_days_.end());
    const auto lead = shop_.own.of(product.id).lead.value_or(lead_);
    const auto level = family != target_days_.end()
                           ? level_of_years(product.sold_12_months, std::llround(family->second / 365 * 1000))
                           : level_of(product, outlook, lead);
    std::vector<Line> of_product;
    for (const auto& order : orders) {
      Line line{&product, &order, order.days_ahead(question_.today, lead.days), 0, 0, 0, {}, 0, outlook};
      if (order.eta) line.late_days = std::max(0, question_.today - *order.eta);
      of_product.push_back(line);
    }
    std::stable_sort(of_product.begin(), of_product.end(),
                     [](const Line& a, const Line& b) { return a.ahead < b.ahead; });
    walk(of_product, level);
    lines.insert(lines.end(), of_product.begin(), of_product.end());
  }

 private:
  Quantity level_of(const Product& product, const Outlook& outlook, const LeadTime& lead) const {
    const double days = lead.days + review_days_;
    double point = reorder_point(outlook.pace, lead, service_level_, review_days_);
    if (outlook.rare) {
      LeadTimeOptions draw;
      draw.service_level = service_level_;
      const auto demand = lead_time_demand(product.weeks.units, outlook.pace.per_day * 7, days / 7, draw);
      point = std::max(demand.quantile, outlook.pace.per_day * days);
    }
    return rounded_up(point + outlook.pace.per_day * reach_days_);
  }

  // One arrival after the other: the gap before each, and what of it is above the level, the last ones first.
  static void walk(std::vector<Line>& lines, Quantity level) {
    std::vector<Arrival> before;
    double lost_so_far = 0;
    Wide position = lines.front().product->available;
    for (auto& line : lines) {
      const double per_day = line.outlook.pace.per_day;
      const auto available = line.product->available;
      const double lost = lost_within(available, per_day, before, line.ahead);
      line.lost = std::max(0.0, lost - lost_so_far);
      lost_so_far = std::max(lost_so_far, lost);
      if (per_day > 0) line.gap_days = line.lost / per_day;
      if (line.product->price) line.at_risk = worth(rounded_up(line.lost), *line.product->price);
      position += line.order->quantity;
      line.surplus = std::min(line.order->quantity, excess_units(saturated(position), level));
      before.push_back({line.ahead, line.order->quantity});
    }
  }

  const Question& question_;
  const Shop& shop_;
  std::map<std::size_t, double> target_days_;  // of sizes of families, by place
  LeadTime lead_;
  double review_days_ = 0, reach_days_ = 0, service_level_ = 0;
};

std::string advice_of(const Line& line) {
  auto days = [](double value) { return std::to_string(std::llround(std::ceil(value - 1e-9))); };
  std::string text;
  if (line.gap_days > 0)
    text = "empty " + days(line.gap_days) + " days before it is there: expedite it, or cut";
  else if (line.late_days > 0)
    text = "overdue by " + std::to_string(line.late_days) + " days: ask for a new date";
  if (line.surplus > 0)
    text += std::string(text.empty() ? "" : "; ") + "part of it is more than the up-to level";
  return text;
}

void write(Answer& answer, const Line& line) {
  const auto& product = *line.product;
  answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
  answer.text_or_null(line.order->reference).exact(line.order->quantity);
  answer.text_or_null(line.order->eta ? day_text(*line.order->eta) : "")
      .exact(line.late_days)
      .text(line.verdict());
  answer.number(line.gap_days).number(line.lost).exact(line.at_risk).exact(line.surplus);
  answer.exact(product.available).number(line.outlook.pace.per_day).text_or_null(advice_of(line));
  answer.text_or_null(product.supplier);
}

}  // namespace

Answer po_risk_step(const Question& question) {
  const auto shop = shop_of(question);
  const Judge judge(question, shop);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < shop.products.size(); ++i) judge.add(i, lines);
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    auto key = [](const Line& line) {
      return std::tuple(line.rank(), -line.at_risk.value_or(0), -line.lost, -line.late_days, -line.surplus,
                        line.product->id, line.ahead);
    };
    return key(a) < key(b);
  });
  Answer answer(question, {"products_id", "model", "name", "reference", "quantity", "eta", "late_days",
                           "verdict", "gap_days", "lost_units", "at_risk_value", "surplus_units", "available",
                           "per_day", "advice", "supplier"});
  std::int64_t too_late = 0, overdue = 0, surplus = 0;
  Wide at_risk = 0;
  for (const auto& line : lines) {
    too_late += line.gap_days > 0, overdue += line.late_days > 0, surplus += line.surplus > 0;
    at_risk += line.at_risk.value_or(0);
    write(answer, line);
  }
  answer.total("open_lines", static_cast<std::int64_t>(lines.size()));
  answer.total("too_late", too_late);
  answer.total("overdue", overdue);
  answer.total("with_surplus", surplus);
  answer.total("at_risk_all", saturated(at_risk));
  if (!shop.own.has_settings)
    answer.warn("Assumed: an order without a day of arrival takes the store's lead time.");
  return answer;
}

}  // namespace garden::inventory::steps
