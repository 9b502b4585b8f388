// Parameters: puts what a question says into the places a tool's schema offers.
//
// A tool is known by its schema alone, so a property's place is found by its name, type and words: `days`
// takes a period, `limit` a "top 5", `max_units` an "under 10", `model` a SKU. Only what the schema allows is
// passed on; a number beyond a bound becomes the bound, and every such liberty is a note that the answer
// repeats. What the question does not mention is left to the tool's own defaults.
//
// Threads: pure functions.
#pragma once
#include <string>
#include <vector>

#include "reading.hpp"
#include "request.hpp"
#include "vocabulary.hpp"

namespace garden::offline {

struct Filling {
  std::vector<Value::Member> arguments;  // in the order of the schema
  std::vector<std::string> notes;        // what was assumed or has no place in this tool; whole sentences
  std::vector<std::string> missing;      // required properties that nothing was said about
  std::size_t found = 0;                 // how many arguments the question itself gave
};

// `before`: the arguments of an earlier call that this one changes, or null.
Filling fill(const Vocabulary& vocabulary, const Tool& tool, const Reading& question, const Value& before);

}  // namespace garden::offline
