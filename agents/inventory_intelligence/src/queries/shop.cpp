#include "queries/shop.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "cutting/sheet_size.hpp"
#include "garden/ascii.hpp"
#include "queries/shop_rules.hpp"

namespace garden::inventory::steps {
namespace {

struct Columns {
  explicit Columns(const Facts& facts) {
    auto at = [&facts](const char* name) { return facts.column(name); };
    id = at("products_id"), status = at("products_status"), model = at("model"), name = at("name");
    maker = at("manufacturer"), family = at("family"), available = at("available"), price = at("price");
    cost = at("cost"), added = at("added"), orders = at("orders_count"), sold = at("units_365");
    first_week = at("first_week");
    if (facts.has("weeks")) weeks_text = at("weeks");
    if (facts.has("out_weeks")) out_weeks = at("out_weeks"), pace_days = at("pace_days");
    if (!facts.has("w1")) return;
    for (int week = 1; week <= weeks_known; ++week) weeks.push_back(facts.column("w" + std::to_string(week)));
  }
  std::size_t id, status, model, name, maker, family, available, price, cost, added, orders, sold, first_week;
  std::vector<std::size_t> weeks;         // a column each, from the shop
  std::optional<std::size_t> weeks_text;  // or all in one, from the ledger
  std::optional<std::size_t> out_weeks, pace_days;
};

// The latest week first.
std::vector<Quantity> sold_by_week(const Facts& facts, std::size_t row, const Columns& at,
                                   std::size_t known) {
  if (at.weeks_text) return facts.list(row, *at.weeks_text, known);
  std::vector<Quantity> sold(known, 0);
  for (std::size_t week = 0; week < known; ++week) sold[week] = facts.count(row, at.weeks[week]);
  return sold;
}

// Oldest first, as the weeks are. A product that was there on too few days to tell keeps its year as it is.
void take_days_out(const Facts& facts, std::size_t row, const Columns& at, Product& product) {
  if (!at.out_weeks) return;
  const auto pace_days = facts.integer(row, *at.pace_days);
  if (!pace_days || facts.text(row, *at.out_weeks).empty()) return;
  const auto out = facts.list(row, *at.out_weeks, product.weeks.units.size());
  product.days_out.assign(out.rbegin(), out.rend());
  product.pace_days = static_cast<int>(*pace_days);
}

Weeks weeks_of_row(const Facts& facts, std::size_t row, const Columns& at, std::size_t known) {
  Weeks weeks;
  const auto sold = sold_by_week(facts, row, at, known);
  for (std::size_t back = known; back-- > 0;) {
    const auto units = sold[back];
    if (units < 0) ++weeks.floored;
    weeks.units.push_back(units_of(std::max<Quantity>(units, 0)));
  }
  return weeks;
}

Product product_of_row(const Question& question, std::size_t row, const Columns& at) {
  const auto& facts = question.facts;
  Product product;
  product.id = facts.count(row, at.id);
  product.category = facts.count(row, at.family);
  product.active = facts.count(row, at.status) == 1;
  product.model = facts.text(row, at.model);
  product.name = facts.text(row, at.name);
  product.maker = facts.text(row, at.maker);
  product.available = facts.count(row, at.available);
  product.sold_12_months = facts.count(row, at.sold);
  product.price = facts.integer(row, at.price);
  product.cost = facts.integer(row, at.cost);
  const auto first_week = facts.integer(row, at.first_week);
  const int first_sale_days = first_week ? static_cast<int>(*first_week) * 7 : 0;
  if (const auto added = facts.day(row, at.added))
    product.age_days = std::max<int>(question.today - *added, first_sale_days);
  if (at.weeks.empty() && !at.weeks_text) return product;
  const int known = product.age_days ? std::max(*product.age_days / 7, 0) : weeks_known;
  product.weeks = weeks_of_row(facts, row, at, static_cast<std::size_t>(std::clamp(known, 1, weeks_known)));
  take_days_out(facts, row, at, product);
  return product;
}

Product with_own(Product product, const OwnTables& own) {
  const auto& settings = own.of(product.id);
  product.supplier = settings.supplier.empty() ? product.maker : settings.supplier;
  if (settings.cost) product.cost = settings.cost;
  return product;
}

std::string title_of(const std::string& name) { return to_lower(name.substr(0, name.rfind(" - "))); }

// A category is one family if its sheets all have one title, or at least all have different sizes.
std::set<std::int64_t> categories_of_many(const Shop& shop) {
  struct Seen {
    std::set<std::string> titles, sizes;
    bool repeated = false;
  };
  std::map<std::int64_t, Seen> categories;
  for (const auto& product : shop.products) {
    const auto size = cutting::size_in(product.name);
    if (!size || !product.active) continue;
    auto& seen = categories[product.category];
    seen.titles.insert(title_of(product.name));
    seen.repeated |= !seen.sizes.insert(cutting::text_of(*size)).second;
  }
  std::set<std::int64_t> many;
  for (const auto& [category, seen] : categories)
    if (seen.titles.size() > 1 && (seen.repeated || seen.sizes.size() > cutting::sizes_max))
      many.insert(category);
  return many;
}

}  // namespace

Shop shop_of(const Question& question) {
  Shop shop{{}, OwnTables(question)};
  const auto& facts = question.facts;
  if (facts.rows() == 0) return shop;
  const Columns at(facts);
  shop.orders = facts.count(0, at.orders);
  shop.products.reserve(facts.rows());
  for (std::size_t row = 0; row < facts.rows(); ++row)
    shop.products.push_back(with_own(product_of_row(question, row, at), shop.own));
  return shop;
}

cutting::FamilyList families_of(const Shop& shop, const cutting::FamilyRules& rules) {
  const auto many = categories_of_many(shop);
  std::vector<cutting::ProductRow> rows;
  for (std::size_t i = 0; i < shop.products.size(); ++i) {
    const auto& product = shop.products[i];
    cutting::ProductRow row;
    if (product.category != 0) row.family = std::to_string(product.category);
    if (many.contains(product.category)) row.family += " " + title_of(product.name);
    row.sku = std::to_string(i);
    row.name = product.name;
    row.stock_m = product.available;
    row.sold_m = std::max<Quantity>(product.sold_12_months, 0);
    row.active = product.active;
    row.price_e4 = product.price;
    rows.push_back(std::move(row));
  }
  return cutting::group_families(rows, rules);
}

std::size_t product_of(const cutting::Size& size) { return std::stoul(size.sku); }

bool is_named(const Product& product, const std::string& words) {
  const auto wanted = to_lower(words), name = to_lower(product.name);
  if (to_lower(product.model) == wanted) return true;
  for (std::size_t from = 0; from < wanted.size();) {
    const auto end = std::min(wanted.find(' ', from), wanted.size());
    if (name.find(wanted.substr(from, end - from)) == name.npos) return false;
    from = end + 1;
  }
  return !wanted.empty();
}

}  // namespace garden::inventory::steps
