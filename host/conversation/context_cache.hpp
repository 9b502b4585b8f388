// ContextCache: what the store's data said a moment ago, so that most questions cost the database nothing.
//
// A context is built from several queries and stays true for a few minutes. Its family names the store, the
// agent and the version of its definitions; its bucket is the piece of the clock it was built for, and it is
// good until that ends: also before it begins, because newer data is never worse. Many questions may come in
// the same instant, so of all that miss one key one builds and the others wait for it. If the database is
// down, the last context that was good is better than none, with its age said, and for a few seconds nobody
// tries again. This is the first level, in process; a cache plugin is the second (context_shared.hpp).
// Threads: all calls [any]; waiters are called on the thread that completes, with no lock held.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "answers/evidence.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"

namespace garden::conversation {

// [{query, params, row_count, as_of}]: what a context was made of. As text until somebody asks: a context
// that comes from another host is then there for the price of a copy. All turns that use the context share
// what was made of the text. Threads: [any].
class Citations {
 public:
  Citations() : Citations(std::string("[]")) {}
  // `text`: JSON of an array; anything else gives none.
  explicit Citations(std::string text) : state_(std::make_shared<State>(std::move(text))) {}
  const base::Json& get() const { return parsed().array; }
  // The same, each with its number `n` from 1, and the same one by one as JSON texts.
  std::shared_ptr<const base::Json> numbered() const { return {state_, &parsed().numbered}; }
  const std::vector<std::string>& events() const { return parsed().events; }
  const std::string& text() const { return state_->text; }

 private:
  struct State {
    explicit State(std::string t) : text(std::move(t)) {}
    const std::string text;
    std::once_flag parsed;
    base::Json array, numbered;
    std::vector<std::string> events;
  };
  const State& parsed() const;

  std::shared_ptr<State> state_;  // co-owners: copies
};

// The numbers of a context, for all turns that use it: read once, when the first of them ends. Threads:
// [any].
class ContextNumbers {
 public:
  ContextNumbers() : state_(std::make_shared<State>()) {}
  // `markdown`: the context's own text.
  const answers::Evidence& get(const std::string& markdown) const {
    std::call_once(state_->read, [&] { state_->numbers.add_markdown(markdown); });
    return state_->numbers;
  }

 private:
  struct State {
    std::once_flag read;
    answers::Evidence numbers;
  };
  std::shared_ptr<State> state_;  // co-owners: copies
};

// A context's Markdown as the JSON string that all its turns' requests hold: written for the first of them.
// Threads: [any].
class ContextJson {
 public:
  const std::string& get(const std::string& markdown) const;

 private:
  struct State {
    std::once_flag written;
    std::string json;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();  // co-owners: copies
};

struct BuiltContext {
  std::string markdown;  // what goes into the prompt
  ContextJson json;
  base::Wall built_at{};
  double built_ms = 0;
  std::vector<std::string> failed;  // queries that are named in the text instead of answered
  Citations citations;
  ContextNumbers numbers;

  // For the cache plugin: the Markdown as it is, the citations, then one line that says how long each is.
  std::string to_text() const;
  // invalid: this is no context.
  static base::Result<BuiltContext> from_text(std::string text);
};

using ContextPointer = std::shared_ptr<const BuiltContext>;  // shared by the cache and the turns that use it
using ContextOutcome = base::Result<ContextPointer>;

struct ContextKey {
  std::string family;  // "ctx:{store}:{agent}:{version}"
  std::int64_t bucket = 0;
  std::string text() const { return family + ":" + std::to_string(bucket); }
};

// How a family stands at a moment.
struct ContextStanding {
  ContextPointer current;   // good for the bucket asked about, or null
  std::int64_t bucket = 0;  // of `current`: that asked about or a later one
  ContextPointer last;      // the newest one, whatever its age, or null
  std::string trouble;      // why the last build failed; empty: it did not
  bool rests = false;       // it failed a moment ago: let the database be
};

class ContextCache {
 public:
  explicit ContextCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  ContextStanding look(const ContextKey& key, base::Wall now) const;

  using Waiter = std::function<void(const ContextOutcome&)>;
  // `waiter` (may be empty) is called when the build of this key is complete. The answer is 0, or a ticket:
  // then nobody builds, and the caller must, and call complete() with it.
  std::uint64_t join(const ContextKey& key, Waiter waiter);
  // Ends the build: keeps a good outcome, remembers a failure, tells everybody who waits. A ticket that was
  // used before does nothing.
  void complete(const ContextKey& key, std::uint64_t ticket, const ContextOutcome& outcome, base::Wall now);

 private:
  struct Family {
    ContextPointer context;  // null: none was ever good
    std::int64_t bucket = 0;
    std::string trouble;
    base::Wall failed_at{};
  };
  struct Build {
    std::uint64_t ticket;
    std::vector<Waiter> waiters;
  };
  void keep(const ContextKey& key, ContextPointer context);
  void make_room(const std::string& keep_family);

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
  std::size_t bytes_ = 0;
  std::map<std::string, Build, std::less<>> building_;  // by the key's text
  std::uint64_t last_ticket_ = 0;
};

}  // namespace garden::conversation
