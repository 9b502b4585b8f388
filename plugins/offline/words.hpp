// Words: a sentence taken apart so that a question and a tool's description can be compared.
//
// People write "Running low?", "running-low" and "Läuft aus"; SKUs, order numbers and "24x24" must survive
// whole. split() keeps each word as written and beside it a folded form (lower case, no accents); stem() then
// makes "sells", "selling" and "sell" the same. Nothing here knows the shop: meanings are in vocabulary.hpp.
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace garden::offline {

enum class WordKind {
  word,    // letters, or letters and digits that are no code ("3mm", "24x24")
  number,  // 12, 1,000 (without the comma), 2.5
  code,    // a SKU, model or the like: ABC-123, OGT1308AF, 001101-0030
  date,    // 2026-11-22
  stop     // . , ? ! ; : or a line's end: a clause is over
};

struct Word {
  WordKind kind = WordKind::word;
  std::string raw;         // as written
  std::string folded;      // lower case, accents off; a number's digits
  char mark = '\0';        // '#', '$', '<' or '>' directly before it, '%' or '$' directly behind it
  bool in_quotes = false;  // part of a "quoted" piece
  std::size_t begin = 0;   // where it stands in the sentence, in bytes
  std::size_t end = 0;
};

// At most 400 words; the rest of a longer text is left out.
std::vector<Word> split(std::string_view text);

// Lower case with accents taken off (Latin letters; others stay as they are).
std::string fold(std::string_view text);

// A word's form without the endings of plural, -ing, -ed and final e. Takes a folded word.
std::string stem(std::string_view folded);

// True if `word` is one of the words of a list written with single blanks between them.
bool is_one_of(std::string_view list, std::string_view word);

// Number of single-letter edits (swapping neighbours is one) from one to the other, or `limit` + 1 if more.
std::size_t distance(std::string_view from, std::string_view to, std::size_t limit);

}  // namespace garden::offline
