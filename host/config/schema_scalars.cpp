// The checker's part for scalars: choices, numbers, text and the named formats.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "config/formats.hpp"
#include "config/pointer.hpp"
#include "config/schema_checker.hpp"
#include "config/suggest.hpp"
#include "config/text_file.hpp"

namespace garden::config {
namespace {

using base::Json;

std::string text_of(long double number) {
  if (std::trunc(number) == number && std::fabs(number) < 1e18L)
    return std::to_string(static_cast<std::int64_t>(number));
  char text[48];
  std::snprintf(text, sizeof text, "%.15Lg", number);
  return text;
}

long double exact(const Json& number) {
  if (number.is_number_unsigned()) return static_cast<long double>(number.get<std::uint64_t>());
  if (number.is_number_integer()) return static_cast<long double>(number.get<std::int64_t>());
  return number.get<double>();
}

std::string listed(const std::vector<Json>& allowed) {
  std::string list;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (i > 0) list += i + 1 == allowed.size() ? " or " : ", ";
    list += allowed[i].is_string() ? allowed[i].get<std::string>() : base::to_text(allowed[i]);
  }
  return list.size() > 300 ? "one of " + std::to_string(allowed.size()) + " known values" : list;
}

}  // namespace

void Checker::check_choice(const Rule& rule, const Json& value) {
  if (rule.constant && value != *rule.constant)
    fault(name() + " must be " + base::to_text(*rule.constant) + shown(value), {}, true);
  if (rule.allowed.empty() || !work(rule.allowed.size()) ||
      std::ranges::find(rule.allowed, value) != rule.allowed.end())
    return;
  std::vector<std::string> words;
  for (const auto& one : rule.allowed)
    if (one.is_string()) words.push_back(one.get<std::string>());
  std::string advice;
  if (value.is_string() && !substituted())
    if (auto near = nearest_word(value.get_ref<const std::string&>(), words))
      advice = "did you mean \"" + *near + "\"?";
  fault(name() + " must be " + listed(rule.allowed) + shown(value), std::move(advice), true);
}

void Checker::check_number(const Rule& rule, const Json& value) {
  auto number = exact(value);
  if (rule.minimum && number < *rule.minimum)
    fault(name() + " must be at least " + text_of(*rule.minimum) + shown(value));
  if (rule.maximum && number > *rule.maximum)
    fault(name() + " must be at most " + text_of(*rule.maximum) + shown(value));
  if (rule.above && number <= *rule.above)
    fault(name() + " must be above " + text_of(*rule.above) + shown(value));
  if (rule.below && number >= *rule.below)
    fault(name() + " must be below " + text_of(*rule.below) + shown(value));
  if (rule.multiple_of) {
    auto times = number / *rule.multiple_of;
    // 0.3 is three times 0.1 to everybody but a binary fraction.
    if (std::fabs(times - std::round(times)) > 1e-9L * std::max(1.0L, std::fabs(times)))
      fault(name() + " must be a multiple of " + text_of(*rule.multiple_of) + shown(value));
  }
}

void Checker::check_text(const Rule& rule, const std::string& text) {
  if (rule.length_min || rule.length_max) {
    if (!work(text.size() / 64 + 1)) return;
    auto length = characters(text);
    if (rule.length_min && length < *rule.length_min)
      fault(length == 0 ? name() + " must not be empty"
                        : name() + " must have at least " + std::to_string(*rule.length_min) + " characters");
    if (rule.length_max && length > *rule.length_max)
      fault(name() + " may have at most " + std::to_string(*rule.length_max) + " characters, it has " +
            std::to_string(length));
  }
  if (rule.format.empty()) return;
  auto wrong = check_format(rule.format, text);
  if (!wrong.empty())
    fault(name() + ' ' + wrong + shown(text));
  else if (!rule.format_minimum.empty() || !rule.format_maximum.empty())
    check_format_bounds(rule, text);
}

void Checker::check_format_bounds(const Rule& rule, const std::string& text) {
  auto amount = measure(rule.format, text);
  if (!rule.format_minimum.empty() && amount < measure(rule.format, rule.format_minimum))
    fault(name() + " must be at least " + rule.format_minimum + shown(text));
  if (!rule.format_maximum.empty() && amount > measure(rule.format, rule.format_maximum))
    fault(name() + " must be at most " + rule.format_maximum + shown(text));
}

}  // namespace garden::config
