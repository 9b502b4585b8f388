// Voice: where a turn speaks to: the run that a client follows, or the agent that asked another agent.
//
// What a turn does is the same for both; what it says goes to a run's event log in one case and back over a
// call in the other. Threads: on the lane of the turn.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "answers/evidence.hpp"
#include "base/json.hpp"
#include "conversation/event.hpp"

namespace garden::conversation {

// [{n, query, params, row_count, as_of}]: what an answer rests on. What the context brought is the same for
// all turns of its minutes, and is kept once for them.
class CitationList {
 public:
  std::size_t size() const { return (shared_ ? shared_->size() : 0) + own_.size(); }
  // An array that is numbered from 1; only while there is nothing else.
  void share(std::shared_ptr<const base::Json> array) { shared_ = std::move(array); }
  void push_back(base::Json citation) { own_.push_back(std::move(citation)); }
  base::Json all() const {
    auto all = shared_ ? *shared_ : base::Json::array();
    for (const auto& citation : own_) all.push_back(citation);
    return all;
  }

 private:
  std::shared_ptr<const base::Json> shared_;  // co-owners: the context, its other turns
  base::Json own_ = base::Json::array();
};

// What a turn has produced so far; what is stored and what `"stream":"none"` answers is made of it.
struct TurnRecord {
  std::string text;                             // the answer, as shown
  std::string open_text;                        // of it, what is not yet in `messages`
  base::Json messages = base::Json::array();    // [{role, parts}], to be remembered by the session
  base::Json tool_calls = base::Json::array();  // [{name, arguments, ok, row_count, ms}]
  CitationList citations;
  base::Json usage = base::Json::object();
  answers::Evidence evidence;  // what the answer's numbers may come from
  std::string model, finish_reason = "stop";
};

class Voice {
 public:
  virtual ~Voice() = default;
  virtual void publish(EventType type, std::string payload) = 0;
  virtual TurnRecord& record() = 0;
};

}  // namespace garden::conversation
