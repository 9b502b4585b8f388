#include "stock/buy_list.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

namespace garden::inventory {
namespace {

constexpr int year_days = 365;

// A product on its way to a line: what is needed is known before it is decided who is ordered.
struct Draft {
  const BuyItem* item = nullptr;
  BuyLine line;
  bool below_trigger = false;
  std::vector<const BuyItem*> family;  // sizes that will be cut from it
};

// What would have sold in a year, had it been there every day.
Quantity wanted_in_a_year(const BuyItem& item) {
  if (item.days_out <= 0 || item.days_out >= year_days) return item.sold_12_months;
  return saturated(Wide{item.sold_12_months} * year_days / (year_days - item.days_out));
}

double pace_of(const BuyItem& item) {
  const double per_day = item.pace ? item.pace->per_day : units_of(wanted_in_a_year(item)) / year_days;
  return per_day > 0 ? per_day : 0;
}

bool sells(const BuyItem& item) {
  switch (item.policy) {
    case BuyPolicy::cover: return item.sold_12_months > 0;
    case BuyPolicy::reorder_point: return pace_of(item) > 0;
    case BuyPolicy::family: return item.family_need > 0 || pace_of(item) > 0;
  }
  return false;
}

std::optional<BuyQuestion> question_of(const BuyItem& item, Quantity position) {
  if (position < 0) return BuyQuestion::owed_without_sales;
  if (item.available != 0 || position > 0) return {};
  return item.sold_12_months < 0 ? BuyQuestion::only_returns : BuyQuestion::never_sold;
}

Quantity position_of(const BuyItem& item, BuyReason& reason) {
  Wide incoming = 0;
  for (const auto& arrival : item.incoming) incoming += std::max<Quantity>(arrival.quantity, 0);
  reason.sold_12_months = item.sold_12_months;
  reason.days_out = item.days_out;
  reason.available = item.available;
  reason.incoming = saturated(incoming);
  reason.cut = item.cut;
  reason.position = saturated(incoming + item.available + item.cut);
  return reason.position;
}

void set_levels(const BuyItem& item, const BuyOptions& options, BuyReason& reason) {
  reason.policy = item.policy;
  reason.rules = item.rules.value_or(VendorRules{});
  reason.lead = item.lead.value_or(options.lead);
  reason.service_level = item.service_level.value_or(options.service_level);
  reason.per_day = pace_of(item);
  if (item.policy == BuyPolicy::cover) {
    reason.trigger = level_of_years(wanted_in_a_year(item), item.minimum_milliyears);
    // A target below the minimum would order what is at once too little again.
    reason.level = std::max(reason.trigger, level_of_years(wanted_in_a_year(item), item.target_milliyears));
  } else if (item.policy == BuyPolicy::family) {
    reason.level = saturated(Wide{reason.position} + std::max<Quantity>(item.family_need, 0));
  } else {
    const double days = std::max(0.0, reason.lead.days) + std::max(0.0, options.review_days);
    const Pace pace{reason.per_day, item.pace ? item.pace->deviation_per_day : 0};
    double point = reorder_point(pace, reason.lead, reason.service_level, options.review_days);
    if (item.lead_time_quantile) point = std::max(*item.lead_time_quantile, reason.per_day * days);
    reason.safety_stock = point - reason.per_day * days;
    reason.trigger = rounded_up(point);
    reason.level = rounded_up(point + reason.per_day * std::max(0.0, options.target_days));
  }
  reason.need = saturated(std::max<Wide>(0, Wide{reason.level} - reason.position));
}

Quantity shelf_of(const BuyItem& item) { return saturated(Wide{item.available} + item.cut); }

double units_lost(const BuyItem& item, double lead_days) {
  return lost_within(shelf_of(item), pace_of(item), item.incoming, lead_days);
}

void set_risk(Draft& draft) {
  auto& line = draft.line;
  const double lead = line.reason.lead.days;
  line.units_at_risk = units_lost(*draft.item, lead);
  for (const auto* size : draft.family) line.units_at_risk += units_lost(*size, lead);
  line.flags.arrives_too_late = line.units_at_risk > 0;
}

void set_cover(BuyReason& reason, Quantity quantity) {
  if (!(reason.per_day > 0)) return;
  auto days = [&reason](Wide units) {
    return units_of(std::max<Quantity>(saturated(units), 0)) / reason.per_day;
  };
  reason.cover_before_days = days(reason.position);
  reason.cover_after_days = days(Wide{reason.position} + quantity);
}

void set_flags(const BuyItem& item, const BuyOptions& options, BuyLine& line) {
  auto& flags = line.flags;
  flags.oversold = item.available < 0;
  flags.young = item.age_days && *item.age_days < 365;
  flags.fixed_quantity = line.reason.rules.fixed > 0;
  flags.lead_assumed = !item.lead;
  flags.rules_assumed = !item.rules;
  flags.deviation_unknown = item.policy == BuyPolicy::reorder_point && !item.pace && !item.lead_time_quantile;
  flags.cost_unknown = !item.cost || *item.cost < 0;
  if (item.policy == BuyPolicy::family) return;  // its own sales say nothing of what is cut from it
  const Wide sold = std::max<Quantity>(wanted_in_a_year(item), 0);
  flags.review = Wide{line.wanted} * 1000 > sold * options.review_above_milliyears;
  if (!flags.review) return;
  const Quantity some = level_of_years(wanted_in_a_year(item), options.review_suggest_milliyears);
  line.suggested =
      packed_up(some > 0 ? std::max(some, line.reason.rules.minimum) : 0, line.reason.rules.pack);
}

Draft draft_of(const BuyItem& item, const BuyOptions& options) {
  Draft draft{&item, {}, false};
  auto& line = draft.line;
  line.id = item.id;
  position_of(item, line.reason);
  set_levels(item, options, line.reason);
  switch (item.policy) {
    case BuyPolicy::cover: draft.below_trigger = line.reason.position < line.reason.trigger; break;
    case BuyPolicy::reorder_point: draft.below_trigger = line.reason.position <= line.reason.trigger; break;
    case BuyPolicy::family: draft.below_trigger = item.family_need > 0; break;
  }
  line.wanted = line.quantity = order_quantity(line.reason.need, item.available, line.reason.rules);
  return draft;
}

std::optional<Money> known(const std::optional<Money>& money) {
  return money && *money >= 0 ? money : std::nullopt;
}

// A unit of what is not sold costs its margin, or its price when the list goes by revenue.
std::optional<Money> loss_a_unit(const BuyItem& item, bool margin) {
  const auto price = known(item.price);
  if (!price || !margin) return price;
  return std::max<Money>(0, *price - *known(item.cost));
}

bool margin_known(const BuyItem& item) { return known(item.cost) && known(item.price); }

// Of the product and the sizes cut from it; a size whose loss is not known adds none.
std::optional<Money> money_lost(const Draft& draft, bool margin) {
  const double lead = draft.line.reason.lead.days;
  std::optional<Money> sum;
  auto add = [&sum, margin, lead](const BuyItem& item) {
    const auto loss = loss_a_unit(item, margin);
    if (loss) sum = saturated(Wide{sum.value_or(0)} + worth(rounded_up(units_lost(item, lead)), *loss));
  };
  add(*draft.item);
  for (const auto* size : draft.family) add(*size);
  return sum;
}

void rank(std::vector<Draft>& drafts, BuyList& list) {
  list.risk_is_margin = !drafts.empty() && std::all_of(drafts.begin(), drafts.end(), [](const Draft& draft) {
    return margin_known(*draft.item) && std::all_of(draft.family.begin(), draft.family.end(),
                                                    [](const BuyItem* size) { return margin_known(*size); });
  });
  for (auto& draft : drafts) draft.line.money_at_risk = money_lost(draft, list.risk_is_margin);
  auto key = [](const Draft& draft) {
    const auto& line = draft.line;
    return std::tuple(-line.money_at_risk.value_or(-1), -line.units_at_risk,
                      line.reason.cover_before_days.value_or(std::numeric_limits<double>::max()), line.id);
  };
  std::sort(drafts.begin(), drafts.end(), [key](const Draft& a, const Draft& b) { return key(a) < key(b); });
}

// The most that `money` buys at `cost`, within the vendor's rules; 0 if not even the least order.
Quantity affordable(Money money, Money cost, const BuyLine& line) {
  const auto& rules = line.reason.rules;
  if (rules.fixed > 0) return 0;  // all of it did not fit
  Quantity most = packed_down(scaled(money, unit, cost), rules.pack);
  // Rounding of the worth to 1e-4 of money may be off by one pack either way.
  while (most > 0 && worth(most, cost) > money) most -= std::max<Quantity>(rules.pack, 1);
  return most > 0 && most >= packed_up(rules.minimum, rules.pack) ? std::min(most, line.wanted) : 0;
}

void fit(BuyLine& line, std::optional<Money> cost, BuyList& list) {
  if (list.left && !cost) {
    line.quantity = 0;
  } else if (list.left && worth(line.quantity, *cost) > *list.left) {
    line.quantity = affordable(*list.left, *cost, line);
    line.flags.reduced = line.quantity > 0;
  }
  line.deferred = line.quantity == 0;
  if (line.deferred) ++list.deferred;
  if (cost) {
    line.value = worth(line.quantity, *cost);
    list.value = saturated(Wide{*list.value} + *line.value);
    if (list.left) *list.left -= *line.value;
  }
  line.value_so_far = list.value;
}

// What sells, or is to be cut; the others become questions or are counted.
std::vector<Draft> drafts_of(const std::vector<BuyItem>& items, const BuyOptions& options, BuyList& list) {
  std::vector<Draft> drafts;
  for (const auto& item : items) {
    if (!item.orderable) {
      ++list.not_orderable;
      continue;
    }
    Draft draft = draft_of(item, options);
    if (sells(item)) {
      drafts.push_back(std::move(draft));
    } else if (const auto question = question_of(item, draft.line.reason.position)) {
      list.doubts.push_back({item.id, *question});
    } else {
      ++list.enough;
    }
  }
  return drafts;
}

// Leaves the products that are ordered.
void choose(std::vector<Draft>& drafts, BuyList& list) {
  std::set<std::int64_t> groups;
  std::map<std::int64_t, std::vector<const BuyItem*>> cut;  // by family
  for (const auto& draft : drafts) {
    const auto& item = *draft.item;
    if (item.group == 0) continue;
    if (draft.below_trigger) groups.insert(item.group);
    if (item.policy == BuyPolicy::family && item.family_need <= 0) cut[item.group].push_back(&item);
  }
  std::erase_if(drafts, [&](Draft& draft) {
    const bool of_group = groups.contains(draft.item->group);
    if (draft.item->policy == BuyPolicy::family && !draft.below_trigger) {
      ++(of_group ? list.by_family : list.enough);
      return true;
    }
    draft.line.reason.by_group = !draft.below_trigger && of_group;
    const bool order = draft.line.wanted > 0 && (draft.below_trigger || of_group);
    if (!order) ++list.enough;
    return !order;
  });
  for (auto& draft : drafts) {
    if (draft.item->policy != BuyPolicy::family) continue;
    draft.family = std::move(cut[draft.item->group]);  // the first line of a family bears its risk
    cut[draft.item->group].clear();
  }
}
}  // namespace

const char* text_of(BuyQuestion question) {
  switch (question) {
    case BuyQuestion::never_sold: return "never sold in 12 months: stock it?";
    case BuyQuestion::only_returns: return "more came back than was sold in 12 months: stock it?";
    case BuyQuestion::owed_without_sales:
      return "owed to customers, though nothing sold in 12 months: order it?";
  }
  return "";
}

BuyList buy_list(const std::vector<BuyItem>& items, const BuyOptions& options) {
  BuyList list;
  if (options.budget) list.left = std::max<Money>(*options.budget, 0);
  auto drafts = drafts_of(items, options, list);
  choose(drafts, list);
  for (auto& draft : drafts) {
    set_risk(draft);
    set_cover(draft.line.reason, draft.line.wanted);
    set_flags(*draft.item, options, draft.line);
  }
  rank(drafts, list);
  for (auto& draft : drafts) {
    const auto cost = known(draft.item->cost);
    fit(draft.line, cost ? cost : known(draft.item->price), list);
    list.lines.push_back(std::move(draft.line));
  }
  if (!list.lines.empty() &&
      std::ranges::none_of(list.lines, [](const BuyLine& line) { return line.value.has_value(); }))
    list.value.reset();
  std::sort(list.doubts.begin(), list.doubts.end(),
            [](const BuyDoubt& a, const BuyDoubt& b) { return a.id < b.id; });
  return list;
}

}  // namespace garden::inventory
