// Time expressions: "yesterday", "last 30 days", "past quarter", "letzte Woche", "in October".
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clues.hpp"

namespace garden::offline {

struct FoundPeriod {
  Period period;
  std::size_t words = 0;  // how many words it took
};

// The period that starts at this word, if one does.
std::optional<FoundPeriod> period_at(const std::vector<Word>& words, std::size_t at,
                                     const std::string& today);

// How many days this word's unit of time has ("week" 7), or 0.
long days_of_unit(std::string_view folded);

// "three" 3, "dozen" 12; 0 for any other word.
long number_word(std::string_view folded);

}  // namespace garden::offline
