// get_stock_ageing: how old the stock is, in days since it came, or since it last sold where that is not
// known. Columns beside those of shop_of: last_sale, the day of the last sale in 365 days; NULL.
#include <algorithm>
#include <array>
#include <tuple>

#include "queries/day_text.hpp"
#include "queries/shop.hpp"
#include "queries/steps.hpp"
#include "stock/idle.hpp"

namespace garden::inventory::steps {
namespace {

struct Line {
  const Product* product = nullptr;
  Ageing ageing;
  std::optional<Day> last_sale;
  std::optional<int> days;
  std::optional<Money> value, old_value;  // of all of it; of what is over a year old
  std::optional<Money> a_unit() const { return product->cost ? product->cost : product->price; }
};

Line line_of(const Product& product, std::optional<Day> last_sale, Day today) {
  Line line{&product, {}, last_sale, {}, {}, {}};
  const int year = age_limits_days.back();
  if (last_sale)
    line.days = today - *last_sale;
  else
    // Not sold in 365 days: at least that, or since it could be bought.
    line.days = product.age_days ? std::min(*product.age_days, year + 1) : year + 1;
  line.ageing = ageing_of(product.available, {}, line.days);
  if (const auto unit_value = line.a_unit()) {
    line.value = worth(product.available, *unit_value);
    line.old_value = worth(line.ageing.buckets.back(), *unit_value);
  }
  return line;
}

const char* basis_of(const Line& line) {
  if (line.last_sale) return "last sale";
  return line.days <= age_limits_days.back() ? "on sale since" : "no sale in 365 days";
}

}  // namespace

Answer ageing_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto last_sale = question.facts.rows() == 0 ? 0 : question.facts.column("last_sale");
  std::vector<Line> lines;
  std::array<Wide, 4> values{};
  std::int64_t unpriced = 0;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    if (shop.products[i].available <= 0) continue;
    lines.push_back(line_of(shop.products[i], question.facts.day(i, last_sale), question.today));
    const auto& line = lines.back();
    unpriced += !line.value;
    for (std::size_t bucket = 0; bucket < values.size() && line.value; ++bucket)
      values.at(bucket) += worth(line.ageing.buckets.at(bucket), *line.a_unit());
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    auto key = [](const Line& line) {
      std::size_t oldest = 0;
      for (std::size_t i = 0; i < line.ageing.buckets.size(); ++i)
        if (line.ageing.buckets.at(i) > 0) oldest = i;
      return std::tuple(-static_cast<int>(oldest), -line.value.value_or(0), -line.product->available,
                        line.product->id);
    };
    return key(a) < key(b);
  });
  Answer answer({"products_id", "model", "name", "available", "value", "days_90", "days_180", "days_365",
                 "older", "last_sale", "age_days", "basis", "products_status", "manufacturer"});
  for (const auto& line : lines) {
    const auto& product = *line.product;
    answer.row().exact(product.id).text_or_null(product.model).text_or_null(product.name);
    answer.exact(product.available).exact(line.value);
    for (const auto quantity : line.ageing.buckets) answer.exact(quantity);
    answer.text_or_null(line.last_sale ? day_text(*line.last_sale) : "");
    answer.exact(line.days).text(basis_of(line));
    answer.text(product.active ? "active" : "inactive").text_or_null(product.maker);
  }
  constexpr std::array<const char*, 4> names{"value_90", "value_180", "value_365", "value_older"};
  for (std::size_t i = 0; i < names.size(); ++i) answer.total(names.at(i), saturated(values.at(i)));
  answer.total("unpriced", unpriced);
  answer.warn(
      "Assumed: what sells slowly is old. Receipts are not known, so an age is days since the last sale (a "
      "proxy).");
  return answer;
}

}  // namespace garden::inventory::steps
