// Clues: what a question says besides its topic: periods, amounts, SKUs, order numbers, quoted names.
//
// "Top 5 under 10 units in the last 30 days" has three numbers, and each means something else because of its
// neighbours. read_clues() gives every number its role once, for all tools; parameters.hpp then puts the
// values where a tool's schema has a place for them. Words that were used up are no topic words any more.
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "words.hpp"

namespace garden::offline {

struct Period {
  std::string name;    // "today", "yesterday", "last_month", "this_week", "last_n", "since", "month"
  std::string said;    // as the question wrote it
  long days = 0;       // the window, ending now, that covers it; 0: only dates can say it
  bool exact = false;  // that window is just what was asked for ("last 30 days"), not an approximation
  std::string since;   // YYYY-MM-DD, the first day; empty when today's date is not known
  std::string until;   // YYYY-MM-DD, the day after the last one; empty: up to now
};

enum class Bound { none, below, above, top };
enum class Unit { none, piece, day, money, percent };

struct Amount {
  std::string text;  // "10", "2.5"
  Bound bound = Bound::none;
  Unit unit = Unit::none;
  std::size_t word = 0;  // where it stands
};

struct Clues {
  std::vector<Period> periods;
  std::vector<Amount> amounts;
  std::vector<std::string> order_numbers;  // "#10234", "order 10234"
  std::vector<std::string> codes;          // SKUs and models
  std::vector<std::string> quoted;         // "Red Opal"
  std::vector<bool> used;                  // one per word: belongs to a clue, not to the topic
};

// `today` is YYYY-MM-DD or empty when nobody knows it.
Clues read_clues(const std::vector<Word>& words, const std::string& today);

}  // namespace garden::offline
