#include "place.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace garden::offline {
namespace {

bool has_any(const std::vector<std::string>& parts, std::initializer_list<std::string_view> wanted) {
  return std::any_of(parts.begin(), parts.end(), [&wanted](const std::string& part) {
    return std::find(wanted.begin(), wanted.end(), part) != wanted.end();
  });
}

bool is_period_name(std::string_view choice) {
  static constexpr std::array names = {"today",      "yesterday",  "this_week",    "last_week",
                                       "this_month", "last_month", "this_quarter", "last_quarter",
                                       "this_year",  "last_year"};
  return std::any_of(names.begin(), names.end(), [choice](const char* name) { return choice == name; });
}

Place place_of_number(const std::vector<std::string>& name) {
  if (has_any(name, {"order", "orders", "invoice"}) && has_any(name, {"id", "number", "no", "order"})) {
    return Place::order_number;
  }
  if (has_any(name, {"cover"})) return Place::cover;
  if (has_any(name, {"target", "lead", "review", "horizon"}))
    return Place::other;  // a plan's days, not a window
  if (has_any(name, {"days", "day", "weeks", "months", "years", "window", "lookback"})) {
    return Place::days;
  }
  if (has_any(name, {"limit", "top", "count", "rows", "n"})) return Place::limit;
  if (has_any(name, {"threshold", "level", "margin"})) return Place::threshold;
  if (has_any(name, {"max", "below", "under", "most", "maximum", "less", "budget"})) return Place::below;
  if (has_any(name, {"min", "above", "over", "least", "minimum", "more"})) return Place::above;
  return Place::other;
}

Place place_of_text(const Property& property, const std::vector<std::string>& name) {
  const bool date = property.format.starts_with("date");
  if (date || has_any(name, {"since", "until", "date"})) {
    return has_any(name, {"until", "to", "end", "before"}) ? Place::until : Place::since;
  }
  if (has_any(name, {"model", "sku", "code", "product"})) return Place::code;
  if (has_any(name, {"category", "categories"})) return Place::category;
  if (has_any(name, {"manufacturer", "maker", "brand", "supplier", "vendor"})) return Place::maker;
  if (has_any(name, {"query", "search", "name", "text", "q", "term", "words", "find", "family"})) {
    return Place::text;
  }
  return has_any(name, {"order", "orders"}) ? Place::order_number : Place::other;
}

Unit unit_of(const std::vector<std::string>& name) {
  if (has_any(name, {"price", "value", "amount", "revenue", "budget", "total"})) return Unit::money;
  if (has_any(name, {"pct", "percent", "margin", "share"})) return Unit::percent;
  return Unit::piece;
}

// Which side a threshold bounds, as its description says: "days above which stock is too much".
Bound side_of(const Property& property) {
  const Place place = place_of(property);
  if (place == Place::below || place == Place::above)
    return place == Place::below ? Bound::below : Bound::above;
  const std::string text = " " + fold(property.description) + " ";
  for (const std::string_view word : {" above ", " over ", " more than ", " at least "}) {
    if (text.find(word) != std::string::npos) return Bound::above;
  }
  for (const std::string_view word : {" below ", " under ", " less than ", " fewer than ", " at most "}) {
    if (text.find(word) != std::string::npos) return Bound::below;
  }
  return Bound::none;
}

bool has_choice_of(const Property& property, const std::vector<Period>& periods) {
  return place_of(property) == Place::period && periods.size() == 1 &&
         std::find(property.choices.begin(), property.choices.end(), periods.front().name) !=
             property.choices.end();
}

bool takes_any(const Property& property, const std::vector<Amount>& amounts) {
  return std::any_of(amounts.begin(), amounts.end(), [&property](const Amount& amount) {
    return (amount.bound != Bound::none || amount.unit != Unit::none) && takes(property, amount);
  });
}

// What it costs a tool that the question has a bound and the tool no place for it; most with money, which
// units and days can never stand for.
double unplaced(const std::vector<Amount>& amounts) {
  double score = 0;
  for (const Amount& amount : amounts) {
    if (amount.bound != Bound::below && amount.bound != Bound::above) continue;
    score = std::min(score, amount.unit == Unit::money || amount.unit == Unit::percent ? -0.3 : -0.1);
  }
  return score;
}

}  // namespace

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> out(1);
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool joint = c == '_' || c == '-' || c == '.';
    if ((upper || joint) && !out.back().empty()) out.emplace_back();
    if (!joint) out.back() += upper ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

Place place_of(const Property& property) {
  const auto name = parts_of(property.name);
  if (!property.choices.empty()) {
    const bool periods = std::any_of(property.choices.begin(), property.choices.end(), is_period_name);
    return periods ? Place::period : Place::choice;
  }
  if (property.type == "boolean") return Place::flag;
  if (property.type == "integer" && property.least && property.most && property.least->text() == "0" &&
      property.most->text() == "1") {
    return Place::flag;
  }
  if (property.type == "integer" || property.type == "number") return place_of_number(name);
  return property.type == "string" ? place_of_text(property, name) : Place::other;
}

bool only_narrows(const Tool& tool, const Property& property) {
  const Place place = place_of(property);
  if (property.required || (place != Place::category && place != Place::maker)) return false;
  const auto name = parts_of(tool.name);
  return !has_any(name, {"category", "categories", "manufacturer", "maker", "brand", "supplier", "vendor"});
}

long days_of_property(const Property& property) {
  const auto name = parts_of(property.name);
  return has_any(name, {"weeks"}) ? 7 : has_any(name, {"months"}) ? 30 : has_any(name, {"years"}) ? 365 : 1;
}

bool takes(const Property& property, const Amount& amount) {
  const Place place = place_of(property);
  if (place != Place::cover && place != Place::threshold && place != Place::below && place != Place::above) {
    return false;
  }
  const Bound side = side_of(property);
  if (amount.bound == Bound::top) return false;
  if (amount.bound != Bound::none && side != Bound::none && amount.bound != side) return false;
  if (place == Place::threshold && amount.unit == Unit::day)
    return unit_of(parts_of(property.name)) == Unit::piece;
  const bool one_side = place == Place::below || place == Place::above;
  const bool in_days =
      place == Place::cover || (one_side && fold(property.description).find("cover") != std::string::npos);
  const Unit own = in_days ? Unit::day : unit_of(parts_of(property.name));
  return amount.unit == own || (amount.unit == Unit::none && place != Place::cover);
}

double fit(const Tool& tool, const Reading& question, bool is_about_today) {
  const Clues& clues = question.clues;
  const bool named = !clues.quoted.empty() || !question.name.empty();
  bool takes_window = false, takes_period = false, takes_words = false, takes_amount = false;
  bool takes_code = false, needs_code = false, takes_order = false, lacks = false;
  for (const Property& property : tool.properties) {
    const Place place = place_of(property);
    takes_code = takes_code || place == Place::code;
    needs_code = needs_code || (place == Place::code && property.required);
    takes_order = takes_order || place == Place::order_number;
    takes_window = takes_window || place == Place::days || place == Place::since;
    const bool is_day = clues.periods.size() == 1 &&
                        (clues.periods.front().name == "today" || clues.periods.front().name == "yesterday");
    takes_period = takes_period || (is_day && has_choice_of(property, clues.periods));
    takes_words = takes_words || place == Place::text || (place == Place::code && property.required);
    takes_amount = takes_amount || takes_any(property, clues.amounts);
    lacks = lacks || (place == Place::order_number && property.required && clues.order_numbers.empty()) ||
            (place == Place::code && property.required && clues.codes.empty() && !named);
  }
  double score = lacks ? -0.3 : 0.0;
  if (!clues.order_numbers.empty()) score += takes_order ? 0.45 : -0.35;
  if (!clues.codes.empty()) score += needs_code ? 0.5 : takes_code ? 0.45 : -0.35;
  if (clues.periods.empty()) {
    score -= is_about_today ? 0.15 : 0.0;
  } else {
    const bool today = clues.periods.size() == 1 && clues.periods.front().name == "today";
    const bool one_day = takes_period || (today && is_about_today);
    score += one_day ? 0.25 : is_about_today ? -0.4 : takes_window ? 0.1 : -0.15;
  }
  if (named && takes_words) score += clues.quoted.empty() ? 0.1 : 0.35;
  return score + (takes_amount ? 0.25 : unplaced(clues.amounts));
}

}  // namespace garden::offline
