// RunSaver: writes a run's events to the state store without making the run wait.
//
// Text comes in many small pieces. Pieces are gathered into one entry until something else happens, 4 KB are
// together or 100 ms are over; what is no text waits 25 ms at the most, so that what a run says in one breath
// is one batch, and those of many runs are one transaction. One batch of a run at a time. If the
// store cannot take it (a full disk), it is kept and offered again; what has not been taken by the end goes
// with the end. An entry of several pieces remembers their sizes, so that a client can resume between two of
// them.
//
// Threads: on the run's home shard; the store's answers are posted there.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "conversation/event.hpp"
#include "runtime/shard.hpp"
#include "state/runs.hpp"

namespace garden::conversation {

inline constexpr std::chrono::milliseconds save_interval{100}, save_beat{25};
inline constexpr std::size_t save_bytes = 4 * 1024;

// The pieces of a stored entry as events again, those behind `after` only.
std::vector<Event> events_of_entry(const state::Event& entry, std::uint64_t after);

class RunSaver {
 public:
  RunSaver(state::Runs& runs, runtime::Shard& home, std::string run_id);
  RunSaver(RunSaver&&) noexcept;
  ~RunSaver();

  // The store reserves numbers of events ahead; there is none left while this is false.
  bool may_number(std::uint64_t id) const;
  void reserve(std::int64_t ids_reserved_to);
  // Called when further numbers are reserved, and with an error when the run is no longer in the store.
  void on_change(std::function<void(base::Result<>)> call);

  void add(const Event& event);
  // Everything of the end, with what has not been written yet. `done` on the home shard; after `unavailable`
  // the saver goes on trying for a minute by itself.
  void finish(state::RunEnd end, std::function<void(base::Result<>)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the callbacks of the store that are under way
};

}  // namespace garden::conversation
