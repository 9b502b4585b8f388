#include "shop_data/woocommerce_writer.hpp"

#include <algorithm>
#include <array>

#include "shop_data/embedded.hpp"

namespace garden::shop_data {
namespace {

enum Table : std::size_t {
  post,
  post_meta,
  term,
  term_taxonomy,
  term_relationship,
  comment,
  product_lookup,
  order,
  address,
  operational,
  stats,
  line_lookup,
  customer_lookup,
  order_item,
  item_meta,
  origin_entry,
  table_count
};

constexpr std::array<std::string_view, table_count> columns{
    "wp_posts (ID, post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, "
    "post_status, "
    "post_name, to_ping, pinged, post_modified, post_modified_gmt, post_content_filtered, post_parent, "
    "post_type)",
    "wp_postmeta (meta_id, post_id, meta_key, meta_value)",
    "wp_terms (term_id, name, slug)",
    "wp_term_taxonomy (term_taxonomy_id, term_id, taxonomy, description, parent)",
    "wp_term_relationships (object_id, term_taxonomy_id)",
    "wp_comments (comment_ID, comment_post_ID, comment_author, comment_date, comment_date_gmt, "
    "comment_content, "
    "comment_agent, comment_type)",
    "wp_wc_product_meta_lookup (product_id, sku, min_price, max_price, stock_quantity, stock_status, "
    "total_sales)",
    "wp_wc_orders (id, status, currency, type, tax_amount, total_amount, customer_id, billing_email, "
    "date_created_gmt, date_updated_gmt, parent_order_id, payment_method, payment_method_title, ip_address)",
    "wp_wc_order_addresses (id, order_id, address_type, first_name, last_name, address_1, city, state, "
    "postcode, "
    "country, email, phone)",
    "wp_wc_order_operational_data (id, order_id, created_via, woocommerce_version, date_paid_gmt, "
    "date_completed_gmt, shipping_total_amount)",
    "wp_wc_order_stats (order_id, parent_id, date_created, date_created_gmt, date_paid, date_completed, "
    "num_items_sold, total_sales, tax_total, shipping_total, net_total, status, customer_id)",
    "wp_wc_order_product_lookup (order_item_id, order_id, product_id, variation_id, customer_id, "
    "date_created, "
    "product_qty, product_net_revenue, product_gross_revenue)",
    "wp_wc_customer_lookup (customer_id, user_id, username, first_name, last_name, email)",
    "wp_woocommerce_order_items (order_item_id, order_item_name, order_item_type, order_id)",
    "wp_woocommerce_order_itemmeta (meta_id, order_item_id, meta_key, meta_value)",
    "garden_shop_origin (name, value)"};

// Ids of what a Zen Cart does not have, or numbers anew: out of the way of the ids that are kept.
constexpr int head_id_base = 1'000'000;  // a variable product, and its family's category
constexpr int simple_term = 900'001, variable_term = 900'002;
constexpr int refund_id_base = 10'000'000;  // added to the order's
constexpr int shipping_item_base = 20'000'000;
constexpr int refund_item_base = 40'000'000;  // added to the line's

constexpr std::array<std::string_view, 7> statuses{
    "wc-failed", "wc-pending", "wc-processing", "wc-completed", "wc-on-hold", "wc-cancelled", "wc-refunded"};
constexpr std::array<std::string_view, 7> status_words{
    "Failed", "Pending payment", "Processing", "Completed", "On hold", "Cancelled", "Refunded"};
std::size_t place_of(int status) { return status >= 1 && status <= 6 ? static_cast<std::size_t>(status) : 0; }

constexpr std::pair<std::string_view, std::string_view> countries[] = {
    {"United States", "US"}, {"Canada", "CA"}, {"United Kingdom", "GB"},
    {"Germany", "DE"},       {"France", "FR"}, {"Spain", "ES"}};
std::string_view country_code(std::string_view name) {
  for (auto [country, code] : countries)
    if (country == name) return code;
  return "";
}

double amount(std::int64_t e4) { return static_cast<double>(e4) / 1e4; }
std::string amount_text(std::int64_t e4) {
  auto cents = std::to_string(e4 / 10'000) + ".";
  auto rest = std::to_string(10'000 + e4 % 10'000);
  return cents + rest.substr(1);
}
int whole(std::int64_t thousandths) { return static_cast<int>(thousandths / 1000); }

// "Harbor Teal" as an address has it.
std::string slug_of(std::string_view name) {
  std::string slug;
  for (char c : name) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (c >= 'A' && c <= 'Z')
      slug += static_cast<char>(c - 'A' + 'a');
    else if (letter)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  return slug.substr(0, 200);
}

}  // namespace

base::Result<WooCommerceWriter> WooCommerceWriter::begin(const std::string& file) {
  auto tables = TableWriter::begin(file, woocommerce_sql, columns);
  if (!tables) return std::unexpected(tables.error());
  // The zone of config/stores/woocommerce_demo.yaml; only the columns in GMT depend on it.
  auto zone = base::TimeZone::load("America/Los_Angeles");
  WooCommerceWriter writer(std::move(*tables), zone ? *zone : base::TimeZone::utc());
  writer.add_term(simple_term, "simple", "product_type", 0);
  writer.add_term(variable_term, "variable", "product_type", 0);
  if (writer.failure()) return std::unexpected(*writer.failure());
  return writer;
}

std::string WooCommerceWriter::gmt(std::string_view local) const {
  auto instant = zone_.instant(local);
  return instant ? base::TimeZone::utc().local_text(*instant) : std::string(local);
}

void WooCommerceWriter::add_term(int id, std::string_view name, std::string_view taxonomy, int parent) {
  tables_.insert(term, id, name, std::string_view(slug_of(name) + "-" + std::to_string(id)));
  tables_.insert(term_taxonomy, id, id, taxonomy, std::string_view(), parent);
}

void WooCommerceWriter::add(const ManufacturerRow& row) { add_term(row.id, row.name, "product_brand", 0); }

void WooCommerceWriter::add(const CategoryRow& row) {
  auto name = std::find_if(row.names.begin(), row.names.end(), [](auto one) { return !one.empty(); });
  family_names_[row.id] = name == row.names.end() ? std::string() : std::string(*name);
  add_term(row.id, family_names_[row.id], "product_cat", row.parent_id);
}

void WooCommerceWriter::add(const ProductRow& row) {
  auto& product = products_[row.id];
  product.id = row.id;
  product.model = row.model.value_or("");
  product.added = row.added;
  product.modified = row.modified.empty() ? row.added : row.modified;
  product.quantity_m = row.quantity_m;
  product.ordered_m = row.ordered_m;
  product.price_e4 = row.price_e4;
  product.cost_e4 = row.cost_e4;
  product.active = row.active;
  product.manufacturer_id = row.manufacturer_id;
  product.family_id = row.master_category_id;
  product.category_ids.assign(row.category_ids.begin(), row.category_ids.end());
}

void WooCommerceWriter::add(const DescriptionRow& row) {
  auto& product = products_[row.product_id];
  if (product.language_id != 0 && product.language_id < row.language_id) return;
  product.language_id = row.language_id;
  product.name = row.name;
}

void WooCommerceWriter::add(const CustomerRow& row) {
  auto username = slug_of(row.email);
  tables_.insert(customer_lookup, row.id, row.id, std::string_view(username), row.first_name, row.last_name,
                 row.email);
}

void WooCommerceWriter::add(const LineRow& row) {
  order_lines_.push_back({row.product_id, std::string(row.name), row.quantity_m, row.price_e4.value_or(0),
                          row.final_price_e4.value_or(0)});
}

void WooCommerceWriter::add(const TotalRow& row) {
  if (row.kind == "ot_subtotal") totals_.subtotal_e4 = row.value_e4;
  if (row.kind == "ot_shipping") totals_.shipping_e4 = row.value_e4;
  if (row.kind == "ot_tax") totals_.tax_e4 = row.value_e4;
  if (row.kind == "ot_total") totals_.total_e4 = row.value_e4;
}

void WooCommerceWriter::add(const HistoryRow& row) {
  notes_.push_back({std::string(row.at),
                    "Order status changed to " + std::string(status_words[place_of(row.status)]) + "."});
}

void WooCommerceWriter::add(const OrderRow& row) {
  for (const auto& note : notes_)
    tables_.insert(comment, ++note_id_, row.id, std::string_view("WooCommerce"), std::string_view(note.at),
                   std::string_view(gmt(note.at)), std::string_view(note.text),
                   std::string_view("WooCommerce"), std::string_view("order_note"));
  write_order(row, "shop_order", row.id, 1);
  write_address(row);
  item_ids_.clear();
  for (const auto& line : order_lines_) {
    item_ids_.push_back(++lines_);
    write_line(line, lines_, row.id, row, 1);
  }
  if (!row.shipping_method.empty())
    tables_.insert(order_item, shipping_item_base + row.id, row.shipping_method, std::string_view("shipping"),
                   row.id);
  if (row.status == 6) write_refund(row);
  order_lines_.clear();
  notes_.clear();
  totals_ = {};
}

// An order or its refund, and what analytics keeps of it.
void WooCommerceWriter::write_order(const OrderRow& row, std::string_view kind, int id, int sign) {
  const bool refund = sign < 0;
  const auto last = notes_.empty() ? std::string(row.purchased) : notes_.back().at;
  const auto created = refund ? last : std::string(row.purchased);
  const auto created_gmt = gmt(created), updated_gmt = gmt(last);
  const auto status = refund ? statuses[3] : statuses[place_of(row.status)];
  const auto paid = notes_.size() > 1 ? notes_[1].at : std::string();
  const std::string completed(row.finished);
  tables_.insert(order, id, status, std::string_view("USD"), kind, sign * amount(totals_.tax_e4),
                 sign * amount(totals_.total_e4), row.customer_id, refund ? std::string_view() : row.email,
                 std::string_view(created_gmt), std::string_view(updated_gmt), refund ? row.id : 0,
                 std::string_view(row.payment_method == "PayPal" ? "ppcp-gateway" : "stripe"),
                 row.payment_method, refund ? std::string_view() : row.ip_address);
  std::int64_t items = 0;
  for (const auto& line : order_lines_) items += whole(line.quantity_m);
  tables_.insert(stats, id, refund ? row.id : 0, std::string_view(created), std::string_view(created_gmt),
                 text_or_null(paid), text_or_null(completed), sign * items, sign * amount(totals_.total_e4),
                 sign * amount(totals_.tax_e4), sign * amount(totals_.shipping_e4),
                 sign * amount(totals_.total_e4 - totals_.shipping_e4 - totals_.tax_e4), status,
                 row.customer_id);
  if (refund) return;
  const auto paid_gmt = paid.empty() ? paid : gmt(paid),
             completed_gmt = completed.empty() ? completed : gmt(completed);
  tables_.insert(operational, id, id, std::string_view("checkout"), std::string_view("9.8.0"),
                 text_or_null(paid_gmt), text_or_null(completed_gmt), amount(totals_.shipping_e4));
}

void WooCommerceWriter::write_address(const OrderRow& row) {
  const auto blank = std::min(row.name.find(' '), row.name.size());
  const auto first = row.name.substr(0, blank), last = row.name.substr(std::min(blank + 1, row.name.size()));
  for (auto type : {"billing", "shipping"})
    tables_.insert(address, ++address_id_, row.id, std::string_view(type), first, last, row.street, row.city,
                   text_or_null(row.state), row.postcode, country_code(row.country), row.email,
                   row.telephone);
}

// The product's own id at first: whether it is a variation is known when all products are.
void WooCommerceWriter::write_line(const Line& line, int id, int order_id, const OrderRow& row, int sign) {
  const auto revenue = sign * amount(line.final_price_e4) * static_cast<double>(whole(line.quantity_m));
  const auto created = sign < 0 && !notes_.empty() ? notes_.back().at : std::string(row.purchased);
  tables_.insert(order_item, id, std::string_view(line.name), std::string_view("line_item"), order_id);
  tables_.insert(line_lookup, id, order_id, line.product_id, 0, row.customer_id, std::string_view(created),
                 sign * whole(line.quantity_m), revenue, revenue);
}

void WooCommerceWriter::write_refund(const OrderRow& row) {
  const auto id = refund_id_base + row.id;
  write_order(row, "shop_order_refund", id, -1);
  for (std::size_t i = 0; i < order_lines_.size(); ++i) {
    const auto item = refund_item_base + item_ids_[i];
    write_line(order_lines_[i], item, id, row, -1);
    tables_.insert(item_meta, ++item_meta_id_, item, std::string_view("_refunded_item_id"),
                   std::string_view(std::to_string(item_ids_[i])));
  }
}

void WooCommerceWriter::add_post(int id, std::string_view title, std::string_view type,
                                 std::string_view status, int parent, std::string_view added,
                                 std::string_view modified) {
  const auto added_gmt = gmt(added), modified_gmt = gmt(modified), slug = slug_of(title);
  const std::string_view none;
  tables_.insert(post, id, 1, added, std::string_view(added_gmt), none, title, none, status,
                 std::string_view(slug), none, none, modified, std::string_view(modified_gmt), none, parent,
                 type);
}

void WooCommerceWriter::add_meta(int post_id, std::string_view key, const std::string& value) {
  tables_.insert(post_meta, ++meta_id_, post_id, key, std::string_view(value));
}

void WooCommerceWriter::add_terms(int post_id, const Product& product, bool variable) {
  tables_.insert(term_relationship, post_id, variable ? variable_term : simple_term);
  if (product.manufacturer_id != 0) tables_.insert(term_relationship, post_id, product.manufacturer_id);
  for (int category : product.category_ids) tables_.insert(term_relationship, post_id, category);
}

void WooCommerceWriter::write_product(const Product& product, int parent) {
  add_post(product.id, product.name, parent == 0 ? "product" : "product_variation",
           product.active ? "publish" : "private", parent, product.added, product.modified);
  if (parent == 0) add_terms(product.id, product, false);
  const auto status = product.quantity_m > 0   ? "instock"
                      : product.quantity_m < 0 ? "onbackorder"
                                               : "outofstock";
  tables_.insert(product_lookup, product.id, std::string_view(product.model), money(product.price_e4),
                 money(product.price_e4), quantity(product.quantity_m), std::string_view(status),
                 whole(product.ordered_m));
  add_meta(product.id, "_sku", product.model);
  add_meta(product.id, "_price", product.price_e4 ? amount_text(*product.price_e4) : "");
  if (product.cost_e4) add_meta(product.id, "_cogs_total_value", amount_text(*product.cost_e4));
}

// The head of a family, with the sizes as its variations.
void WooCommerceWriter::write_family(int family_id, const std::vector<const Product*>& sizes) {
  const auto id = head_id_base + family_id;
  const auto& first =
      **std::min_element(sizes.begin(), sizes.end(), [](auto* a, auto* b) { return a->added < b->added; });
  add_post(id, family_names_[family_id], "product", "publish", 0, first.added, first.modified);
  add_terms(id, first, true);
  std::optional<std::int64_t> low, high;
  std::int64_t ordered_m = 0;
  for (const auto* size : sizes) {
    if (size->price_e4) low = std::min(low.value_or(*size->price_e4), *size->price_e4);
    if (size->price_e4) high = std::max(high.value_or(*size->price_e4), *size->price_e4);
    ordered_m += size->ordered_m;
    write_product(*size, id);
  }
  tables_.insert(product_lookup, id, std::string_view(), money(low), money(high), Maybe<double>{},
                 std::string_view("instock"), whole(ordered_m));
}

void WooCommerceWriter::write_products() {
  std::map<int, std::vector<const Product*>> families;
  for (const auto& [id, product] : products_) families[product.family_id].push_back(&product);
  for (const auto& [family, sizes] : families) {
    const auto& first = *sizes.front();
    const bool alike = std::all_of(sizes.begin(), sizes.end(), [&first](const Product* size) {
      return size->category_ids == first.category_ids && size->manufacturer_id == first.manufacturer_id;
    });
    // A family has a category of its own; what only shares a category of the shop is no family.
    if (family >= family_category_min && sizes.size() > 1 && alike) {
      write_family(family, sizes);
    } else {
      for (const auto* size : sizes) write_product(*size, 0);
    }
  }
}

void WooCommerceWriter::origin(std::string_view name, std::string_view value) {
  tables_.insert(origin_entry, name, value);
}

base::Result<> WooCommerceWriter::finish() {
  write_products();
  // Both columns are read before either is set.
  tables_.run(
      "UPDATE wp_wc_order_product_lookup SET variation_id = product_id, "
      "product_id = (SELECT p.post_parent FROM wp_posts p WHERE p.ID = "
      "wp_wc_order_product_lookup.product_id) "
      "WHERE product_id IN (SELECT p.ID FROM wp_posts p WHERE p.post_type = 'product_variation')");
  return tables_.finish();
}

}  // namespace garden::shop_data
