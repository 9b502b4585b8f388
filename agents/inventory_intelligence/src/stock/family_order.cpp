#include "stock/family_order.hpp"

#include <algorithm>
#include <utility>

#include "cutting/cover.hpp"

namespace garden::inventory {
namespace {
using cutting::CutPlan;
using cutting::Family;

bool asks(const cutting::Size& size) { return cutting::has_demand(size) && !size.rule.may_be_emptied; }

using Level = std::int64_t (*)(const cutting::Size&);

std::vector<std::size_t> below(const Family& family, const CutPlan& plan, Level level) {
  std::vector<std::size_t> sizes;
  for (const auto& outcome : plan.sizes) {
    const auto& size = family.sizes[outcome.size];
    // At zero is short even where a minimum of 0 days would allow it.
    if (asks(size) && (outcome.after_m <= 0 || outcome.after_m < level(size))) sizes.push_back(outcome.size);
  }
  return sizes;
}

// The family once today's cuts are done, with what an order should reach.
Family after(Family family, const CutPlan& plan, double target_days) {
  for (auto& size : family.sizes) size.rule.target_days = std::max(size.rule.target_days, target_days);
  for (const auto& outcome : plan.sizes) {
    auto& size = family.sizes[outcome.size];
    size.stock_m = outcome.after_m;
    if (outcome.loose_after) size.loose_pieces = outcome.loose_after;
  }
  return family;
}

class Search {
 public:
  Search(Family family, const SheetOffer& offer, const cutting::PlanLimits& limits)
      : family_(std::move(family)), offer_(offer), limits_(limits) {
    limits_.cuts_max.reset();
  }

  // Whether so many packs suffice; the plan is kept when they do.
  bool suffices(std::int64_t packs) {
    Family with = family_;
    with.sizes[offer_.size].stock_m += packs * offer_.sheets_a_pack * offer_.pieces_a_sheet * 1000;
    CutPlan plan = cutting::plan_cuts(with, limits_);
    if (plan.quality == cutting::Quality::refused || !below(with, plan, cutting::target_m).empty()) {
      if (plan.quality != cutting::Quality::optimal) proved_ = false;
      return false;
    }
    plan_ = std::move(plan);
    return true;
  }

  bool proved() const { return proved_; }
  CutPlan take() { return std::move(plan_); }

 private:
  Family family_;
  SheetOffer offer_;
  cutting::PlanLimits limits_;
  CutPlan plan_;
  bool proved_ = true;  // every "no" so far was certain
};

std::string fault_of(const Family& family, const SheetOffer& offer) {
  if (auto fault = cutting::fault_of(family); !fault.empty()) return fault;
  if (offer.size >= family.sizes.size())
    return "the offered sheet is no size of the family: name one of its sizes";
  if (offer.pieces_a_sheet < 1 || offer.sheets_a_pack < 1 || offer.sheets_max < 1)
    return "pieces a sheet, sheets a pack and the most sheets must be 1 or more";
  if (offer.sheets_max > cutting::quantity_m_max / 2000 / offer.pieces_a_sheet)
    return "the most sheets are more than a family can count: lower them";
  return {};
}
}  // namespace

FamilyOrder order_for(const Family& family, const SheetOffer& offer, const cutting::PlanLimits& limits) {
  FamilyOrder order;
  order.fault = fault_of(family, offer);
  if (!order.fault.empty()) return order;
  order.now = cutting::plan_cuts(family, limits);
  order.short_sizes = below(family, order.now, cutting::minimum_m);
  if (order.short_sizes.empty()) {
    order.outcome = FamilyOutcome::enough;
    order.fewest_proved = true;
    return order;
  }
  Search search(after(family, order.now, offer.target_days), offer, limits);
  const std::int64_t most = std::max<std::int64_t>(1, offer.sheets_max / offer.sheets_a_pack);
  std::int64_t too_few = 0,
               packs = 1;  // without an order a size is below its minimum, hence below its target
  while (packs < most && !search.suffices(packs)) too_few = std::exchange(packs, std::min(most, packs * 2));
  if (packs == most && !search.suffices(packs)) {
    order.outcome = FamilyOutcome::out_of_reach;
    return order;
  }
  while (packs - too_few > 1) {
    const auto middle = too_few + (packs - too_few) / 2;
    (search.suffices(middle) ? packs : too_few) = middle;
  }
  order.outcome = FamilyOutcome::order;
  order.sheets = packs * offer.sheets_a_pack;
  order.fewest_proved = search.proved();
  order.later = search.take();
  return order;
}

}  // namespace garden::inventory
