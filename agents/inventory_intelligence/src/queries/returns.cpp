// get_turnover_gmroi: how often the stock turns, and what it earns, by maker or product.
// Columns beside those of shop_of: revenue_365 (1e-7 of money). Table of the ledger: past_stock (products_id,
// total and points: the stock summed over the last look of each 30 days).
#include <algorithm>
#include <map>
#include <tuple>

#include "queries/shop.hpp"
#include "queries/steps.hpp"
#include "stock/returns.hpp"

namespace garden::inventory::steps {
namespace {

constexpr std::int64_t revenue_to_money = 1000;  // 1e-7 to 1e-4

struct Group {
  std::string name;
  std::int64_t first_id = 0;  // settles ties
  std::int64_t products = 0, without_cost = 0;
  Wide revenue = 0;  // 1e-7, of the products with a cost
  Money cost_of_sales = 0;
  Money stock = 0;
  StockReturns returns;

  void add(const Product& product, std::int64_t product_revenue, Quantity average_stock) {
    if (products++ == 0) first_id = product.id;
    if (!product.cost || *product.cost < 0) {
      ++without_cost;
      return;
    }
    revenue += product_revenue;
    cost_of_sales = saturated(Wide{cost_of_sales} + worth(product.sold_12_months, *product.cost));
    stock = saturated(Wide{stock} + worth(average_stock, *product.cost));
  }
  Money money() const { return saturated(revenue / revenue_to_money); }
  void finish() {
    const bool known = without_cost < products;
    const Money month_ends[] = {stock};
    returns = stock_returns(money(), known ? std::optional(cost_of_sales) : std::nullopt, month_ends);
  }
};

// Mean stock of each product: of past looks and of today.
class AverageStock {
 public:
  explicit AverageStock(const Question& question) {
    const auto past = question.table("past_stock");
    for (std::size_t row = 0; row < past.rows(); ++row) {
      const auto points = past.count(row, past.column("points"));
      points_max_ = std::max(points_max_, points);
      past_.insert_or_assign(past.count(row, past.column("products_id")),
                             std::pair(past.count(row, past.column("total")), points));
    }
  }
  Quantity of(const Product& product) const {
    const auto found = past_.find(product.id);
    if (found == past_.end()) return product.available;
    const auto [total, points] = found->second;
    return scaled(saturated(Wide{total} + product.available), 1, points + 1);
  }
  std::int64_t points() const { return points_max_; }

 private:
  std::map<std::int64_t, std::pair<Quantity, std::int64_t>> past_;
  std::int64_t points_max_ = 0;
};

void write(Answer& answer, const Group& group, const Product* product) {
  const auto& returns = group.returns;
  const bool known = group.without_cost < group.products;
  auto money = [known](Money value) { return known ? std::optional(value) : std::nullopt; };
  answer.row().text_or_null(product != nullptr ? product->name : group.name);
  answer.text_or_null(product != nullptr ? product->model : "").exact(money(group.money()));
  answer.exact(money(group.cost_of_sales)).exact(returns.average_inventory).number(returns.turnover);
  answer.number(returns.days_in_inventory)
      .number(returns.gmroi)
      .exact(group.products)
      .exact(group.without_cost);
}

}  // namespace

Answer returns_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto by = question.text_given("by");
  const auto revenue = question.facts.rows() == 0 ? 0 : question.facts.column("revenue_365");
  const AverageStock average(question);
  std::map<std::string, Group> groups;
  std::map<std::string, const Product*> single;
  Group all;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    const auto& product = shop.products[i];
    const auto key = by == "product" ? std::to_string(product.id) : product.maker;
    auto& group = groups[key];
    group.name = key;
    if (by == "product") single[key] = &product;
    for (auto* one : {&group, &all}) one->add(product, question.facts.count(i, revenue), average.of(product));
  }
  std::vector<Group> sorted;
  for (auto& [key, group] : groups) {
    group.finish();
    sorted.push_back(group);
  }
  all.finish();
  std::sort(sorted.begin(), sorted.end(), [](const Group& a, const Group& b) {
    return std::tuple(-a.returns.average_inventory.value_or(0), -a.money(), a.first_id) <
           std::tuple(-b.returns.average_inventory.value_or(0), -b.money(), b.first_id);
  });
  Answer answer(question, {"group_name", "model", "revenue", "cogs", "avg_inventory", "turns", "dio", "gmroi",
                           "products", "without_cost"});
  for (const auto& group : sorted) write(answer, group, by == "product" ? single[group.name] : nullptr);
  const bool known = all.without_cost < all.products;
  answer.total("revenue_all", known ? std::optional(all.money()) : std::nullopt);
  answer.total("cogs_all", known ? std::optional(all.cost_of_sales) : std::nullopt);
  answer.total("inventory_all", all.returns.average_inventory);
  auto hundredths = [](std::optional<double> value) {
    return value ? std::optional<std::int64_t>(rounded_up(*value)) : std::nullopt;
  };
  answer.total("turns_all", hundredths(all.returns.turnover));
  answer.total("gmroi_all", hundredths(all.returns.gmroi));
  answer.total("no_cost", all.without_cost);
  constexpr std::int64_t points_a_year = 12;
  if (average.points() == 0)
    answer.warn(
        "Assumed: the average inventory of the year is today's, since no history of the stock is kept.");
  else if (average.points() < points_a_year)
    answer.warn("The average inventory is of the last " + std::to_string(30 * average.points()) +
                " days at most: the history of the stock is not older.");
  return answer;
}

}  // namespace garden::inventory::steps
