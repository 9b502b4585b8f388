// get_demand_anomalies: products whose last week was unlike the weeks before it.
// Columns beside those of shop_of: largest_line, thousandths of the largest order line of the last week;
// NULL.
#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "queries/shop.hpp"
#include "queries/steps.hpp"
#include "stock/anomalies.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  double units = 0, largest = 0;
  Anomaly anomaly;
};

const char* hint_of(const Line& line) {
  switch (line.anomaly.kind) {
    case AnomalyKind::bulk_order: return "one large order: ask whether it comes again before ordering more";
    case AnomalyKind::rise: return line.product->available <= 0 ? "and nothing is left" : "";
    default: return "";
  }
}

}  // namespace

Answer anomalies_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto wanted = question.text_given("kind");
  const auto windows = static_cast<std::size_t>(question.integer_given("weeks", 12));
  const double limit = question.number_given("z").value_or(3);
  const auto largest = question.facts.rows() == 0 ? 0 : question.facts.column("largest_line");
  std::vector<Line> lines;
  std::int64_t rises = 0, drops = 0, bulk = 0, empty = 0;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    const auto& product = shop.products[i];
    const std::span<const double> weeks = product.weeks.units;
    if (!product.active || weeks.size() < 2) continue;
    const auto before = weeks.first(weeks.size() - 1);
    Line line{&product, weeks.back(), units_of(question.facts.count(i, largest)), {}};
    line.anomaly = anomaly_of(line.units, before.last(std::min(windows, before.size())), line.largest, limit);
    const auto kind = line.anomaly.kind;
    // Nothing to sell is no drop of what is wanted.
    if (kind == AnomalyKind::drop && product.available <= 0) {
      ++empty;
      continue;
    }
    rises += kind == AnomalyKind::rise, drops += kind == AnomalyKind::drop,
        bulk += kind == AnomalyKind::bulk_order;
    const bool odd = kind != AnomalyKind::none && kind != AnomalyKind::undecided;
    if (odd && (wanted.empty() || wanted == name_of(kind))) lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tuple(-std::fabs(a.anomaly.z), a.product->id) <
           std::tuple(-std::fabs(b.anomaly.z), b.product->id);
  });
  Answer answer(question, {"products_id", "model", "name", "kind", "units", "expected", "z_score",
                           "largest_line", "available", "units_sold", "remark"});
  for (const auto& line : lines) {
    const auto& product = *line.product;
    answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
    answer.text(name_of(line.anomaly.kind))
        .number(line.units)
        .number(line.anomaly.expected)
        .number(line.anomaly.z);
    answer.number(line.largest)
        .exact(product.available)
        .exact(product.sold_12_months)
        .text_or_null(hint_of(line));
  }
  answer.total("rises", rises);
  answer.total("bulk_orders", bulk);
  answer.total("drops", drops);
  answer.total("drops_while_empty", empty);
  if (!shop.weekly())
    answer.warn("The shop has too few orders to tell weeks apart: these are totals of longer times.");
  return answer;
}

}  // namespace garden::inventory::steps
