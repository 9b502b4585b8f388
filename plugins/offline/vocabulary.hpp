// Vocabulary: what shop people mean by their words.
//
// "What is sold out?", "Which items are at zero?" and a tool called get_zero_inventory_products share no word
// but one meaning. The vocabulary turns phrases, on both sides alike, into such meanings ("=stockout"), drops
// the words that carry none, and reduces the others to their stems, so that questions and tools meet in
// one set of terms. It is data (vocabulary_data.hpp): English, and the common shop words of German, Spanish
// and French.
//
// Threads: built once, then only read.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "words.hpp"

namespace garden::offline {

struct Term {
  std::string text;       // "=stockout" for a meaning, else a stem
  std::size_t first = 0;  // the words it was made of
  std::size_t last = 0;
  bool is_meaning() const { return text.front() == '='; }
};

class Vocabulary {
 public:
  Vocabulary();

  // The terms of these words; words whose `skip` is true belong to something else (a period, a number).
  // Numbers, codes, dates and words without meaning of their own give no term. `skip` may be empty.
  std::vector<Term> terms(std::span<const Word> words, const std::vector<bool>& skip = {}) const;

  // A meaning's neighbour ("=reorder" is near "=lowstock"), or nothing.
  std::string_view related(std::string_view meaning) const;

  // The stem that this misspelt one (five letters or more) most likely means, or nothing. The first letter is
  // taken to be right.
  std::string nearest(std::string_view stem) const;

  bool is_stop_word(std::string_view folded) const;

  // True if some phrase of the vocabulary uses this stem: it is no misspelling.
  bool knows(std::string_view stem) const { return parts_.contains(std::string(stem)); }

 private:
  std::unordered_map<std::string, std::string> phrases_;  // stems joined by spaces -> meanings, space between
  std::unordered_map<std::string, std::size_t> parts_;  // a stem used in phrases -> longest phrase it begins
  std::unordered_map<std::string, bool> stop_words_;
};

}  // namespace garden::offline
