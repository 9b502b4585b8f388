// Collecting: the whole answer of an operation at once, for callers that do not stream.
//
// A command line, a test or a check before start wants to ask a component and wait; a handler wants one
// callback with everything. Both gather what the operation emits up to a limit; an operation that emits more
// is cancelled and answers `invalid`.
// Threads: run() blocks and refuses a shard's thread; the callback of run_then() is called on `home`.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/limits.hpp"
#include "runtime/operation.hpp"

namespace garden::runtime {
class Runtime;
class Shard;

struct Answer {
  struct Record {
    garden_kind kind;
    std::string bytes;
  };
  base::Code status = base::Code::ok;
  std::string body;             // the result, or the error text
  std::vector<Record> records;  // every emit, in order

  bool ok() const { return status == base::Code::ok; }
  std::string joined(garden_kind kind) const;  // all emits of a kind, one after another
  std::string text() const { return joined(GARDEN_TEXT); }
  base::Error error(std::string_view where) const;  // for an answer that is not ok
};

// Begins `request` (its `sink` is ignored) and waits for its end.
Answer run(Runtime& runtime, OperationRequest request,
           std::size_t bytes_max = base::limits::collected_bytes_max);

// Begins it with `home` as its client's shard and calls `done` there, exactly once, unless this returns an
// error. The operation is returned to be cancelled.
base::Result<std::shared_ptr<Operation>> run_then(Runtime& runtime, OperationRequest request, Shard& home,
                                                  std::move_only_function<void(Answer)> done,
                                                  std::size_t bytes_max = base::limits::collected_bytes_max);

// Begins it and calls `on_record` for each emit and `on_end` once, both on `home`.
base::Result<std::shared_ptr<Operation>> run_each(
    Runtime& runtime, OperationRequest request, Shard& home,
    std::move_only_function<void(garden_kind, std::string_view)> on_record,
    std::move_only_function<void(base::Code, std::string_view body)> on_end);

}  // namespace garden::runtime
