#include "shop_data/demo.hpp"

#include <algorithm>

#include "shop_data/demo_catalogue.hpp"
#include "shop_data/demo_orders.hpp"
#include "shop_data/demo_stock.hpp"
#include "shop_data/local_time.hpp"
#include "shop_data/shop_file.hpp"
#include "shop_data/shop_writer.hpp"

namespace garden::shop_data {
namespace {
using base::Code;
using base::fail;

base::Result<> check_range(std::string_view what, int value, int low, int high) {
  if (value >= low && value <= high) return {};
  return fail(Code::invalid, std::string(what) + " must be from " + std::to_string(low) + " to " +
                                 std::to_string(high) + ", not " + std::to_string(value));
}

base::Result<> check(const DemoOptions& options) {
  if (options.tables == ShopTables::woocommerce && !options.whole_units)
    return fail(Code::invalid, "a WooCommerce counts whole units in its order lines: ask for them");
  if (options.path.empty())
    return fail(Code::invalid, "say where the demo shop shall be, such as var/demo.db");
  if (auto fits = check_range("products", options.products, 60, 100'000); !fits) return fits;
  if (auto fits = check_range("orders", options.orders, 100, 5'000'000); !fits) return fits;
  return check_range("days", options.days, 30, 3'650);
}

void write_catalogue(const Catalogue& catalogue, const std::vector<Sold>& sold, ShopWriter& writer) {
  for (const auto& [id, name] : catalogue.makers) writer.add(ManufacturerRow{id, name});
  for (const auto& category : catalogue.categories)
    writer.add(CategoryRow{
        category.id, category.parent_id, category.id, {category.names.begin(), category.names.end()}});
  for (std::size_t i = 0; i < catalogue.products.size(); ++i) {
    const auto& product = catalogue.products[i];
    std::optional<std::string_view> model;
    if (product.model) model = *product.model;
    auto added = local_text(product.added_s),
         modified = sold[i].last_s == 0 ? std::string() : local_text(sold[i].last_s);
    writer.add(
        ProductRow{.id = product.id,
                   .model = model,
                   .quantity_m = product.stock_m,
                   .price_e4 = product.price_e4,
                   .cost_e4 = product.cost_e4,
                   .added = added,
                   .modified = modified,
                   .weight = product.weight,
                   .active = product.active,
                   .manufacturer_id = product.manufacturer_id,
                   .ordered_m = sold[i].total_m,
                   .master_category_id = product.category_ids.empty() ? 0 : product.category_ids.front(),
                   .category_ids = product.category_ids});
    for (std::size_t language = 0; language < product.names.size(); ++language)
      if (!product.names[language].empty())
        writer.add(DescriptionRow{product.id, static_cast<int>(language) + 1, product.names[language], ""});
  }
}

void write_customers(const CustomerBook& book, ShopWriter& writer) {
  for (const auto& customer : book.all()) {
    auto email = customer.email(), telephone = customer.telephone();
    writer.add(CustomerRow{customer.id, customer.first_name, customer.last_name, email, telephone});
  }
}

void fill_truth(DemoTruth& truth, const Catalogue& catalogue) {
  for (std::size_t i = 0; i < catalogue.products.size(); ++i) {
    const auto& product = catalogue.products[i];
    auto& known = truth.products[i];
    known.id = product.id;
    known.model = product.model;
    known.name_en = product.names[0];
    known.manufacturer_id = product.manufacturer_id;
    known.active = product.active;
    known.stock_m = product.stock_m;
    known.price_e4 = product.price_e4;
    known.added = local_text(product.added_s);
    known.plan = product.plan;
  }
}

void write_origin(const DemoOptions& options, const std::string& as_of, ShopWriter& writer) {
  writer.origin("kind", "demo");
  writer.origin("made_by", "agent-garden " GARDEN_VERSION);
  writer.origin("as_of", as_of);
  writer.origin("seed", std::to_string(options.seed));
}
}  // namespace

base::Result<DemoSummary> make_demo_shop(const DemoOptions& options) {
  if (auto fits = check(options); !fits) return std::unexpected(fits.error());
  auto as_of_s = parse_local(options.as_of);
  if (!as_of_s) return std::unexpected(as_of_s.error());
  if (auto may = may_replace(options.path, "demo", options.force); !may) return std::unexpected(may.error());
  auto file = FreshFile::create(options.path);
  if (!file) return std::unexpected(file.error());

  DemoSummary summary{.path = file->place(), .seed = options.seed, .as_of = local_text(*as_of_s)};
  auto catalogue = make_catalogue(options.seed, options.products, options.days, *as_of_s);
  auto truth = options.with_truth ? std::make_shared<DemoTruth>() : nullptr;
  if (truth) {
    truth->as_of_s = *as_of_s;
    truth->products.resize(catalogue.products.size());
  }
  {
    auto begun = ShopWriter::begin(file->partial().string(), options.tables);
    if (!begun) return std::unexpected(begun.error());
    auto& writer = *begun;
    OrderMaker orders(options, *as_of_s, catalogue, *writer, truth.get());
    if (auto made = orders.make(); !made) return std::unexpected(made.error());
    set_stock(catalogue, orders.sold(), options.seed, *as_of_s);
    write_catalogue(catalogue, orders.sold(), *writer);
    write_customers(orders.customers(), *writer);
    write_origin(options, summary.as_of, *writer);
    if (options.progress && !options.progress(.95, "indexes"))
      return fail(Code::cancelled, "the demo shop was not made: somebody cancelled it");
    if (auto done = writer->finish(); !done) return std::unexpected(done.error());
    summary.products = static_cast<int>(catalogue.products.size());
    summary.customers = static_cast<int>(orders.customers().all().size());
    summary.orders = orders.orders();
    summary.order_lines = writer->lines();
    summary.first_order = local_text(orders.first_order_s());
    summary.last_order = local_text(orders.last_order_s());
  }  // the database is closed before its file takes its place
  if (auto done = FreshFile::commit(std::move(*file)); !done) return std::unexpected(done.error());
  if (truth) fill_truth(*truth, catalogue);
  summary.truth = std::move(truth);
  if (options.progress) options.progress(1, "done");
  return summary;
}

std::int64_t DemoTruth::Product::sold_m(std::int64_t since_s, std::int64_t until_s) const {
  std::int64_t sum = 0;
  for (const auto& sale : sales)
    if (is_demand(sale.status) && sale.at_s >= since_s && sale.at_s < until_s) sum += sale.quantity_m;
  return sum;
}

std::optional<std::int64_t> DemoTruth::Product::last_sale_s() const {
  for (auto sale = sales.rbegin(); sale != sales.rend(); ++sale)
    if (is_demand(sale->status)) return sale->at_s;
  return std::nullopt;
}

const DemoTruth::Product* DemoTruth::find(std::string_view model) const {
  auto found =
      std::find_if(products.begin(), products.end(), [model](const auto& p) { return p.model == model; });
  return found == products.end() ? nullptr : &*found;
}

}  // namespace garden::shop_data
