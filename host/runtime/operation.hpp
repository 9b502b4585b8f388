// Operation: one piece of work that a component does for somebody, from begin to its one end.
//
// Three parties meet here, each on its own thread: the component (emits and finishes from any thread), the
// lane (begin, events and the children the operation waits for) and the sink (takes the output). The
// component knows the operation only by a number; a number that is over is answered GONE, so nothing has to
// be freed and nothing can dangle. The end comes exactly once: by finish, by cancel or by the deadline,
// whichever is first, and the client hears of it before the component does.
//
// Threads: each function says its
// own.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "garden/abi.h"
#include "runtime/sink.hpp"

namespace garden::runtime {
class Instance;
class Scope;

// Whose work an operation is, here and in the services that it asks; its children's too. No secret, no
// personal data.
struct Trace {
  std::string name;         // in log lines, the run's: "run_01JD9Z..."
  std::string traceparent;  // W3C trace context: goes with outgoing requests; empty: none
};

// What is asked of Runtime::begin.
struct OperationRequest {
  std::shared_ptr<Instance> instance;
  std::string verb;
  std::string request;
  std::shared_ptr<Sink> sink;  // co-owned by the operation until take() has handed over the end
  std::shared_ptr<const Scope> scope = nullptr;  // what its calls mean; null: it may call nobody
  std::chrono::milliseconds time_max = base::limits::operation_time_default;  // then it ends: `deadline`
  // Asks although its breaker is open, and says nothing to it: for a look at how it is (`ping`).
  bool past_breaker = false;
  Trace trace = {};
};

class Operation {
 public:
  virtual ~Operation() = default;

  virtual garden_op id() const = 0;                               // [any]
  virtual const std::shared_ptr<Instance>& instance() const = 0;  // [any] who does the work
  virtual const std::shared_ptr<const Scope>& scope() const = 0;  // [any]
  virtual unsigned depth() const = 0;         // [any] 0: begun by the host, 1: called by such a one, ...
  virtual base::Steady deadline() const = 0;  // [any]
  virtual bool is_over() const = 0;           // [any]
  virtual const Trace& trace() const = 0;     // [any]

  // [sink's home] Moves what there is into `output`. False: nothing there, readable() will be called. When it
  // hands over the end (output.over) the operation lets go of its sink: a sink that takes outside readable()
  // must hold itself meanwhile.
  virtual bool take(Output& output) = 0;

  // [any] Ends it: the sink hears `why` and `text`, then the children are cancelled and the component is
  // told. Nothing happens if it is over already.
  virtual void cancel(base::Code why = base::Code::cancelled, std::string_view text = "cancelled") = 0;

  // [sink's home] The sink wants no more: the operation lets go of it. Does not cancel.
  virtual void drop_sink() = 0;
};

}  // namespace garden::runtime
