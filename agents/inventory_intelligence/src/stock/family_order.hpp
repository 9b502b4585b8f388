// Family order: how many whole sheets to buy for a glass in several sizes, when what is bought is cut.
// The vendor sells the large sheet, the shop sells all sizes; a shortage of a small size is first met by
// cutting what is there (cutting/plan.hpp), and only what that leaves short is a reason to buy:
//   1. cut from stock
//   2. is any size still below its minimum? if not, nothing is bought
//   3. the fewest sheets n with which, cut in their turn, every size reaches its target
// n is found by halves, since more sheets never make it worse, and verified size by size on the plan that is
// returned. Sizes without sales, and those that may be emptied, ask for nothing.
// Source: the shop's domain page, section 4 (maker B: decide at 0.25 years, order to 0.40).
// The limit of cuts (labour) holds for today's cuts only.
// Edge rules: a search that was ended by its limits may find too many sheets, never too few; then
// `fewest_proved` is false. If even `sheets_max` do not suffice (no recipe leads to the short size), nothing
// is ordered and the sizes out of reach are named.
// Units: sheets as the vendor counts them; thousandths of a piece in plans.
// Cost: about 2 log2(n) plans. Threads: pure function; the limits' clock is called on the caller's thread.
#pragma once
#include <string>
#include <vector>

#include "cutting/plan.hpp"

namespace garden::inventory {

struct SheetOffer {
  std::size_t size = 0;              // place in Family::sizes of what the vendor sells
  std::int64_t pieces_a_sheet = 1;   // as the shop books it: a full sheet may be two booked halves
  std::int64_t sheets_a_pack = 1;    // orders are multiples of it
  double target_days = 0;            // what an order should reach, where it is more than a size's own target
  std::int64_t sheets_max = 10'000;  // more is no order but a fault in the data
};

enum class FamilyOutcome : std::uint8_t { enough, order, out_of_reach, refused };

struct FamilyOrder {
  FamilyOutcome outcome = FamilyOutcome::refused;
  std::string fault;           // why it was refused
  std::int64_t sheets = 0;     // to order
  bool fewest_proved = false;  // fewer do not suffice, and that is certain
  std::vector<std::size_t>
      short_sizes;         // sizes below their minimum after cutting from stock; out of reach: those
  cutting::CutPlan now;    // to cut from stock today
  cutting::CutPlan later;  // to cut when the order is there; only with outcome order
};

// `family`: its rules hold minimum and target; stock is the position (what is on its way counted in).
FamilyOrder order_for(const cutting::Family& family, const SheetOffer& offer,
                      const cutting::PlanLimits& limits = {});

}  // namespace garden::inventory
