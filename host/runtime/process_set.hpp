// ProcessSet: the programs of one instance, by the numbers under which its component knows them.
//
// What may run is decided here: the command is a list in the instance's own configuration, which the operator
// wrote; a component only points at it. The environment is what the component gives and a few variables of
// the host's that are no secrets; what would put foreign code into the program is refused. Threads: start()
// on a shard; the rest [any]; close() blocks.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::runtime {
struct HostContext;
class Process;
class Shard;

class ProcessSet {
 public:
  // `context`: of the instance, for the log. `config_json` outlives the set.
  ProcessSet(HostContext& context, const std::string& config_json)
      : context_(context), config_json_(config_json) {}
  ~ProcessSet();

  // The request of garden_process_host::start.
  base::Result<std::uint64_t> start(Shard& home, std::string_view request);
  std::shared_ptr<Process> find(std::uint64_t number) const;  // null: there is none
  void remove(std::uint64_t number);
  void close();  // ends all of them, and waits until nothing of them is left

 private:
  HostContext& context_;
  const std::string& config_json_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<Process>> all_;  // co-owners: what waits for them on shards
  std::uint64_t last_ = 0;
  bool closed_ = false;
};

}  // namespace garden::runtime
