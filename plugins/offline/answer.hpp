// Answer: writes what the tools found, from their rows alone.
//
// Every number printed is a cell, a count of rows, a total the query itself gave, or an exact sum or mean of
// a column; nothing is estimated and nothing is left unsaid that changes the meaning: what was assumed, what
// was cut, how old the data is, where it came from, and that no language model had a part in it.
//
// Threads: pure functions.
#pragma once
#include <string>

#include "plan.hpp"
#include "request.hpp"
#include "vocabulary.hpp"

namespace garden::offline {

// The answer to the results that came after the last question.
std::string answer_from_results(const Request& request, const Plan& plan);

// The answer where no tool was called: a question back, the part of the context that speaks of it, or what
// can be asked here.
std::string answer_without_tools(const Vocabulary& vocabulary, const Request& request, const Plan& plan);

}  // namespace garden::offline
