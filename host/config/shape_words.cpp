#include "config/shape_words.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "config/schema_rules.hpp"
#include "garden/ascii.hpp"

namespace garden::config {
namespace {

using base::Json;

std::size_t digits(std::string_view text, std::size_t from) {
  auto end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

enum class Numeral { none, integer, real };

// The grammar of JSON: no leading zero, plus, underscore, hexadecimal, or bare point.
Numeral numeral(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  auto whole = digits(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return Numeral::none;
  at += whole;
  if (at == text.size()) return Numeral::integer;
  if (text[at] == '.') {
    auto fraction = digits(text, at + 1);
    if (fraction == 0) return Numeral::none;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    auto exponent = digits(text, at);
    if (exponent == 0) return Numeral::none;
    at += exponent;
  }
  return at == text.size() ? Numeral::real : Numeral::none;
}

}  // namespace

Json plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null") return nullptr;
  if (text == "true") return true;
  if (text == "false") return false;
  auto end = text.data() + text.size();
  switch (numeral(text)) {
    case Numeral::none: return std::string(text);
    case Numeral::integer: {
      std::int64_t small = 0;
      if (std::from_chars(text.data(), end, small).ec == std::errc()) return small;
      std::uint64_t big = 0;
      if (std::from_chars(text.data(), end, big).ec == std::errc()) return big;
      return Json(Json::value_t::discarded);
    }
    case Numeral::real: {
      double real = 0;
      if (std::from_chars(text.data(), end, real).ec == std::errc()) return real;
      return Json(Json::value_t::discarded);
    }
  }
  return std::string(text);
}

unsigned shape_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean: return shape::boolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned: return shape::integer;
    case Json::value_t::number_float: return shape::number;
    case Json::value_t::string: return shape::text;
    case Json::value_t::array: return shape::list;
    case Json::value_t::object: return shape::map;
    default: return shape::null;
  }
}

std::string words_of(unsigned types) {
  if ((types & shape::number) != 0) types &= ~shape::integer;
  static constexpr std::array<std::pair<unsigned, std::string_view>, 7> words{
      {{shape::text, "text"},
       {shape::integer, "a whole number"},
       {shape::number, "a number"},
       {shape::boolean, "true or false"},
       {shape::list, "a list"},
       {shape::map, "a map of keys"},
       {shape::null, "nothing"}}};
  std::string text;
  for (const auto& [bit, word] : words)
    if ((types & bit) != 0) (text += text.empty() ? "" : " or ") += word;
  return text;
}

bool whole_number(double number) { return std::trunc(number) == number && std::fabs(number) < 9e15; }

std::string type_advice(unsigned types, const Json& value, bool quote) {
  if (value.is_null()) return "write a value, or remove the key";
  if (value.is_structured() || !quote) return {};
  auto is = shape_of(value);
  if ((types & shape::text) != 0) return "put it into quotes";
  if (value.is_string()) {
    auto text = value.get_ref<const std::string&>();
    auto typed = plain_scalar(text);
    if (!typed.is_discarded() && !typed.is_string() && (shape_of(typed) & types) != 0)
      return "write it without quotes";
    if ((types & shape::boolean) != 0) return "write true or false";
  }
  if ((types & shape::list) != 0 && is != shape::map)
    return "write it as a list: [" + base::to_text(value) + "]";
  return {};
}

std::string first_sentence(std::string_view text) {
  auto end = text.find(". ");
  auto sentence = text.substr(0, end);
  while (!sentence.empty() && sentence.back() == '.') sentence.remove_suffix(1);
  return sentence.size() > 90 ? std::string() : std::string(sentence);
}

}  // namespace garden::config
