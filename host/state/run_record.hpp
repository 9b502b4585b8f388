// How a run is written into its document: labels for lists, and a head of one small JSON object.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "state/runs.hpp"
#include "state/store.hpp"

namespace garden::state {

// The head of a run that begins; `holder` is the opening of the store that works on it.
std::string new_run_head(const std::string& origin, const std::string& holder);
// The same when it has ended.
std::string ended_run_head(const std::string& head, base::Wall now, const RunEnd& end);
std::string holder_of(const std::string& head);
Run run_of(Document document);

}  // namespace garden::state
