// Place: what a property of a tool's schema is for, told from its name, type and words.
//
// The plugin knows no tool in advance. `days` and `lookback` want a period, `limit` and `top` a number of
// rows, `max_cover` days of stock, `model` a SKU; what none of this fits is left alone.
//
// Threads: pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reading.hpp"
#include "request.hpp"

namespace garden::offline {

// What a property is for.
enum class Place {
  other,
  days,       // a window of time: days, or by its name weeks, months, years
  cover,      // days of stock
  period,     // an enum of periods
  since,      // the first day
  until,      // the day after the last, or the last
  limit,      // rows
  threshold,  // a bound of either side
  below,      // an upper bound
  above,      // a lower bound
  order_number,
  code,  // SKU or model
  category,
  maker,
  text,  // words to look for
  flag,
  choice
};
Place place_of(const Property& property);

// The parts of a name: "max_cover_days" and "maxCoverDays" alike.
std::vector<std::string> parts_of(std::string_view name);

// A category or maker that only narrows what a tool is about; its value must be said to be one.
bool only_narrows(const Tool& tool, const Property& property);

// How many days one of this property's own units has: 7 for "weeks", 1 for most.
long days_of_property(const Property& property);

// Could this amount be meant for this property, by its unit and by the side that the property bounds?
bool takes(const Property& property, const Amount& amount);

// How well a tool's parameters suit the question's clues, from about -0.6 to 0.5: a tool that wants an order
// number suits a question that has one, and no other. `is_about_today`: the tool's name says so.
double fit(const Tool& tool, const Reading& question, bool is_about_today);

}  // namespace garden::offline
