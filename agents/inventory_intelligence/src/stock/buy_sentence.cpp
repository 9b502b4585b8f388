// A buy line's numbers as one sentence.
#include <cstdio>

#include "stock/buy_list.hpp"

namespace garden::inventory {
namespace {

// 4200 is "4.2": as many decimals as there are.
std::string units_text(Quantity quantity) {
  const bool negative = quantity < 0;
  const auto size = negative ? -static_cast<Wide>(quantity) : static_cast<Wide>(quantity);
  std::string text = std::to_string(static_cast<std::uint64_t>(size / unit));
  if (const int rest = static_cast<int>(size % unit); rest != 0) {
    char decimals[8];
    std::snprintf(decimals, sizeof decimals, ".%03d", rest);
    text += decimals;
    text.erase(text.find_last_not_of('0') + 1);
  }
  return negative ? "-" + text : text;
}

std::string number_text(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string position_text(const BuyReason& reason) {
  std::string text = "available " + units_text(reason.available);
  if (reason.incoming != 0) text += " + incoming " + units_text(reason.incoming);
  if (reason.cut != 0)
    text += reason.cut > 0 ? " + from cutting " + units_text(reason.cut)
                           : " - cut up " + units_text(saturated(-Wide{reason.cut}));
  if (reason.incoming != 0 || reason.cut != 0) text += " = " + units_text(reason.position);
  return text;
}

std::string rules_text(const BuyLine& line) {
  const auto& rules = line.reason.rules;
  if (rules.fixed > 0) return ", always ordered as " + units_text(rules.fixed);
  std::string text;
  if (line.reason.available <= 0 && rules.add_when_empty > 0)
    text += " + " + units_text(rules.add_when_empty) + " for an empty shelf";
  if (rules.minimum > 0) text += ", at least " + units_text(rules.minimum);
  if (rules.pack != unit) text += ", in packs of " + units_text(rules.pack);
  return text;
}
}  // namespace

std::string sentence_of(const BuyLine& line) {
  const auto& reason = line.reason;
  std::string text = "Sold " + units_text(reason.sold_12_months) + " in 12 months";
  if (reason.days_out > 0) text += " (out of stock on " + std::to_string(reason.days_out) + " days of them)";
  text += "; " + position_text(reason);
  if (reason.policy == BuyPolicy::cover) {
    text += reason.by_group ? ", another of its family is below its minimum"
                            : ", below the minimum of " + units_text(reason.trigger);
  } else if (reason.policy == BuyPolicy::family) {
    text += ", to be cut for the sizes of its family that are short";
  } else {
    text += ", at or below the reorder point of " + units_text(reason.trigger) + " (" +
            number_text(reason.per_day, 3) + " a day, " + number_text(reason.lead.days, 0) +
            " days of lead, safety stock " + number_text(reason.safety_stock, 1) + ")";
  }
  text += "; to reach " + units_text(reason.level) + " it needs " + units_text(reason.need) +
          rules_text(line) + ": order " + units_text(line.wanted) + ".";
  if (line.deferred) text += " The budget does not reach.";
  if (line.flags.reduced) text += " The budget reaches for " + units_text(line.quantity) + ".";
  if (line.suggested)
    text +=
        " That is more than two years' sales: " + units_text(*line.suggested) + " would be half a year's.";
  return text;
}

}  // namespace garden::inventory
