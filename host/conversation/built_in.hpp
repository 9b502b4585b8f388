// The components that are part of this program: the turn, the builder of a context, the runner of one named
// query, and what does the errands of agents' libraries.
//
// They are written with the plugin SDK and run as operations like any plugin's, so deadlines, cancellation,
// children and back-pressure have one form in the whole host. What a plugin may not have, they get by the
// internal extension: the Conversation they belong to. Threads: built_in_component [any].
#pragma once
#include <memory>
#include <string_view>

#include "plugins/component.hpp"

namespace garden::conversation {

// "turn": verb "turn", request = the run's id; publishes on the run, finishes when the answer is complete.
// "context": verb "build", request = {"agent","key"}; emits the built context as JSON.
// "errand": errand.hpp.
// "query": verb "run", request = {"agent","query","params"}; emits the result's envelope, or {"problems":
// [...]}. "ledger": ledger_component.hpp. Null for another id.
std::shared_ptr<const plugins::Component> built_in_component(std::string_view id);

}  // namespace garden::conversation
