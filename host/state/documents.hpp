// What the state store keeps and how it is changed: documents, their logs, and batches of operations.
//
// Values only; the promises are in store.hpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace garden::state {

// `scope` is the shop ("store" in the configuration) whose data this is: nothing is found from another scope.
struct Address {
  std::string scope, collection, key;
};

// What lists filter and order by. An empty label is none.
struct Labels {
  std::string owner;   // what it belongs to: the session of a run
  std::string group;   // the agent
  std::string state;   // one word: "running"
  std::string sort;    // lists are ordered by its bytes, then by key; see sort_text() in times.hpp
  std::string search;  // text that a list can be searched for: a title
};

struct Document {
  std::string key;
  std::int64_t version = 0;  // 1 when created, one more with each Update; appends do not count
  Labels labels;
  std::string head;               // small, comes with every list
  std::string body;               // comes with get() only
  std::int64_t log_end = 0;       // number of the last entry of its log; 0: empty
  std::int64_t log_reserved = 0;  // numbers up to here may be known to somebody; never below log_end
};

// One entry of a log. Numbers rise; after a crash there may be gaps.
struct Entry {
  std::int64_t number = 0;  // in an Append: 0 takes the next one
  base::Wall at;
  std::string type;  // one word: "user", "text.delta"
  std::string tag;   // what it belongs to: the run of a message; may be empty
  std::string body;
};

// What must hold when the operation is its turn; otherwise the batch fails with Code::conflict.
struct Expect {
  std::optional<std::int64_t> version;
  std::vector<std::string> states;  // one of these; empty: any
};

// The operations of a batch. On a document that is not there: Code::not_found.
struct Create {
  Address address;
  Labels labels;
  std::string head, body;
  bool keep_existing = false;   // true: an existing document stays as it is; false: Code::conflict
  std::int64_t reserve_to = 0;  // numbers of its log, from the beginning; not for one that exists
};
struct Update {  // what is given replaces what was there
  Address address;
  Expect expect;
  std::optional<std::string> state, sort, search, head, body;
};
struct Append {
  Address address;
  Expect expect;
  std::vector<Entry> entries;            // a number not above the last one is Code::conflict
  std::int64_t reserve_to = 0;           // raises log_reserved to at least this
  std::optional<std::string> sort = {};  // moves the document in lists; its version stays
};
struct Remove {  // with its log
  Address address;
  Expect expect;
};
struct RemoveOwned {  // every document of the collection with this owner, and their logs; may be none
  std::string scope, collection, owner;
};
using Operation = std::variant<Create, Update, Append, Remove, RemoveOwned>;
using Batch = std::vector<Operation>;  // in this order; each sees what the ones before it did

// What an operation did, in the order of the batch.
struct Outcome {
  std::int64_t changed = 0;  // documents made, changed or removed; 0 for a Create that kept the existing one
  std::int64_t version = 0, log_end = 0;  // of the document, afterwards
};
using Committed = std::vector<Outcome>;

}  // namespace garden::state
