#include "parameters.hpp"

#include <algorithm>
#include <array>

#include "place.hpp"

namespace garden::offline {
namespace {

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
  static bool is_share(const Property& property) {
    return property.type == "number" && property.most && property.most->approximately() <= 1;
  }
  static bool is_less(const Decimal& a, const Decimal& b) { return a.approximately() < b.approximately(); }

  bool days(const Property& property, Value& out) {
    const Period* widest = nullptr;
    for (const Period& period : clues_.periods) {
      if (period_named_) break;  // "last month" is more than 30 days
      if (period.days > 0 && (!widest || period.days > widest->days)) widest = &period;
    }
    if (!widest) return false;
    period_used_ = true;
    const long unit = days_of_property(property);
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
      period_named_ = true;
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
      const auto part = amount.unit == Unit::percent && is_share(property) ? 100L : 1L;  // 20 % is 0.2
      const auto divisor = static_cast<std::uint32_t>(cover ? days_of_property(property) : part);
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
      found = behind("=category");
    } else if (place_of(property) == Place::maker) {
      found = behind("=maker");
    }
    // What narrows a query is said to be a category or a maker; a stray word would leave nothing to show.
    if (found.empty() && only_narrows(tool_, property)) return false;
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
  std::string behind(std::string_view meaning) const {
    std::string found;
    for (const Term& term : question_.terms) {
      if (term.text != meaning) continue;
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
    for (const std::string& part : parts_of(property.name)) {
      if (part == "include" || part == "only" || part == "with" || part == "without" || part == "is")
        continue;
      const std::string wanted = stem(part);
      for (std::size_t i = 0; i < question_.words.size(); ++i) {
        if (part.size() < 3 || stem(question_.words[i].folded) != wanted) continue;
        const bool negated = is_negated(i);
        const bool excluding = parts_of(property.name).front() == "without";
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
  bool period_named_ = false;  // taken as a choice
  bool text_used_ = false;
};

}  // namespace

Filling fill(const Vocabulary& vocabulary, const Tool& tool, const Reading& question, const Value& before) {
  return Filler(vocabulary, tool, question).fill(before);
}

}  // namespace garden::offline
