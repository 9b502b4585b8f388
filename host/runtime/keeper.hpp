// Keeper: creates instances and ends them, on threads that it can afford to lose.
//
// create(), start(), stop() and destroy() of a component may block, and a bad one may never return. Each runs
// on a thread of its own, for which the caller waits only so long. If create comes back later after all, what
// it made is destroyed there and then. How many threads may be waited for in vain is bounded. An instance is
// ended when its last reference goes, wherever that happens: the reference's deleter hands it here.
//
// Threads:
// all calls [any]; create() and stop() block.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "runtime/instance.hpp"

namespace garden::runtime {
class LiveInstance;
struct Services;

class Keeper {
 public:
  explicit Keeper(Services& services);

  base::Result<std::shared_ptr<Instance>> create(InstanceSpec spec, std::chrono::milliseconds time_max);

  // Ends `instance` at the latest after `grace`, whoever still refers to it. See Runtime::retire.
  void retire(std::shared_ptr<Instance> instance, std::chrono::milliseconds grace);

  // [watchdog] Looks after the retiring.
  void tick();

  // Ends every instance, last made first. No operation may be open. Answers the names of those that did not
  // end in time, and of components whose create is still out.
  std::vector<std::string> stop(std::chrono::milliseconds time_max);

  std::vector<std::shared_ptr<LiveInstance>> all() const;              // those not closed, by age
  std::shared_ptr<LiveInstance> find(const Instance* instance) const;  // null: it is on its way out

 private:
  struct State;
  std::shared_ptr<State> state_;  // co-owners: this, the deleters of instances, and threads on their way
};

}  // namespace garden::runtime
