// Which meanings of vocabulary.hpp stand for one another, as data.
#pragma once
#include <string_view>

namespace garden::offline {

// Meanings near each other: a question about the first is answered well enough by a tool about the second,
// where there is none for the first itself.
struct Neighbours {
  std::string_view from;
  std::string_view to;
};
inline constexpr Neighbours kNeighbours[] = {
    {"=reorder", "=lowstock"},     {"=lowstock", "=reorder"},    {"=deadstock", "=overstock"},
    {"=overstock", "=deadstock"},  {"=bestseller", "=velocity"}, {"=trend", "=velocity"},
    {"=cover", "=velocity"},       {"=revenue", "=bestseller"},  {"=money", "=revenue"},
    {"=model", "=product"},        {"=slow", "=deadstock"},      {"=backorder", "=stockout"},
    {"=sellthrough", "=velocity"}, {"=margin", "=price"},        {"=newproduct", "=product"},
};

}  // namespace garden::offline
