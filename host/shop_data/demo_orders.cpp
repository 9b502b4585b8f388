#include "shop_data/demo_orders.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "shop_data/local_time.hpp"

namespace garden::shop_data {
namespace {

std::int64_t to_step(double amount_e4, std::int64_t step_e4) {
  return std::max<std::int64_t>(1, std::llround(amount_e4 / static_cast<double>(step_e4))) * step_e4;
}

// An amount as the shop prints it, in the currency of the customer.
std::string shown(std::int64_t value_e4, const words::Country& country) {
  char text[48];
  double value = static_cast<double>(value_e4) / 1e4 * country.currency_value;
  std::snprintf(text, sizeof text, "%.2f", value);
  return (country.currency == "EUR" ? "€" : "$") + std::string(text);
}

std::int64_t shipping_cost_e4(double pounds, std::int64_t subtotal_e4, const words::Country& country) {
  bool at_home = country.name == "United States";
  if (at_home && subtotal_e4 >= 250'0000) return 0;
  double cost = std::min(48.0, 7.95 + .85 * pounds) * (at_home ? 1 : 2.2);
  return to_step(cost * 1e4, 500);
}
}  // namespace

OrderMaker::OrderMaker(const DemoOptions& options, std::int64_t as_of_s, const Catalogue& catalogue,
                       ShopWriter& writer, DemoTruth* truth)
    : options_(options),
      as_of_s_(as_of_s),
      first_day_s_((as_of_s / day_s - options.days + 1) * day_s),
      catalogue_(catalogue),
      writer_(writer),
      truth_(truth),
      customers_(options.seed),
      random_(options.seed, "orders"),
      sold_(catalogue.products.size()) {}

base::Result<> OrderMaker::make() {
  plan_bulk_orders();
  std::vector<double> means;
  double total = 0;
  for (int i = 0; i < options_.days; ++i) {
    double part = static_cast<double>(i) / options_.days;
    means.push_back(day_factor(civil_day(first_day_s_ + i * day_s), part) * random_.log_normal(.11));
    total += means.back();
  }
  for (int i = 0; i < options_.days; ++i) {
    std::int64_t start = first_day_s_ + i * day_s;
    auto day = civil_day(start);
    if (i % 7 == 0) weigh_products(start);
    if (i % 8 == 0 && options_.progress &&
        !options_.progress(.95 * i / options_.days, "orders of " + local_text(start).substr(0, 7)))
      return base::fail(base::Code::cancelled, "the demo shop was not made: somebody cancelled it");
    auto planned = plan_day(start, means[static_cast<std::size_t>(i)] / total * options_.orders);
    for (const auto& order : planned) make_order(order, day);
    if (writer_.failure()) return std::unexpected(*writer_.failure());
  }
  return {};
}

// Large orders of one product: a school, a hotel lobby. One is a week old, so that an analyst has something
// to notice; one of a slow product was cancelled, so that nobody counts it.
void OrderMaker::plan_bulk_orders() {
  static constexpr std::array<int, 8> days_ago{3, 44, 97, 160, 222, 300, 555, 640};
  auto usable = [this](std::size_t product) {
    const auto& candidate = catalogue_.products[product];
    return candidate.plan == DemoTruth::Plan::ordinary && !candidate.by_weight && candidate.price_e4 > 0 &&
           candidate.added_s < first_day_s_;
  };
  auto choose = [&, this](double appeal_low, double appeal_high) -> std::optional<std::size_t> {
    for (int i = 0; i < 400; ++i) {
      auto product = random_.below(catalogue_.products.size());
      double appeal = catalogue_.products[product].appeal;
      if (usable(product) && appeal >= appeal_low && appeal <= appeal_high) return product;
    }
    return std::nullopt;
  };
  for (int days : days_ago)
    if (auto product = choose(.2, 2); product && days < options_.days)
      bulk_.push_back({days, *product, random_.whole(40, 120), false});
  if (auto product = choose(0, .4); product && options_.days > 12) bulk_.push_back({12, *product, 150, true});
}

void OrderMaker::weigh_products(std::int64_t day_start_s) {
  cumulative_.clear();
  double total = 0, part = static_cast<double>(day_start_s - first_day_s_) / (options_.days * day_s);
  double christmas = christmas_factor(civil_day(day_start_s + 3 * day_s));
  for (const auto& product : catalogue_.products) {
    bool on_sale = product.added_s < day_start_s + 7 * day_s && product.sells_until_s > day_start_s;
    double factor =
        product.plan == DemoTruth::Plan::seasonal ? christmas : 1 + product.trend * (2 * part - 1);
    if (on_sale) total += product.appeal * factor;
    cumulative_.push_back(total);
  }
}

std::vector<OrderMaker::Planned> OrderMaker::plan_day(std::int64_t day_start_s, double mean_orders) {
  std::vector<Planned> planned;
  int count = random_.poisson(mean_orders);
  for (int i = 0; i < count; ++i) planned.push_back({day_start_s + time_of_day(random_), nullptr});
  std::int64_t today_s = as_of_s_ / day_s * day_s;
  for (const auto& bulk : bulk_)
    if (today_s - bulk.days_ago * day_s == day_start_s)
      planned.push_back({day_start_s + random_.whole(9 * 3600, 16 * 3600), &bulk});
  std::erase_if(planned, [this](const Planned& order) { return order.at_s > as_of_s_; });
  std::stable_sort(planned.begin(), planned.end(),
                   [](const auto& a, const auto& b) { return a.at_s < b.at_s; });
  return planned;
}

std::optional<std::size_t> OrderMaker::choose_product(std::int64_t at_s) {
  if (cumulative_.empty() || cumulative_.back() <= 0) return std::nullopt;
  for (int tries = 0; tries < 20; ++tries) {
    double dice = random_.unit() * cumulative_.back();
    auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), dice);
    auto product = static_cast<std::size_t>(std::min(found, cumulative_.end() - 1) - cumulative_.begin());
    const auto& chosen = catalogue_.products[product];
    if (chosen.added_s <= at_s && at_s < chosen.sells_until_s && chosen.appeal > 0) return product;
  }
  return std::nullopt;
}

std::int64_t OrderMaker::choose_quantity(const CatalogueProduct& product, bool studio) {
  static constexpr std::array<std::int64_t, 9> pounds_m{100, 250, 500, 700, 1000, 1250, 2000, 2500, 5000};
  if (product.by_weight) {
    auto amount_m = random_.pick(pounds_m);
    return options_.whole_units ? (amount_m + 999) / 1000 * 1000 : amount_m;
  }
  double mean = product.usual_units * (studio ? 2.6 : 1) - 1;
  return (1 + std::min(60, random_.poisson(mean * random_.log_normal(.5)))) * 1000;
}

OrderMaker::Line OrderMaker::make_line(std::size_t product, std::int64_t quantity_m,
                                       const Promotion& promotion) const {
  auto price_e4 = catalogue_.products[product].price_e4;
  auto final_e4 = price_e4;
  if (promotion.discount > 0 && price_e4 > 0)
    final_e4 = to_step(static_cast<double>(price_e4) * (1 - promotion.discount),
                       catalogue_.products[product].by_weight ? 2000 : 100);
  return {product, quantity_m, price_e4, final_e4};
}

std::vector<OrderMaker::Line> OrderMaker::choose_lines(const Customer& customer, const Planned& planned,
                                                       const Promotion& promotion) {
  if (planned.bulk) return {make_line(planned.bulk->product, planned.bulk->units * 1000, promotion)};
  std::vector<Line> lines;
  int wanted = 1;
  double more = customer.studio ? .78 : .575;
  while (wanted < 18 && random_.chance(more)) ++wanted;
  for (int i = 0; i < wanted; ++i) {
    auto product = choose_product(planned.at_s);
    if (!product) continue;
    bool twice =
        std::any_of(lines.begin(), lines.end(), [&](const Line& line) { return line.product == *product; });
    if (!twice)
      lines.push_back(
          make_line(*product, choose_quantity(catalogue_.products[*product], customer.studio), promotion));
  }
  return lines;
}

OrderStatus OrderMaker::choose_status(std::int64_t at_s, const Bulk* bulk) {
  double age_days = static_cast<double>(as_of_s_ - at_s) / day_s, dice = random_.unit();
  if (bulk) return bulk->cancelled ? OrderStatus::cancelled : OrderStatus::delivered;
  if (dice < .035) return OrderStatus::cancelled;
  if (dice < .05 && age_days > 6) return OrderStatus::refunded;
  if (dice < .053) return OrderStatus::pending;  // somebody never paid and nobody tidied up
  if (dice < .07 && age_days > 2) return OrderStatus::update;
  if (age_days < .5 || (age_days < 2 && dice < .3)) return OrderStatus::pending;
  if (age_days < 1.5 || (age_days < 4 && dice < .4)) return OrderStatus::processing;
  return OrderStatus::delivered;
}

void OrderMaker::make_order(const Planned& planned, const CivilDay& day) {
  const Customer customer = planned.bulk ? customers_.next_studio() : customers_.next();
  auto promotion = promotion_on(day);
  auto lines = choose_lines(customer, planned, promotion);
  if (lines.empty()) return;
  int id = ++last_order_id_;
  auto status = choose_status(planned.at_s, planned.bulk);
  std::int64_t subtotal_e4 = 0;
  double pounds = 0;
  for (const auto& line : lines) {
    const auto& product = catalogue_.products[line.product];
    subtotal_e4 += line.amount_e4();
    pounds += product.weight * static_cast<double>(line.quantity_m) / 1e3;
    std::optional<std::string_view> model;
    if (product.model) model = *product.model;
    writer_.add(LineRow{.order_id = id,
                        .product_id = product.id,
                        .model = model,
                        .name = product.name(customer.language),
                        .price_e4 = line.price_e4,
                        .final_price_e4 = line.final_price_e4,
                        .tax_percent = customer.state == "California" ? 8.25 : 0.0,
                        .quantity_m = line.quantity_m});
    remember(line, id, planned.at_s, status);
  }
  auto shipping_e4 = shipping_cost_e4(pounds, subtotal_e4, *customer.country);
  std::int64_t tax_e4 =
      customer.state == "California" ? std::llround(static_cast<double>(subtotal_e4) * .0825 / 100) * 100 : 0;
  write_totals(id, customer, subtotal_e4, shipping_e4, tax_e4);
  auto modified = write_history(id, planned.at_s, status);
  auto name = customer.full_name(), email = customer.email(), telephone = customer.telephone();
  auto street = customer.street(), ip_address = customer.ip_address(), purchased = local_text(planned.at_s);
  writer_.add(OrderRow{.id = id,
                       .customer_id = customer.id,
                       .name = name,
                       .email = email,
                       .telephone = telephone,
                       .street = street,
                       .city = customer.city,
                       .postcode = customer.postcode,
                       .state = customer.state,
                       .country = customer.country->name,
                       .payment_method = customer.id % 3 == 0 ? "PayPal" : "Credit Card",
                       .shipping_method = shipping_e4 == 0 ? "Free Shipping" : "Parcel",
                       .coupon_code = promotion.coupon,
                       .ip_address = ip_address,
                       .purchased = purchased,
                       .modified = modified,
                       .finished = status == OrderStatus::delivered ? modified : std::string(),
                       .status = static_cast<int>(status),
                       .currency = customer.country->currency,
                       .currency_value = customer.country->currency_value,
                       .total_e4 = subtotal_e4 + shipping_e4 + tax_e4,
                       .tax_e4 = tax_e4});
  if (first_s_ == 0) first_s_ = planned.at_s;
  last_s_ = planned.at_s;
}

void OrderMaker::write_totals(int order_id, const Customer& customer, std::int64_t subtotal_e4,
                              std::int64_t shipping_e4, std::int64_t tax_e4) {
  auto add = [&, this](std::string_view title, std::string_view kind, std::int64_t value_e4, int sort_order) {
    auto text = shown(value_e4, *customer.country);
    writer_.add(TotalRow{order_id, title, text, kind, value_e4, sort_order});
  };
  add("Sub-Total:", "ot_subtotal", subtotal_e4, 100);
  add("Shipping:", "ot_shipping", shipping_e4, 200);
  if (tax_e4 > 0) add("Sales Tax:", "ot_tax", tax_e4, 300);
  add("Total:", "ot_total", subtotal_e4 + shipping_e4 + tax_e4, 999);
}

// The steps an order went through; gives the time of the last one.
std::string OrderMaker::write_history(int order_id, std::int64_t at_s, OrderStatus status) {
  auto at = at_s;
  auto step = [&, this](OrderStatus reached, double days_later, std::string_view comments) {
    at = std::min<std::int64_t>(as_of_s_, at + std::llround(days_later * day_s));
    writer_.add(HistoryRow{order_id, static_cast<int>(reached), local_text(at), true, comments});
  };
  step(OrderStatus::pending, 0, "");
  if (status == OrderStatus::cancelled) {
    step(status, random_.between(.05, 3), "Cancelled on request.");
  } else if (status != OrderStatus::pending) {
    step(OrderStatus::processing, random_.between(.1, .5), "");
    if (status != OrderStatus::processing) step(OrderStatus::delivered, random_.between(.4, 1.5), "");
    if (status == OrderStatus::refunded) step(status, random_.between(3, 40), "Arrived broken, refunded.");
    if (status == OrderStatus::update) step(status, random_.between(.2, 4), "Address corrected.");
  }
  return local_text(at);
}

void OrderMaker::remember(const Line& line, int order_id, std::int64_t at_s, OrderStatus status) {
  if (truth_)
    truth_->products[line.product].sales.push_back(
        {at_s, order_id, status, line.quantity_m, line.final_price_e4});
  if (!is_demand(status)) return;
  auto& sold = sold_[line.product];
  sold.total_m += line.quantity_m;
  if (at_s >= as_of_s_ - 365 * day_s) sold.year_m += line.quantity_m;
  if (at_s >= as_of_s_ - 90 * day_s) sold.quarter_m += line.quantity_m;
  sold.last_s = at_s;
}

}  // namespace garden::shop_data
