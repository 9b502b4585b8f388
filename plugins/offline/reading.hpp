// Reading: a sentence with everything that was found in it.
//
// Threads: a plain value.
#pragma once
#include <string>
#include <vector>

#include "clues.hpp"
#include "vocabulary.hpp"
#include "words.hpp"

namespace garden::offline {

struct Reading {
  std::vector<Word> words;
  Clues clues;
  std::vector<Term> terms;
  std::string name;  // words that are neither topic nor clue, as written: most often a product's name
};

}  // namespace garden::offline
