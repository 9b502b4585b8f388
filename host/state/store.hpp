// Store: what must outlive a crash, as documents that may each own one append-only log.
//
// A conversation is a document whose log is its messages; a run is a document whose log is its events. With
// just this, and batches that happen wholly or not at all, sessions, runs, schedules and keys can be written
// once (sessions.hpp, runs.hpp) and kept in an embedded file or in a shared database. SQLite is linked in
// (sqlite_store.hpp); every other backend has to pass the same suite, tests/state/store_suite.hpp.
//
// Promises of every backend:
// - `done` of commit() with a value: the batch survives kill -9 and a power cut. With an error: nothing of it
//   is there, but for Code::unavailable in a crash, where the next start tells.
// - batches happen in the order in which one thread gave them; what a `done` has reported, later reads see.
// - reads do not wait for commits. Everything is bounded: a full queue answers Code::full, a full disk
//   Code::unavailable, and the store goes on when there is room again.
// Threads: all calls [any], they never block. `done` is called exactly once, on a thread of the store, and
// must be short and not throw; only a refusal at the door (full, closed, a batch too large) calls it on the
// caller's thread, before the call returns. Destroying a Store commits what was accepted, calls every
// outstanding `done`, then returns; never from within a `done`.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "state/documents.hpp"

namespace garden::state {

struct Filter {
  std::string scope, collection;
  std::optional<std::string> owner, group, state;
  std::string sort_from;  // not before this; empty: no bound
  std::string contains;   // in labels.search, letters A-Z in either case; empty: all
};
struct Listing {
  Filter filter;
  bool newest_first = true;  // by labels.sort, falling
  std::size_t limit = 50;    // at most limits::state_page_max
  std::string cursor;        // `next` of the page before; empty: the first page
};
// With `contains` a page may be short, even empty, and still have a `next`: one page looks at a bounded
// number of documents.
struct Page {
  std::vector<Document> documents;  // without bodies
  std::string next;                 // opaque, safe in URLs; empty: this was the last page
};

struct LogRange {
  Address address;
  std::int64_t after = 0;     // entries with a greater number
  bool newest_first = false;  // read from the end backwards; the slice is in rising order all the same
  std::size_t entries_max = 1000;
  std::size_t bytes_max = 4 * 1024 * 1024;  // of bodies; the first entry read always comes
};
struct LogSlice {
  std::vector<Entry> entries;
  std::int64_t log_end = 0, log_reserved = 0;
  std::string state;  // of the document
  bool more = false;  // a limit cut the range short
};

class Store {
 public:
  template <class T>
  using Done = std::move_only_function<void(base::Result<T>)>;

  virtual ~Store() = default;
  virtual void commit(Batch batch, Done<Committed> done) = 0;
  virtual void get(Address address, Done<Document> done) = 0;
  virtual void list(Listing listing, Done<Page> done) = 0;
  virtual void count(Filter filter, Done<std::int64_t> done) = 0;  // `contains` is not looked at
  virtual void read_log(LogRange range, Done<LogSlice> done) = 0;

  // This opening of the store, a name no other opening ever has. What a process works on it marks with this,
  // so that the next one can tell what was left behind.
  virtual const std::string& holder() const = 0;
  // Whether that opening is still open, here or in another process; a crash closes it at once.
  virtual void is_open(std::string holder, Done<bool> done) = 0;
};

}  // namespace garden::state
