// get_abc_xyz: which products carry the shop, and how steadily they sell.
// Columns beside those of shop_of: revenue_365 (1e-7 of money; NULL where a price is not known).
#include "forecast/demand_class.hpp"
#include "queries/shop.hpp"
#include "queries/steps.hpp"
#include "stock/classes.hpp"

namespace garden::inventory::steps {

Answer abc_xyz_step(const Question& question) {
  const auto shop = shop_of(question);
  const bool by_units = question.text_given("basis") == "units";
  const auto revenue = question.facts.rows() == 0 ? 0 : question.facts.column("revenue_365");
  std::vector<AbcItem> items;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    if (!shop.products[i].active) continue;
    const auto worth = by_units ? shop.products[i].sold_12_months : question.facts.count(i, revenue);
    items.push_back({static_cast<std::int64_t>(i), worth, shop.products[i].age_days});
  }
  Answer answer(question, {"products_id", "model", "name", "abc", "xyz", "cum_pct", "share_pct", "cv",
                           "revenue", "units_sold", "available"});
  std::int64_t a = 0, unsold = 0;
  for (const auto& line : abc_of(std::move(items))) {
    const auto place = static_cast<std::size_t>(line.id);
    const auto& product = shop.products[place];
    const auto xyz = xyz_of(profile_of(product.weeks.units));
    a += line.letter == 'A';
    unsold += line.letter == 'U';
    answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
    answer.text(std::string(1, line.letter)).text(shop.weekly() ? std::string(1, xyz.letter) : "?");
    answer.number(line.cum_percent).number(line.share_percent);
    answer.number(shop.weekly() ? xyz.cv : std::nullopt);
    answer.exact(question.facts.integer(place, revenue))
        .exact(product.sold_12_months)
        .exact(product.available);
  }
  answer.total("a_products", a);
  answer.total("unsold", unsold);
  return answer;
}

}  // namespace garden::inventory::steps
