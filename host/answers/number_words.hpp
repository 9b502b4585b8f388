// Number words: what stands around a number in a text, and what it says about it, in the languages shops are
// run in most. Threads: pure functions [any].
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "garden/ascii.hpp"

namespace garden::answers {

// The character at `at` (its first byte): its code point and its length; broken UTF-8 is one byte each.
struct Character {
  char32_t code = 0;
  std::size_t size = 1;
};
Character character_at(std::string_view text, std::size_t at);
// The one that ends before `at`; size 0 at the start.
Character character_before(std::string_view text, std::size_t at);

bool is_letter(char32_t code);  // of an alphabet; characters that need no blanks between words are none
bool is_blank(char32_t code);   // blanks of any width, and what only marks up: * _ `

// The word behind or before `at`, lower case, with blanks and mark-up between; empty when there is none.
std::string word_after(std::string_view text, std::size_t at);
std::string word_before(std::string_view text, std::size_t at);

bool is_month(std::string_view word);
bool is_percent(std::string_view word);
bool is_currency(std::string_view word);
bool is_times(std::string_view word);
bool is_approximate(std::string_view word);
bool precedes_ordinal(std::string_view word);  // "step 3", "no. 3"
bool precedes_year(std::string_view word);     // "in 2026"
double scale_of(std::string_view word);        // "million": 1e6; 0: no such word
int calendar_days_of(std::string_view word);   // "weeks": 7; 0: no such word

}  // namespace garden::answers
