// History: what earlier turns left for a follow-up question to lean on.
//
// Threads: pure functions.
#pragma once
#include <string>
#include <vector>

#include "reading.hpp"
#include "request.hpp"

namespace garden::offline {

struct Earlier {
  std::string question;  // the last one before this that led to calls
  std::vector<const ToolCall*> calls;
  std::vector<const ToolResult*> results;
};

// Looks back over the last six turns. `last_user` is the index of the message that is being answered.
Earlier look_back(const Request& request, std::size_t last_user);

// "The first one", "the second order", "it": adds the SKU or order number of that row of the earlier results
// to the clues. True if the question pointed to a row.
bool resolve_pointer(const Earlier& earlier, Reading& question);

// "And ...", "what about ...", "same ...": the question leans on the one before.
bool leans_back(const Reading& question);

}  // namespace garden::offline
