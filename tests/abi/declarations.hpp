// Declarations: what the headers of the border promise, as lines that can be kept and compared.
//
//   struct garden_event 3: uint64_t token        the fourth member, its type and name
//   enum GARDEN_OK = 0
//   typedef garden_op: uint64_t
//   define GARDEN_LLM_GENERATE "generate"        constants; not the minor, which is to grow
//   function const garden_plugin* garden_plugin_v1(void)
// Comments and white space do not count. It reads these headers, not C. Threads: pure functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace garden::testing {

std::vector<std::string> declarations_of(std::string_view header);

// What of `released` is missing or changed in `current`, a sentence each; structs may have grown at the end,
// other lines may have come. `grown` is set if there is more in `current` than in `released`.
std::vector<std::string> broken_promises(const std::vector<std::string>& released,
                                         const std::vector<std::string>& current, bool* grown);

}  // namespace garden::testing
