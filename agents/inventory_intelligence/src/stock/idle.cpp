#include "stock/idle.hpp"

#include <algorithm>
#include <vector>

namespace garden::inventory {
namespace {
std::size_t bucket_of(int days) {
  std::size_t bucket = 0;
  while (bucket < age_limits_days.size() && days > age_limits_days[bucket]) ++bucket;
  return bucket;
}
}  // namespace

const char* name_of(Idleness idleness) {
  switch (idleness) {
    case Idleness::no_stock: return "no stock";
    case Idleness::selling: return "selling";
    case Idleness::fresh: return "fresh";
    case Idleness::slow: return "slow";
    case Idleness::dead: return "dead";
  }
  return "no stock";
}

Idle idle_of(Quantity available, std::optional<int> last_sale_days, std::optional<int> age_days,
             const IdleLimits& limits) {
  Idle idle;
  idle.never_sold = !last_sale_days;
  idle.days = last_sale_days ? last_sale_days : age_days;
  if (available <= 0) return idle;
  if (!idle.days) {
    idle.age_unknown = true;
    idle.kind = Idleness::dead;
    return idle;
  }
  if (*idle.days >= limits.dead_days)
    idle.kind = Idleness::dead;
  else if (*idle.days >= limits.slow_days)
    idle.kind = Idleness::slow;
  else
    idle.kind = idle.never_sold ? Idleness::fresh : Idleness::selling;
  return idle;
}

Ageing ageing_of(Quantity available, std::span<const Receipt> receipts, std::optional<int> last_sale_days) {
  Ageing ageing;
  if (available <= 0) return ageing;
  std::vector<Receipt> youngest;
  for (const auto& receipt : receipts)
    if (receipt.quantity > 0) youngest.push_back(receipt);
  if (youngest.empty()) {
    ageing.proxy = true;
    if (last_sale_days)
      ageing.buckets[bucket_of(*last_sale_days)] = available;
    else
      ageing.unexplained = available;
    return ageing;
  }
  std::sort(youngest.begin(), youngest.end(),
            [](const Receipt& a, const Receipt& b) { return a.days_ago < b.days_ago; });
  for (const auto& receipt : youngest) {
    const Quantity left = std::min(receipt.quantity, available);
    ageing.buckets[bucket_of(receipt.days_ago)] += left;
    available -= left;
  }
  ageing.unexplained = available;
  return ageing;
}

}  // namespace garden::inventory
