// Season rules: the deadlines that a store sets as text (setting `seasons`).
//
//   Red glass for Christmas: named red, order by 30 June, remind from 1 May, escalate from 1 June,
//   sells October to December; Mother's Day: models GLS-1 GLS-2*, event second Sunday of May, lead 45
// NAME: clauses; events end with a semicolon. Which products: `named` (all these words in the name, whole
// words) or `models` (SKUs, * at the end for all that begin so). When: `order by` a date of every year, or
// `event` with `lead` days before it. A date is `30 June` or `second Friday of May` (first to fifth, last).
// Reminders: `remind from`, `escalate from` a date, or so many days before (default 60 and 29). `sells MONTH
// to MONTH` is when the goods are sold; without it the month of the event and the two before. `growth`
// multiplies last season's units (default 1); `ordered` a year says that this year's order was placed. `none`
// is no season. What cannot be read is Unusable, with the words. Threads: pure functions.
#pragma once
#include <string>
#include <vector>

#include "queries/facts.hpp"
#include "queries/shop.hpp"
#include "stock/deadlines.hpp"

namespace garden::inventory::steps {

struct Season {
  std::string name;
  std::vector<std::string> words, models;  // lower case; a model may end in *
  SeasonRule rule;
  int sells_from = 10, sells_to = 12;  // months, may go over the new year
  double growth = 1;
  std::optional<int> ordered_year;  // of the event

  bool means(const Product& product) const;
};

std::vector<Season> seasons_of(std::string_view setting);

// How many months ago the last season that is over ended and began: 0 is this month. Of October to December
// in November: 11 and 13.
struct MonthsAgo {
  int last = 0, first = 0;
};
MonthsAgo last_season(const Season& season, int month_now);

}  // namespace garden::inventory::steps
