#include "answers/number_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "garden/ascii.hpp"

namespace garden::answers {
namespace {

using Words = std::initializer_list<std::string_view>;

bool one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}
bool begins(std::string_view word, Words stems) {
  return std::any_of(stems.begin(), stems.end(), [&](auto stem) { return word.starts_with(stem); });
}

constexpr std::size_t word_bytes_max = 40;

std::string lower(std::string_view word) { return to_lower(word.substr(0, word_bytes_max)); }

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto first = byte(at);
  std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  if (size == 1 || at + size > text.size()) return {first, 1};
  char32_t code = first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (byte(at + i) & 0x3fU);
  return {code, size};
}

Character character_before(std::string_view text, std::size_t at) {
  if (at == 0) return {0, 0};
  auto start = at - 1;
  while (start > 0 && at - start < 4 && (static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
  auto found = character_at(text, start);
  return start + found.size == at ? found : Character{static_cast<unsigned char>(text[at - 1]), 1};
}

bool is_letter(char32_t code) {
  if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')) return true;
  return code >= 0xc0 && code < 0x2000 && code != 0xd7 && code != 0xf7;
}
bool is_blank(char32_t code) {
  return code == ' ' || code == '\t' || code == '*' || code == '_' || code == '`' || code == 0xa0 ||
         (code >= 0x2000 && code <= 0x200b) || code == 0x202f;
}

std::string word_after(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(character_at(text, at).code)) at += character_at(text, at).size;
  auto end = at;
  while (end < text.size() && is_letter(character_at(text, end).code)) end += character_at(text, end).size;
  return lower(text.substr(at, end - at));
}

std::string word_before(std::string_view text, std::size_t at) {
  auto skip = [&](auto is) {
    for (auto before = character_before(text, at); before.size > 0 && is(before.code);
         before = character_before(text, at))
      at -= before.size;
  };
  skip([](char32_t code) { return is_blank(code) || code == '(' || code == '~'; });
  bool dotted = at > 0 && text[at - 1] == '.';
  if (dotted) --at;
  auto end = at;
  skip(is_letter);
  auto word = lower(text.substr(at, end - at));
  // A dot ends a sentence, but for what is always shortened.
  return dotted && !one_of(word, {"no", "nr", "approx", "ca", "c"}) && !is_month(word) ? std::string() : word;
}

bool is_month(std::string_view word) {
  if (word.size() < 3 || word == "may" || word == "mai") return word == "may" || word == "mai";
  return one_of(word,
                {"jan", "feb", "mar", "apr",   "jun",  "jul",  "aug",   "sep",  "sept", "oct",  "okt",
                 "nov", "dec", "dez", "march", "märz", "mars", "marzo", "mayo", "juin", "août", "agosto"}) ||
         begins(word, {"janua",  "janv",   "enero",   "februa",  "févr",    "febre", "april", "avril",
                       "abril",  "june",   "juni",    "july",    "juli",    "juill", "julio", "junio",
                       "august", "septem", "septiem", "october", "oktober", "octob", "octub", "novem",
                       "noviem", "decem",  "dezem",   "décem",   "diciem"});
}
bool is_percent(std::string_view word) {
  return one_of(word, {"percent", "percentage", "prozent", "prozentpunkte", "pct", "pourcent", "procent"});
}
bool is_currency(std::string_view word) {
  return one_of(word, {"usd", "eur", "gbp", "chf", "cad", "aud", "jpy", "dollar", "dollars", "euro", "euros",
                       "pounds", "us"});
}
bool is_times(std::string_view word) {
  return one_of(word, {"times", "x", "mal", "fach", "fois", "veces", "fold"});
}
bool is_approximate(std::string_view word) {
  return one_of(word, {"about",   "around", "roughly",  "approximately",  "approx", "nearly", "almost",
                       "some",    "over",   "than",     "under",          "circa",  "ca",     "c",
                       "etwa",    "rund",   "ungefähr", "knapp",          "fast",   "gut",    "environ",
                       "presque", "unos",   "casi",     "aproximadamente"});
}
bool precedes_ordinal(std::string_view word) {
  return one_of(word, {"step",  "no",       "nr",     "rank",    "option", "priority", "page",
                       "phase", "question", "figure", "schritt", "rang",   "punkt",    "étape",
                       "paso",  "week",     "kw",     "quarter", "tier",   "version"});
}
bool precedes_year(std::string_view word) {
  return one_of(word,
                {"in",     "since",    "from", "until",  "till",      "through", "by",    "to",  "of",
                 "for",    "during",   "year", "and",    "vs",        "early",   "late",  "mid", "end",
                 "fy",     "calendar", "last", "this",   "seit",      "bis",     "von",   "im",  "jahr",
                 "anfang", "ende",     "en",   "depuis", "de",        "année",   "desde", "año", "spring",
                 "summer", "autumn",   "fall", "winter", "christmas", "q"}) ||
         is_month(word);
}

double scale_of(std::string_view word) {
  if (one_of(word, {"k", "tsd", "thousand", "tausend", "mille", "mil"})) return 1e3;
  if (one_of(word, {"m", "mn", "mio", "million", "millions", "millionen", "millones", "mln"})) return 1e6;
  if (one_of(word, {"b", "bn", "mrd", "billion", "billions", "milliarden", "milliards"})) return 1e9;
  return 0;
}

int calendar_days_of(std::string_view word) {
  if (begins(word, {"week", "woche", "wöch", "semaine", "semana"}) || word == "wk" || word == "wks") return 7;
  if (begins(word, {"month", "monat", "mensu"}) || one_of(word, {"mois", "mes", "meses", "mo"})) return 30;
  if (begins(word, {"year", "jahr", "jähr", "année", "annual"}) ||
      one_of(word, {"ans", "an", "año", "años", "yr", "yrs"}))
    return 365;
  return 0;
}

}  // namespace garden::answers
