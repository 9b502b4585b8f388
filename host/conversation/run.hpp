// Run: one turn of a conversation under way, between the agent that works and the clients that watch.
//
// The turn publishes events; the run numbers them, keeps the newest in its log, has them written to the state
// store in gathered pieces and tells whoever listens. The last event is told only when the whole answer is on
// disk, so a client that has seen `run.completed` will find it after a crash. A run may live on without a
// listener for a grace (or to its end, as the request wished), and a client that comes back goes on from the
// last event it saw.
//
// Threads: everything on the run's home shard, but what is marked [any]. Listeners are told on it.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "conversation/event_log.hpp"
#include "conversation/run_request.hpp"
#include "conversation/run_saver.hpp"
#include "conversation/session_lanes.hpp"
#include "conversation/voice.hpp"
#include "runtime/operation.hpp"
#include "runtime/shard.hpp"
#include "runtime/sink.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::conversation {

class Run;

// Somebody who follows a run. Told that there is something new; reads it from run.log() behind its own place.
class RunListener {
 public:
  virtual ~RunListener() = default;
  virtual void on_events(Run& run) = 0;  // [home] may detach itself
};

class Run final : public runtime::Sink, public Voice, public std::enable_shared_from_this<Run> {
 public:
  struct Facts {
    std::string id, session_id, agent;
    RunRequest request;
    std::int64_t message_number = 0;  // of the user's message in the session
  };
  // `on_end` is called once, when the last event has been told.
  Run(runtime::Shard& home, Facts facts, RunSaver saver, const base::Clock& clock,
      std::function<void()> on_end);
  ~Run() override;

  const std::string& id() const { return facts_.id; }  // [any]
  const std::string& session_id() const {
    return facts_.session_id;
  }  // [any] known once the message is durable
  const std::string& agent() const { return facts_.agent; }     // [any]
  const RunRequest& request() const { return facts_.request; }  // [any]

  // --- the turn's side
  void publish(EventType type, std::string payload) override;
  TurnRecord& record() override { return record_; }
  // What an agent's library used up by its calls: counted on its own thread. [any]
  struct Spent {
    std::atomic<unsigned> tool_calls{0}, model_calls{0};
    std::atomic<std::uint64_t> tokens{0};
  };
  Spent& spent() { return spent_; }
  // Counts one more; its number, or 0 when `max` are used up.
  unsigned spend(std::atomic<unsigned> Spent::* what, unsigned max) {
    auto number = ++(spent_.*what);
    return number <= max ? number : 0;
  }
  std::int64_t message_number() const { return facts_.message_number; }

  // --- the clients' side
  const EventLog& log() const { return log_; }
  bool has_ended() const { return stage_ == Stage::over; }
  bool is_ending() const { return stage_ == Stage::saving; }
  void attach(std::shared_ptr<RunListener> listener);  // told at once if the log holds anything
  void detach(const RunListener& listener);            // its client left; see OnDisconnect
  void cancel(std::string why) { stop(base::Code::cancelled, std::move(why)); }  // [any]
  // [any] The host stops: ends as interrupted, with `run.error`.
  void interrupt(std::string why) { stop(base::Code::gone, std::move(why)); }

  // --- the conversation's side
  void set_durable(std::string session_id, std::int64_t message_number, std::int64_t ids_reserved_to);
  void set_place(SessionLanes::Place place) { place_ = std::move(place); }
  void set_operation(std::shared_ptr<runtime::Operation> operation);
  // The end without an operation: it could not begin, or was cancelled while it waited.
  void end(base::Code status, std::string text);

  void readable(runtime::Operation& operation) override;  // the operation's end

 private:
  enum class Stage { waiting, running, saving, over };
  class Grace;
  void stop(base::Code code, std::string why);
  void tell();
  void number(EventType type, std::string payload);
  void store_changed(const base::Result<>& news);
  void finish(state::RunStatus status, EventType last, std::string payload, const std::string& error);
  void finished(const base::Result<>& stored);
  std::vector<state::NewMessage> messages() const;

  Facts facts_;
  RunSaver saver_;
  const base::Clock& clock_;
  base::Steady begun_;
  std::function<void()> on_end_;
  EventLog log_;
  TurnRecord record_;
  Spent spent_;
  Stage stage_ = Stage::waiting;
  std::vector<std::pair<EventType, std::string>>
      unnumbered_;                             // until the store has reserved numbers for them
  std::pair<EventType, std::string> last_;     // the terminal event, until it may be told
  bool durable_ = false;                       // the user's message is on disk
  base::Code stopped_early_ = base::Code::ok;  // it was stopped before that, and why
  std::string stopped_why_;
  std::vector<std::shared_ptr<RunListener>> listeners_;  // co-owner: the connection that a listener serves
  std::shared_ptr<runtime::Operation> operation_;        // co-owner: the runtime
  SessionLanes::Place place_;
  std::unique_ptr<Grace> grace_;
  bool telling_ = false;
};

// The event's JSON for a problem, as `run.error` carries it.
std::string problem_payload(base::Code code, std::string_view detail);
// The code in such an event; internal for a word that is none.
base::Code code_of(std::string_view word);

}  // namespace garden::conversation
