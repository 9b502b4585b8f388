// ContextCache: what the store's data said a moment ago, so that most questions cost the database nothing.
//
// A context is built from several queries and stays true for a few minutes: its key names the store, the
// agent, the version of its definitions and the bucket of time. Many questions may come in the same instant,
// so of all that miss one key one builds and the others wait for it. If the database is down, the last
// context that was good is better than none, with its age said. This is the first level, in process; a cache
// plugin is the second (context_builder.hpp). Threads: all calls [any]; waiters are called on the thread that
// completes, with no lock held.
#pragma once
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace garden::conversation {

struct BuiltContext {
  std::string markdown;  // what goes into the prompt
  base::Wall built_at{};
  double built_ms = 0;
  std::vector<std::string> failed;             // queries that are named in the text instead of answered
  base::Json citations = base::Json::array();  // [{query, params, row_count, as_of}]

  std::string to_text() const;  // for the cache plugin
  static base::Result<BuiltContext> from_text(std::string_view text);
};

using ContextPointer = std::shared_ptr<const BuiltContext>;  // shared by the cache and the turns that use it
using ContextOutcome = base::Result<ContextPointer>;

class ContextCache {
 public:
  explicit ContextCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // The context of exactly this key, or null.
  ContextPointer find(const std::string& key) const;
  // The newest good one of `family` (store, agent and version, without the bucket), whatever its age, or
  // null.
  ContextPointer last_good(const std::string& family) const;

  using Waiter = std::function<void(const ContextOutcome&)>;
  // True: the caller is the builder of this key and must call complete(). False: `waiter` will be called.
  bool lead_or_wait(const std::string& key, Waiter waiter);
  // Ends the build: keeps a good outcome and tells everybody who waited.
  void complete(const std::string& key, const std::string& family, const ContextOutcome& outcome);

 private:
  void keep(const std::string& key, const std::string& family, ContextPointer context);

  struct Entry {
    std::string key, family;
    ContextPointer context;
  };
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // newest first; the newest of each family is its last good one
  std::size_t bytes_ = 0;
  std::map<std::string, std::vector<Waiter>> building_;
};

}  // namespace garden::conversation
