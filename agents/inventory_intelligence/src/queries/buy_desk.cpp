#include "queries/buy_desk.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cutting/sheet_size.hpp"
#include "forecast/lead_time.hpp"
#include "queries/shop_rules.hpp"
#include "stock/family_order.hpp"

namespace garden::inventory::steps {
namespace {
using cutting::CutPlan;
using cutting::Family;

std::int64_t milliyears(double days) { return std::llround(days / 365 * 1000); }

class Desk {
 public:
  explicit Desk(const Question& question)
      : question_(question), shop_(shop_of(question)), vendors_(question) {
    options_.lead = {question.number_set("lead_time_days"), 0};
    options_.review_days =
        question.number_given("review_days").value_or(question.number_set("order_cycle_days"));
    options_.target_days = question.number_set("reorder_target_days");
    options_.service_level =
        question.number_given("service_level").value_or(question.number_set("service_level_percent")) / 100;
    for (std::size_t i = 0; i < shop_.products.size(); ++i) items_.push_back(item_of(i));
    outlooks_.resize(items_.size());
  }

  BuyDesk work() {
    plan_families();
    keep_supplier();
    for (std::size_t i = 0; i < items_.size(); ++i) pace(i);
    BuyDesk desk;
    if (const auto budget = question_.number_given("budget")) {
      const bool priced = std::any_of(items_.begin(), items_.end(), [](const BuyItem& item) {
        return item.orderable && (item.cost || item.price);
      });
      if (priced) options_.budget = std::llround(*budget * static_cast<double>(money_unit));
      desk.budget_applied = priced;
    }
    desk.list = buy_list(items_, options_);
    desk.shop = std::move(shop_);
    desk.items = std::move(items_);
    desk.outlooks = std::move(outlooks_);
    desk.assumed = assumed_of(desk.shop.own);
    return desk;
  }

 private:
  BuyItem item_of(std::size_t place) const {
    const auto& product = shop_.products[place];
    BuyItem item;
    item.id = static_cast<std::int64_t>(place);
    item.available = product.available;
    item.sold_12_months = product.sold_12_months;
    item.days_out = 365 - product.pace_days;
    item.age_days = product.age_days;
    item.price = product.price;
    item.cost = product.cost;
    item.rules = vendors_.rules_for(product.maker, product.model);
    item.orderable = product.active;
    take_own(product, item);
    return item;
  }

  // What the product's own ledger knows goes before the store's settings.
  void take_own(const Product& product, BuyItem& item) const {
    const auto& own = shop_.own.of(product.id);
    item.lead = own.lead;
    item.service_level = own.service_level;
    item.incoming = shop_.own.arrivals(product.id, question_.today, item.lead.value_or(options_.lead).days);
    if (own.excluded || (own.discontinued_on && *own.discontinued_on <= question_.today))
      item.orderable = false;
    if (!own.pack && !own.minimum) return;
    if (!item.rules) item.rules = VendorRules{};
    item.rules->pack = own.pack.value_or(item.rules->pack);
    item.rules->minimum = own.minimum.value_or(item.rules->minimum);
  }

  // The family with what is on its way counted in; the same where nothing is.
  Family with_arrivals(Family family) const {
    for (auto& size : family.sizes)
      for (const auto& arrival : items_[product_of(size)].incoming)
        size.stock_m = std::min(saturated(Wide{size.stock_m} + arrival.quantity), cutting::quantity_m_max);
    return family;
  }
  bool has_arrivals(const Family& family) const {
    return std::any_of(family.sizes.begin(), family.sizes.end(),
                       [this](const auto& size) { return !items_[product_of(size)].incoming.empty(); });
  }

  void plan_families() {
    const auto whole_sheets = question_.text_set("whole_sheet_sizes");
    for (const auto& clause : clauses_of("whole_sheet_sizes", whole_sheets)) {
      const auto size = cutting::size_in(clause.key);
      if (!size || clause.words.size() != 1 || clause.words[0].name != "order to" || !clause.words[0].number)
        throw Unusable("the setting whole_sheet_sizes wants SIZE: order to YEARS, not " + clause.key);
      order_days_[cutting::text_of(*size)] = *clause.words[0].number * 365;
    }
    const auto families = families_of(shop_, family_rules_of(question_));
    std::int64_t group = 0;
    for (const auto& family : families.families) plan(family, ++group);
  }

  void plan(const Family& family, std::int64_t group) {
    for (std::size_t i = 0; i < family.sizes.size(); ++i) {
      const auto days = order_days_.find(family.sizes[i].name);
      if (days == order_days_.end() || !items_[product_of(family.sizes[i])].orderable) continue;
      SheetOffer offer;
      offer.size = i;
      offer.pieces_a_sheet = family.sizes[i].booked_in_pairs ? 2 : 1;
      offer.target_days = days->second;
      const bool coming = has_arrivals(family);
      const auto order = order_for(coming ? with_arrivals(family) : family, offer, plan_limits());
      // Only what is there can be cut today.
      take_cuts(family, coming ? cutting::plan_cuts(family, plan_limits()) : order.now);
      if (order.outcome == FamilyOutcome::order || order.outcome == FamilyOutcome::enough)
        return by_family(family, offer, order, group);
      return by_cover(family, group, days->second);
    }
    take_cuts(family, cutting::plan_cuts(family, plan_limits()));
    by_cover(family, 0, 0);
  }

  void take_cuts(const Family& family, const CutPlan& plan) {
    for (const auto& outcome : plan.sizes)
      items_[product_of(family.sizes[outcome.size])].cut = outcome.after_m - outcome.before_m;
  }

  void by_family(const Family& family, const SheetOffer& offer, const FamilyOrder& order,
                 std::int64_t group) {
    for (std::size_t i = 0; i < family.sizes.size(); ++i) {
      auto& item = items_[product_of(family.sizes[i])];
      item.policy = BuyPolicy::family;
      item.group = group;
      if (i != offer.size) continue;
      item.family_need = order.sheets * offer.pieces_a_sheet * unit;
      if (!item.rules && offer.pieces_a_sheet > 1) item.rules = VendorRules{offer.pieces_a_sheet * unit};
    }
  }

  // `target_days` where an order should reach further than a size's own target.
  void by_cover(const Family& family, std::int64_t group, double target_days) {
    for (const auto& size : family.sizes) {
      auto& item = items_[product_of(size)];
      item.policy = BuyPolicy::cover;
      item.group = group;
      item.minimum_milliyears = milliyears(size.rule.minimum_days);
      item.target_milliyears = milliyears(std::max(size.rule.target_days, target_days));
    }
  }

  void keep_supplier() {
    const auto supplier = name_key(question_.text_given("supplier"));
    for (std::size_t i = 0; i < items_.size() && !supplier.empty(); ++i)
      if (name_key(shop_.products[i].supplier).find(supplier) == supplier.npos) items_[i].orderable = false;
  }

  void pace(std::size_t place) {
    const auto& product = shop_.products[place];
    auto& item = items_[place];
    if (!item.orderable || item.policy != BuyPolicy::reorder_point) return;
    const auto& outlook = outlooks_[place] = outlook_of(shop_, product, false);
    item.pace = outlook.pace;
    if (!outlook.rare) return;
    LeadTimeOptions draw;
    draw.service_level = item.service_level.value_or(options_.service_level);
    const double weeks = (item.lead.value_or(options_.lead).days + options_.review_days) / 7;
    const auto wanted = wanted_weeks(product);
    const double per_week = outlook.pace.per_day * 7,
                 most = lead_time_demand_max(wanted.units, per_week, weeks);
    // What is more than enough whatever happens is not played: no order can come of it,
    // but of its group.
    Wide there = Wide{item.available} + std::min<Quantity>(item.cut, 0);
    for (const auto& arrival : item.incoming) there += std::max<Quantity>(arrival.quantity, 0);
    item.lead_time_quantile = item.group == 0 && units_of(saturated(there)) > most + 1
                                  ? most
                                  : lead_time_demand(wanted.units, per_week, weeks, draw, chances_).quantile;
  }

  const Question& question_;
  Shop shop_;
  VendorBook vendors_;
  BuyOptions options_;
  Chances chances_;
  std::vector<BuyItem> items_;
  std::vector<Outlook> outlooks_;
  std::map<std::string, double> order_days_;  // by size that vendors sell whole
};

}  // namespace

cutting::PlanLimits plan_limits() {
  cutting::PlanLimits limits;
  limits.nodes_max = 150'000;
  limits.time_ms_max = 2'000;  // a guard: the nodes end a search long before
  limits.now_ms = [] {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  };
  return limits;
}

BuyDesk buy_desk(const Question& question) { return Desk(question).work(); }

std::string flags_text(const BuyFlags& flags) {
  std::string text;
  auto say = [&text](bool flag, const char* words) {
    if (flag) text += (text.empty() ? "" : "; ") + std::string(words);
  };
  say(flags.review, "review: more than two years' sales");
  say(flags.oversold, "oversold");
  say(flags.arrives_too_late, "sells out before it can arrive");
  say(flags.young, "under a year old");
  say(flags.fixed_quantity, "vendor's fixed quantity");
  say(flags.reduced, "cut to the budget");
  return text;
}

}  // namespace garden::inventory::steps
