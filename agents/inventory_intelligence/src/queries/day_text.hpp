// Days as results have them: 2026-06-30. Threads: pure functions.
#pragma once
#include <string>

#include "stock/deadlines.hpp"

namespace garden::inventory::steps {

std::string day_text(Day day);

}  // namespace garden::inventory::steps
