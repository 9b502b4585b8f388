// Runs: each turn of a conversation as a record, with its events, from the user's message to the answer.
//
// Order of a turn: begin_turn (the user's message and the run are durable before anything is spent), then
// append_events as often as there is something, then finish_run (status, messages and last events at once).
// A run whose process died is closed by recover() at the next start, with one terminal event.
//
// Event ids go to clients before the events are on disk. So that an id never means two things and nobody
// waits for a lost one, ids are reserved on disk in blocks before they are used (EventIds); after a crash
// the log goes on behind the block.
// Threads: all calls [any], they never block; `done` as in store.hpp. The Clock outlives the Store, the Store
// this; calls under way do not need this any more.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "state/store.hpp"

namespace garden::state {

enum class RunStatus { queued, running, completed, failed, cancelled, interrupted };
std::string_view name_of(RunStatus status);  // "queued" ...
std::optional<RunStatus> run_status(std::string_view name);
inline bool is_live(RunStatus status) { return status == RunStatus::queued || status == RunStatus::running; }

// Hands out the ids of one run's events: 1, 2, 3 ... Not for several threads.
class EventIds {
 public:
  explicit EventIds(std::int64_t reserved_to) : reserved_to_(reserved_to) {}
  // 0: none is reserved; wait for the `done` of an append_events and extend().
  std::int64_t take() { return last_ < reserved_to_ ? ++last_ : 0; }
  void extend(std::int64_t reserved_to) {
    if (reserved_to > reserved_to_) reserved_to_ = reserved_to;
  }
  std::int64_t last() const { return last_; }

 private:
  std::int64_t last_ = 0, reserved_to_;
};

struct NewTurn {
  std::string session_id;  // empty: a new session with an id of ours
  std::string run_id;      // empty: one is made
  std::string agent;
  std::string content;                   // the user's message, JSON text (Message::content)
  std::string title;                     // plain text of it: names a session that is new, shortened
  std::string origin = "chat";           // what began it: "chat", "schedule", "mcp" ...
  RunStatus status = RunStatus::queued;  // queued or running
};
struct TurnBegun {
  std::string session_id, run_id;
  bool session_is_new = false;
  std::int64_t message_number = 0;  // of the user's message in the session
  std::int64_t reserved_to = 0;     // for EventIds
};

struct Event {
  std::int64_t id = 0;  // from EventIds
  std::string type;     // "text.delta"
  std::string data;     // JSON text
};
struct EventPage {
  std::vector<Event> events;
  std::int64_t end = 0;  // the last id on disk
  RunStatus status = RunStatus::queued;
  bool more = false;  // there are more on disk behind these
};

struct NewMessage {
  std::string role;     // "assistant", "tool"
  std::string content;  // JSON text
};
struct RunEnd {
  std::string run_id;
  // As they were given to begin_turn of this opening of the store: then nothing need be read. Both or none.
  std::string session_id = {}, origin = {};
  RunStatus status = RunStatus::completed;  // not a live one
  std::string finish_reason;                // one word
  std::string usage;                        // JSON text or empty; comes with lists, keep it small
  std::string error;                        // JSON text or empty; comes with lists
  std::string answer;                       // JSON text or empty: text, tool calls, citations; run() only
  std::vector<NewMessage> messages;         // appended to the session
  std::vector<Event> events;                // the last ones, the terminal event among them
};

struct Run {
  std::string run_id, session_id, agent, origin;
  RunStatus status = RunStatus::queued;
  base::Wall created_at;
  std::optional<base::Wall> ended_at;
  std::string finish_reason, usage, error;  // as in RunEnd
  std::string answer;                       // only from run()
};
struct RunFilter {
  std::string session_id, agent;  // empty: all
  std::optional<RunStatus> status;
};
struct RunPage {
  std::vector<Run> runs;  // the newest first
  std::string next;       // cursor of the next page; empty: this was the last
};

class Runs {
 public:
  Runs(Store& store, std::string scope, const base::Clock& clock);

  // Makes the session if it is not there, appends the user's message, makes the run; all or nothing.
  // Errors: conflict (the run id is taken), full and unavailable (nothing happened: tell the user).
  void begin_turn(NewTurn turn, Store::Done<TurnBegun> done);
  // A queued run's turn has come. conflict: it is not queued any more.
  void mark_running(std::string run_id, Store::Done<void> done);
  // `done` gives the new end of the reserved ids. not_found: the session was cleared; conflict: the run is
  // over.
  void append_events(std::string run_id, std::vector<Event> events, Store::Done<std::int64_t> done);
  // Everything of the end at once. not_found and conflict as above; after `unavailable` the run is still
  // live on disk: try again with the same, or leave it to recover() of the next start.
  void finish_run(RunEnd end, Store::Done<void> done);

  void run(std::string run_id, Store::Done<Run> done);  // not_found: unknown here
  void runs(RunFilter filter, std::size_t limit, std::string cursor, Store::Done<RunPage> done);
  // Events on disk behind the id `after` (0: from the start). gone: the log never gave out that id.
  void events(std::string run_id, std::int64_t after, std::size_t limit, Store::Done<EventPage> done);

  // Call at start: closes as interrupted every live run of this shop whose process is gone, with the event
  // `run.error` {"problem": ...} as its last. `done` gives how many. Runs of other processes that live stay.
  void recover(Store::Done<std::int64_t> done);

 private:
  Store& store_;
  std::string scope_;
  const base::Clock& clock_;
};

}  // namespace garden::state
