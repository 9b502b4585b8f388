#include "shop_data/import_shop.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "garden/ascii.hpp"
#include "shop_data/local_time.hpp"

namespace garden::shop_data {
namespace {

constexpr std::string_view summary_customer = "Imported sales total";

std::size_t category_of(const ExportRow& row, const Mapping& mapping) {
  for (std::size_t i = 0; i < mapping.categories.size(); ++i) {
    const auto& rule = mapping.categories[i];
    bool word = rule.when.empty() ||
                std::any_of(rule.when.begin(), rule.when.end(),
                            [&row](const auto& candidate) { return has_word(row.name, candidate); });
    if (word && (!rule.sized || *rule.sized == row.size.has_value())) return i;
  }
  return mapping.categories.size() - 1;
}

std::string name_before(const std::string& name, const std::string& separator) {
  return std::string(trimmed(std::string_view(name).substr(0, name.find(separator))));
}

// The name most sizes of a family begin with; the first in the alphabet when several are as frequent.
std::string common_name(const std::map<std::string, int>& counts) {
  auto most = std::max_element(counts.begin(), counts.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  return most->first;
}

// Every SKU once: the export's where it is the only one, else with the size, else with the product's number.
std::size_t choose_models(std::vector<ImportedProduct>& products) {
  std::map<std::string, int> skus, sized, taken;
  auto with_size = [](const ExportRow& row) { return row.sku + "-" + (row.size ? row.size->code() : ""); };
  for (const auto& product : products) {
    ++skus[product.row.sku];
    if (product.row.size) ++sized[with_size(product.row)];
  }
  std::size_t changed = 0;
  for (auto& product : products) {
    const auto& row = product.row;
    auto id = std::to_string(row.id);
    if (row.sku.empty())
      product.model = id;
    else if (skus[row.sku] == 1)
      product.model = row.sku;
    else if (row.size && sized[with_size(row)] == 1)
      product.model = with_size(row);
    else
      product.model = row.sku + "-" + id;
    // A made-up SKU could be somebody else's real one.
    if (++taken[product.model] > 1) product.model += "-" + id;
    if (!row.sku.empty() && product.model != row.sku) ++changed;
  }
  return changed;
}
}  // namespace

ImportedShop arrange_shop(std::vector<ExportRow> rows, const Mapping& mapping) {
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  std::set<int> parents;
  for (const auto& row : rows)
    if (row.parent != 0) parents.insert(row.parent);

  ImportedShop shop;
  std::map<int, std::map<std::string, int>> names;  // of each family, with how many sizes have it
  for (auto& row : rows) {
    bool heads_family = parents.contains(row.id) || row.stock_m >= mapping.header_stock_m;
    if (heads_family) {
      shop.headers.push_back(std::move(row));
      continue;
    }
    if (row.parent != 0) ++names[row.parent][name_before(row.name, mapping.family_separator)];
    shop.sold_m += row.sold_m;
    auto category = category_of(row, mapping);
    shop.products.push_back({std::move(row), {}, -1, category});
  }
  std::map<int, int> place_of;
  for (const auto& [parent, counts] : names) {
    place_of[parent] = static_cast<int>(shop.families.size());
    if (counts.size() > 1) ++shop.names_differed;
    auto header = std::ranges::find(shop.headers, parent, &ExportRow::id);
    shop.families.push_back({parent, header == shop.headers.end() ? common_name(counts) : header->name, 0});
  }
  for (auto product = shop.products.rbegin(); product != shop.products.rend(); ++product) {
    if (product->row.parent == 0) continue;
    product->family = place_of[product->row.parent];
    shop.families[static_cast<std::size_t>(product->family)].category =
        product->category;  // the first one's stays
  }
  shop.models_changed = choose_models(shop.products);
  return shop;
}

std::vector<SalesSlice> sales_slices(std::int64_t as_of_s, int sold_days) {
  constexpr int slice_days = 30;
  auto today_s = as_of_s / day_s * day_s;
  std::vector<SalesSlice> slices;
  for (int first = 0; first == 0 || first + slice_days <= sold_days; first += slice_days) {
    bool oldest = first + 2 * slice_days > sold_days;
    int end = oldest ? sold_days : first + slice_days;
    slices.push_back({first, end, today_s - (first + end + 1) / 2 * day_s + day_s / 2});
  }
  std::reverse(slices.begin(), slices.end());
  return slices;
}

std::int64_t slice_units_m(std::int64_t sold_m, const SalesSlice& slice, int sold_days) {
  auto sold_within = [sold_m, sold_days](int days) { return sold_m * days / sold_days; };
  return sold_within(slice.end_day) - sold_within(slice.first_day);
}

namespace {

class Writing {
 public:
  Writing(const ImportedShop& shop, const Mapping& mapping, std::int64_t as_of_s, std::string_view currency,
          ShopWriter& writer)
      : shop_(shop), mapping_(mapping), as_of_s_(as_of_s), currency_(currency), writer_(writer) {}

  WrittenShop write() {
    write_makers();
    write_categories();
    write_products();
    write_orders();
    return written_;
  }

 private:
  void write_makers() {
    for (const auto& product : shop_.products)
      if (!product.row.maker.empty()) makers_.emplace(product.row.maker, 0);
    int id = 0;
    for (auto& [name, number] : makers_) writer_.add(ManufacturerRow{number = ++id, name});
  }

  int category_id(std::size_t category) const { return static_cast<int>(category) + 1; }
  int family_id(int family) const { return static_cast<int>(mapping_.categories.size()) + family + 1; }

  void write_categories() {
    std::set<std::size_t> used;
    for (const auto& product : shop_.products) used.insert(product.category);
    for (const auto& family : shop_.families) used.insert(family.category);
    for (auto category : used)
      writer_.add(
          CategoryRow{category_id(category), 0, category_id(category), {mapping_.categories[category].name}});
    for (std::size_t i = 0; i < shop_.families.size(); ++i) {
      int id = family_id(static_cast<int>(i));
      writer_.add(CategoryRow{id, category_id(shop_.families[i].category), id, {shop_.families[i].name}});
    }
  }

  void write_products() {
    // The export does not say since when a product is there: none is taken for new.
    auto added = local_text(as_of_s_ - std::max(366, mapping_.sold_days + 1) * day_s);
    for (const auto& product : shop_.products) {
      const auto& row = product.row;
      std::vector<int> categories{category_id(product.category)};
      if (product.family >= 0) categories.insert(categories.begin(), family_id(product.family));
      auto maker = makers_.find(row.maker);
      writer_.add(ProductRow{.id = row.id,
                             .model = product.model,
                             .quantity_m = row.stock_m,
                             .added = added,
                             .active = row.active,
                             .manufacturer_id = maker == makers_.end() ? 0 : maker->second,
                             .ordered_m = row.sold_m,
                             .master_category_id = categories.front(),
                             .category_ids = categories});
      auto about = description(row);
      writer_.add(DescriptionRow{row.id, 1, row.name, about});
    }
  }

  static std::string description(const ExportRow& row) {
    std::string text;
    if (!row.sku.empty()) text += "Vendor SKU " + row.sku + ". ";
    if (row.size) text += "Size " + row.size->text() + ". ";
    if (auto thickness = find_thickness_mm(row.name)) text += "Thickness " + *thickness + " mm. ";
    return text + "From line " + std::to_string(row.line) + " of the export.";
  }

  void write_orders() {
    if (shop_.sold_m == 0) return;
    auto slices = sales_slices(as_of_s_, mapping_.sold_days);
    writer_.add(CustomerRow{.id = 1, .first_name = "Imported", .last_name = "sales total"});
    for (std::size_t i = 0; i < slices.size(); ++i) {
      int order = static_cast<int>(i) + 1;
      auto at = local_text(slices[i].at_s);
      writer_.add(OrderRow{.id = order,
                           .customer_id = 1,
                           .name = summary_customer,
                           .payment_method = "none: units sold of the export",
                           .purchased = at,
                           .modified = at,
                           .finished = at,
                           .status = 3,
                           .currency = currency_});
      writer_.add(HistoryRow{order, 3, at, false, summary_customer});
      ++written_.orders;
      for (const auto& product : shop_.products) {
        auto units_m = slice_units_m(product.row.sold_m, slices[i], mapping_.sold_days);
        if (units_m == 0) continue;
        writer_.add(LineRow{.order_id = order,
                            .product_id = product.row.id,
                            .model = product.model,
                            .name = product.row.name,
                            .quantity_m = units_m});
        ++written_.order_lines;
      }
    }
  }

  const ImportedShop& shop_;
  const Mapping& mapping_;
  std::int64_t as_of_s_;
  std::string_view currency_;
  ShopWriter& writer_;
  std::map<std::string, int> makers_;
  WrittenShop written_;
};
}  // namespace

WrittenShop write_shop(const ImportedShop& shop, const Mapping& mapping, std::int64_t as_of_s,
                       std::string_view currency, ShopWriter& writer) {
  return Writing(shop, mapping, as_of_s, currency, writer).write();
}

}  // namespace garden::shop_data
