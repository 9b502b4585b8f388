#include "queries/day_text.hpp"

#include <array>
#include <cstdio>

namespace garden::inventory::steps {

std::string day_text(Day day) {
  const auto civil = civil_of(day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", civil.year, civil.month, civil.day);
  return text.data();
}

}  // namespace garden::inventory::steps
