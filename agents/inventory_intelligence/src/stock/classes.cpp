#include "stock/classes.hpp"

#include <algorithm>

namespace garden::inventory {
namespace {
double percent(Wide part, Wide whole) {
  return whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0;
}
}  // namespace

std::vector<AbcLine> abc_of(std::vector<AbcItem> items, const AbcLimits& limits) {
  std::sort(items.begin(), items.end(), [](const AbcItem& a, const AbcItem& b) {
    return a.worth != b.worth ? a.worth > b.worth : a.id < b.id;
  });
  Wide whole = 0, before = 0;
  for (const auto& item : items) whole += std::max<std::int64_t>(item.worth, 0);
  std::vector<AbcLine> lines;
  lines.reserve(items.size());
  for (const auto& item : items) {
    const Wide worth = std::max<std::int64_t>(item.worth, 0);
    AbcLine line{item.id, item.worth, 'U', percent(worth, whole), percent(before + worth, whole)};
    if (worth > 0) {
      const Wide reached = before * 100;
      line.letter = reached < whole * limits.a_percent ? 'A' : reached < whole * limits.b_percent ? 'B' : 'C';
    }
    const bool low = line.letter == 'C' || line.letter == 'U';
    if (low && item.age_days && *item.age_days < limits.new_below_days) line.letter = 'N';
    before += worth;
    lines.push_back(line);
  }
  return lines;
}

}  // namespace garden::inventory
