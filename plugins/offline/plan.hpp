// Plan: what to do about a question: which tools to call with what, or what to say instead.
//
// A question may ask several things ("what is out of stock and what sold best?"), lean on the one before it
// ("and last month?", "only the top 3", "tell me more about the first one"), or lack something a tool needs.
// The plan is a pure function of the request, so the answer, written after the tools have run, makes the
// same plan again and knows what had been assumed.
//
// Threads: pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reading.hpp"
#include "request.hpp"
#include "vocabulary.hpp"

namespace garden::offline {

struct PlannedCall {
  const Tool* tool = nullptr;  // of the request
  Value arguments;             // an object
  std::vector<std::string> notes;
  std::string name;  // a product's name that the question spoke of and no parameter took
};

struct Plan {
  std::string question;
  std::vector<PlannedCall> calls;  // at most 3
  // Without calls: the tool that was meant and the parameters it lacks, or null when none was meant.
  const Tool* meant = nullptr;
  std::vector<std::string> missing;
  std::size_t rows_wanted = 0;  // "top 5": at most so many rows are to be shown; 0: not said
};

// `today` is YYYY-MM-DD, or empty.
Plan make_plan(const Vocabulary& vocabulary, const Request& request, const std::string& today);

// Today's date as the prompt states it ("Today is 2026-11-22", "as of ..."), or nothing.
std::string stated_today(const Request& request);

}  // namespace garden::offline
