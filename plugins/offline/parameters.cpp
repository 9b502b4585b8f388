#include "parameters.hpp"

#include <algorithm>
#include <array>

namespace garden::offline {
namespace {

// The parts of a name: "max_cover_days" and "maxCoverDays" alike.
std::vector<std::string> parts(std::string_view name) {
  std::vector<std::string> out(1);
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool joint = c == '_' || c == '-' || c == '.';
    if ((upper || joint) && !out.back().empty()) out.emplace_back();
    if (!joint) out.back() += upper ? static_cast<char>(c | 0x20) : c;
  }
  return out;
}

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
  if (has_any(name, {"threshold", "level"})) return Place::threshold;
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

// How many days one of this property's own units has.
long days_of(const std::vector<std::string>& name) {
  return has_any(name, {"weeks"}) ? 7 : has_any(name, {"months"}) ? 30 : has_any(name, {"years"}) ? 365 : 1;
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

// Could this amount be meant for this property?
bool takes(const Property& property, const Amount& amount) {
  const Place place = place_of(property);
  if (place != Place::cover && place != Place::threshold && place != Place::below && place != Place::above) {
    return false;
  }
  const Bound side = side_of(property);
  if (amount.bound == Bound::top) return false;
  if (amount.bound != Bound::none && side != Bound::none && amount.bound != side) return false;
  if (place == Place::threshold && amount.unit == Unit::day) return true;
  const Unit own = place == Place::cover ? Unit::day : unit_of(parts(property.name));
  return amount.unit == own || (amount.unit == Unit::none && place != Place::cover);
}

class Filler {
 public:
  Filler(const Vocabulary& vocabulary, const Tool& tool, const Reading& question)
      : vocabulary_(vocabulary), tool_(tool), question_(question), clues_(question.clues) {
    amount_used_.resize(clues_.amounts.size(), false);
  }

  Filling fill(const Value& before) {
    for (const Property& property : tool_.properties) {
      Value value;
      if (place(property, value)) {
        ++filling_.found;
        filling_.arguments.emplace_back(property.name, std::move(value));
      } else if (const Value& old = before.at(property.name); !old.is_null()) {
        filling_.arguments.emplace_back(property.name, old);
      } else if (property.required) {
        filling_.missing.push_back(property.name);
      }
    }
    note_unused();
    return std::move(filling_);
  }

 private:
  bool place(const Property& property, Value& out) {
    switch (place_of(property)) {
      case Place::days: return days(property, out);
      case Place::period: return period_choice(property, out);
      case Place::since: return date(property, false, out);
      case Place::until: return date(property, true, out);
      case Place::limit: return limit(property, out);
      case Place::cover:
      case Place::threshold:
      case Place::below:
      case Place::above: return amount(property, out);
      case Place::order_number: return order_number(property, out);
      case Place::code: return code(property, out);
      case Place::category:
      case Place::maker:
      case Place::text: return words(property, out);
      case Place::flag: return flag(property, out);
      case Place::choice: return choice(property, out);
      case Place::other: return false;
    }
    return false;
  }

  // A number within the bounds of the schema; beyond them, the bound and a note.
  bool number(const Property& property, Decimal value, Value& out) {
    constexpr double integer_max = 9'007'199'254'740'991;  // beyond it a JSON number may change its value
    if (value.approximately() > integer_max || value.approximately() < -integer_max) return false;
    if (property.type == "integer") value = value.rounded(0);
    Decimal allowed = value;
    if (property.least && is_less(value, *property.least)) allowed = *property.least;
    if (property.most && is_less(*property.most, value)) allowed = *property.most;
    if (allowed.text() != value.text()) {
      filling_.notes.push_back("`" + property.name + "` is " + allowed.text() + " here, not " + value.text() +
                               ": the query takes no other value.");
    }
    out = Value(Value::Number{allowed.text()});
    return true;
  }
  static bool is_less(const Decimal& a, const Decimal& b) { return a.approximately() < b.approximately(); }

  bool days(const Property& property, Value& out) {
    const Period* widest = nullptr;
    for (const Period& period : clues_.periods) {
      if (period.days > 0 && (!widest || period.days > widest->days)) widest = &period;
    }
    if (!widest) return false;
    period_used_ = true;
    const long unit = days_of(parts(property.name));
    const long count = (widest->days + unit - 1) / unit;
    if (!number(property, *Decimal::read(std::to_string(count)), out)) return false;
    if (!widest->exact && widest->name != "today") {
      filling_.notes.push_back("\"" + widest->said + "\" was read as `" + property.name +
                               "` = " + std::string(out.number()) + ", counted back from now.");
    }
    return true;
  }

  bool period_choice(const Property& property, Value& out) {
    for (const Period& period : clues_.periods) {
      if (std::find(property.choices.begin(), property.choices.end(), period.name) ==
          property.choices.end()) {
        continue;
      }
      period_used_ = true;
      out = Value(period.name);
      return true;
    }
    return false;
  }

  bool date(const Property&, bool end, Value& out) {
    for (const Period& period : clues_.periods) {
      const std::string& day = end ? period.until : period.since;
      if (day.empty()) continue;
      period_used_ = true;
      out = Value(day);
      return true;
    }
    return false;
  }

  bool limit(const Property& property, Value& out) {
    for (std::size_t i = 0; i < clues_.amounts.size(); ++i) {
      if (clues_.amounts[i].bound != Bound::top || amount_used_[i]) continue;
      amount_used_[i] = true;
      return number(property, *Decimal::read(clues_.amounts[i].text), out);
    }
    return false;
  }

  bool amount(const Property& property, Value& out) {
    for (std::size_t i = 0; i < clues_.amounts.size(); ++i) {
      const Amount& amount = clues_.amounts[i];
      const auto value = Decimal::read(amount.text);
      // A bare number belongs to a threshold only if nothing else can be meant by it.
      const bool bare = amount.bound == Bound::none && amount.unit == Unit::none;
      if (amount_used_[i] || !value || !takes(property, amount) || (bare && clues_.amounts.size() > 1))
        continue;
      amount_used_[i] = true;
      const bool cover = place_of(property) == Place::cover;
      const auto divisor = static_cast<std::uint32_t>(cover ? days_of(parts(property.name)) : 1);
      return number(property, divisor == 1 ? *value : value->divided_by(divisor, 2), out);
    }
    return false;
  }

  bool order_number(const Property& property, Value& out) {
    if (clues_.order_numbers.empty()) return false;
    if (property.type == "string") {
      out = Value(clues_.order_numbers.front());
      return true;
    }
    const auto value = Decimal::read(clues_.order_numbers.front());
    return value && number(property, *value, out);
  }

  bool code(const Property& property, Value& out) {
    if (!clues_.codes.empty()) {
      out = Value(clues_.codes.front());
      return true;
    }
    const bool by_name = fold(property.description).find("name") != std::string::npos;
    return by_name && words(property, out);
  }

  bool words(const Property& property, Value& out) {
    if (text_used_) return false;
    std::string found;
    if (!clues_.quoted.empty()) {
      found = clues_.quoted.front();
    } else if (place_of(property) == Place::category) {
      found = behind_category();
    }
    if (found.empty()) found = question_.name;
    if (found.empty() && place_of(property) == Place::text && !clues_.codes.empty())
      found = clues_.codes.front();
    if (found.empty()) return false;
    text_used_ = true;
    out = Value(found);
    return true;
  }

  // "... in the category Cast Molds": what follows the word directly, up to a clue, filler or the clause's
  // end.
  std::string behind_category() const {
    std::string found;
    for (const Term& term : question_.terms) {
      if (term.text != "=category") continue;
      for (std::size_t i = term.last + 1; i < question_.words.size(); ++i) {
        const Word& word = question_.words[i];
        if (word.kind == WordKind::stop || clues_.used[i] || vocabulary_.is_stop_word(word.folded)) break;
        if (!found.empty()) found += ' ';
        found += word.raw;
      }
    }
    return found;
  }

  // The word of `include_inactive` or `only_active` that says what it is about.
  bool flag(const Property& property, Value& out) {
    for (const std::string& part : parts(property.name)) {
      if (part == "include" || part == "only" || part == "with" || part == "without" || part == "is")
        continue;
      const std::string wanted = stem(part);
      for (std::size_t i = 0; i < question_.words.size(); ++i) {
        if (part.size() < 3 || stem(question_.words[i].folded) != wanted) continue;
        const bool negated = is_negated(i);
        const bool excluding = parts(property.name).front() == "without";
        out = property.type == "boolean" ? Value(negated == excluding) : Value::integer(negated == excluding);
        return true;
      }
    }
    return false;
  }
  bool is_negated(std::size_t at) const {
    static constexpr std::array nots = {"not",    "no",    "without", "excluding", "exclude",
                                        "except", "never", "ohne",    "sin",       "sans"};
    for (std::size_t back = 1; back <= 2 && back <= at; ++back) {
      const std::string& word = question_.words[at - back].folded;
      if (std::any_of(nots.begin(), nots.end(), [&word](const char* no) { return word == no; })) return true;
    }
    return false;
  }

  // A threshold in units or in days of cover: the number's own unit chooses.
  bool choice_of_unit(const Property& property, Value& out) {
    const bool threshold =
        std::any_of(tool_.properties.begin(), tool_.properties.end(),
                    [](const Property& other) { return place_of(other) == Place::threshold; });
    if (!threshold) return false;
    for (const Amount& amount : clues_.amounts) {
      if (amount.bound == Bound::top || (amount.bound == Bound::none && amount.unit == Unit::none)) continue;
      const std::string_view wanted = amount.unit == Unit::day ? "=cover" : "=unit";
      for (const std::string& choice : property.choices) {
        const auto meanings = vocabulary_.terms(split(fold(choice)));
        if (meanings.empty() || meanings.front().text != wanted) continue;
        out = Value(choice);
        return true;
      }
    }
    return false;
  }

  // A choice is taken when its word, or its meaning ("money" for revenue), stands in the question.
  bool choice(const Property& property, Value& out) {
    if (choice_of_unit(property, out)) return true;
    for (const std::string& choice : property.choices) {
      const auto wanted = split(fold(choice));
      const auto meanings = vocabulary_.terms(wanted);
      if (meanings.empty()) continue;
      for (const Term& term : question_.terms) {
        const bool same =
            term.text == meanings.front().text || vocabulary_.related(term.text) == meanings.front().text;
        if (!same || !is_measure(term)) continue;
        out = property.type == "integer" || property.type == "number" ? Value(Value::Number{choice})
                                                                      : Value(choice);
        return true;
      }
    }
    return false;
  }
  // "by orders", "in revenue", "per unit": the word is a measure, not the topic.
  bool is_measure(const Term& term) const {
    static constexpr std::array before = {"by", "in", "per", "nach", "por", "par", "of", "most", "the"};
    if (term.first == 0) return true;
    const std::string& word = question_.words[term.first - 1].folded;
    return std::any_of(before.begin(), before.end(), [&word](const char* one) { return word == one; });
  }

  void note_unused() {
    for (const Period& period : clues_.periods) {
      if (period_used_ || period.name == "today" || period.said.empty()) continue;
      filling_.notes.push_back("This query has no place for \"" + period.said +
                               "\"; its rows are not limited to it.");
    }
    for (std::size_t i = 0; i < clues_.amounts.size(); ++i) {
      const Amount& amount = clues_.amounts[i];
      if (amount_used_[i] || (amount.bound != Bound::below && amount.bound != Bound::above)) continue;
      filling_.notes.push_back(std::string("This query has no place for \"") +
                               (amount.bound == Bound::below ? "under " : "over ") + amount.text +
                               "\"; its rows are not limited by it.");
    }
  }

  const Vocabulary& vocabulary_;
  const Tool& tool_;
  const Reading& question_;
  const Clues& clues_;
  Filling filling_;
  std::vector<bool> amount_used_;
  bool period_used_ = false;
  bool text_used_ = false;
};

}  // namespace

Place place_of(const Property& property) {
  const auto name = parts(property.name);
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

Filling fill(const Vocabulary& vocabulary, const Tool& tool, const Reading& question, const Value& before) {
  return Filler(vocabulary, tool, question).fill(before);
}

namespace {

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
    takes_period = takes_period || has_choice_of(property, clues.periods);
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
