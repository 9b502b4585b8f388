// Scope: what the names in a component's calls mean, for the operations of one store at one time.
//
// A component calls "llm:fast" or "connector:shop" and must not know which library that is, nor see another
// store's instances. So each operation carries a Scope, an immutable map from targets to instances, and its
// children inherit it. A reload builds a new Scope for new operations; those under way go on with theirs, and
// an instance that only old scopes name is stopped when the last of them is gone.
// Threads: immutable after build; [any].
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace garden::runtime {
class Instance;

class Scope {
 public:
  // Who answers a call, and what is put before its verb: how a router tells one instance who is meant.
  struct Target {
    std::shared_ptr<Instance> instance;  // null: nobody
    std::string verb_prefix;
  };
  // Answers for targets that are not in the map ("query:low_stock"), with regard to who calls. Called on the
  // caller's lane, so it must be quick; it may be called on several shards at once.
  using Resolver = std::function<Target(std::string_view target, const Instance& caller)>;
  // Co-owners of an instance: the scopes that name it, its operations, and whoever made it.
  using Targets = std::map<std::string, std::shared_ptr<Instance>, std::less<>>;

  explicit Scope(Targets targets, Resolver otherwise = {})
      : targets_(std::move(targets)), otherwise_(std::move(otherwise)) {}

  // The instance that `target` ("kind:name") means to everybody, or null.
  std::shared_ptr<Instance> find(std::string_view target) const {
    auto found = targets_.find(target);
    return found == targets_.end() ? nullptr : found->second;
  }
  // What it means to `caller`.
  Target resolve(std::string_view target, const Instance& caller) const {
    if (auto found = find(target)) return {std::move(found), {}};
    return otherwise_ ? otherwise_(target, caller) : Target{};
  }
  const Targets& targets() const { return targets_; }

 private:
  Targets targets_;
  Resolver otherwise_;
};

}  // namespace garden::runtime
