// Golden answers: what a good model says about real results of the demo shop, in several languages, with
// every number looked up or worked out from what was; tests/answers/golden/*.md, their results beside them as
// JSON.
#pragma once
#include <string>
#include <vector>

#include "answers/evidence.hpp"

namespace garden::testing {

struct GoldenAnswer {
  std::string name, text;
  answers::Evidence evidence;
};
std::vector<GoldenAnswer> golden_answers();

}  // namespace garden::testing
