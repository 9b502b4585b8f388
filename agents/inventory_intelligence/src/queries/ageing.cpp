// get_stock_ageing: how old the stock is, in days since it came, or since it last sold where that is not
// known. Columns beside those of shop_of: last_sale, the day of the last sale in 365 days; NULL. Tables of
// the ledger: receipts (products_id, day, quantity: rises of the stock seen), first_look (day).
#include <algorithm>
#include <array>
#include <map>
#include <span>
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
  bool by_receipts = false;
  std::optional<Money> value;
  std::optional<Money> a_unit() const { return product->cost ? product->cost : product->price; }
};

// What the ledger saw coming in.
struct Receipts {
  std::map<std::int64_t, std::vector<Receipt>> of;  // by products_id
  int since_first_look = 0;                         // days; 0: nobody looked

  explicit Receipts(const Question& question) {
    const auto rises = question.table("receipts");
    for (std::size_t row = 0; row < rises.rows(); ++row) {
      const auto day = rises.count(row, rises.column("day"));
      of[rises.count(row, rises.column("products_id"))].push_back(
          {static_cast<int>(question.today - day), rises.count(row, rises.column("quantity"))});
    }
    const auto look = question.table("first_look");
    if (look.rows() == 0) return;
    if (const auto day = look.integer(0, look.column("day")))
      since_first_look = static_cast<int>(question.today - *day);
  }
  std::span<const Receipt> of_product(std::int64_t product) const {
    const auto found = of.find(product);
    return found == of.end() ? std::span<const Receipt>() : found->second;
  }
};

Line line_of(const Product& product, std::optional<Day> last_sale, Day today, const Receipts& past) {
  Line line{&product, {}, last_sale, {}, {}, {}};
  const int year = age_limits_days.back();
  if (last_sale)
    line.days = today - *last_sale;
  else
    // Not sold in 365 days: at least that, or since it could be bought.
    line.days = product.age_days ? std::min(*product.age_days, year + 1) : year + 1;
  line.ageing = ageing_of(product.available, past.of_product(product.id), line.days);
  line.by_receipts = !line.ageing.proxy;
  // What was there when the history began is at least as old as that; beyond it the last sale stands for its
  // age.
  const auto rest = ageing_of(line.ageing.unexplained, {}, std::max(*line.days, past.since_first_look));
  for (std::size_t i = 0; i < rest.buckets.size(); ++i) line.ageing.buckets.at(i) += rest.buckets.at(i);
  if (const auto unit_value = line.a_unit()) line.value = worth(product.available, *unit_value);
  return line;
}

const char* basis_of(const Line& line) {
  if (line.by_receipts) return "receipts";
  if (line.last_sale) return "last sale";
  return line.days <= age_limits_days.back() ? "on sale since" : "no sale in 365 days";
}

}  // namespace

Answer ageing_step(const Question& question) {
  const auto shop = shop_of(question);
  const auto last_sale = question.facts.rows() == 0 ? 0 : question.facts.column("last_sale");
  const Receipts past(question);
  std::vector<Line> lines;
  std::array<Wide, 4> values{};
  std::int64_t unpriced = 0;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    if (shop.products[i].available <= 0) continue;
    lines.push_back(line_of(shop.products[i], question.facts.day(i, last_sale), question.today, past));
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
  Answer answer(question,
                {"products_id", "model", "name", "available", "value", "days_90", "days_180", "days_365",
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
  const auto by_receipts =
      std::count_if(lines.begin(), lines.end(), [](const Line& line) { return line.by_receipts; });
  if (by_receipts < static_cast<std::ptrdiff_t>(lines.size()))
    answer.warn("Assumed: what sells slowly is old. Of " +
                std::to_string(static_cast<std::ptrdiff_t>(lines.size()) - by_receipts) +
                " products no receipt is known; their age is the days since the last sale (a proxy).");
  return answer;
}

}  // namespace garden::inventory::steps
