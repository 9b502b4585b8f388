#include "state/runs.hpp"

#include <array>
#include <utility>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "state/collections.hpp"
#include "state/run_record.hpp"
#include "state/times.hpp"
#include "state/titles.hpp"

namespace garden::state {
namespace {
using base::Code;

constexpr std::array<std::string_view, 6> status_names{"queued", "running",   "completed",
                                                       "failed", "cancelled", "interrupted"};

std::vector<Entry> entries_of(std::vector<Event> events, base::Wall now) {
  std::vector<Entry> entries;
  entries.reserve(events.size());
  for (auto& event : events)
    entries.push_back({event.id, now, std::move(event.type), {}, std::move(event.data)});
  return entries;
}

std::vector<std::string> live_states() {
  return {std::string(name_of(RunStatus::queued)), std::string(name_of(RunStatus::running))};
}

// What a run's end has to know of its beginning.
struct Begun {
  Address run;
  std::string session_id, head;
};

void commit_end(Store& store, Begun begun, base::Wall now, RunEnd end, Store::Done<void> done) {
  std::vector<Entry> messages;
  for (auto& message : end.messages)
    messages.push_back({0, now, std::move(message.role), end.run_id, std::move(message.content)});
  Address session{begun.run.scope, std::string(sessions_collection), std::move(begun.session_id)};
  Batch batch;
  batch.push_back(Update{.address = begun.run,
                         .expect = {.states = live_states()},
                         .state = std::string(name_of(end.status)),
                         .head = ended_run_head(begun.head, now, end),
                         .body = std::move(end.answer)});
  batch.push_back(Append{.address = std::move(begun.run), .entries = entries_of(std::move(end.events), now)});
  batch.push_back(
      Append{.address = std::move(session), .entries = std::move(messages), .sort = sort_text(now)});
  store.commit(std::move(batch), [done = std::move(done)](base::Result<Committed> committed) mutable {
    if (!committed) return done(base::pass_on(committed));
    done({});
  });
}

}  // namespace

std::string_view name_of(RunStatus status) { return status_names[static_cast<std::size_t>(status)]; }
std::optional<RunStatus> run_status(std::string_view name) {
  for (std::size_t i = 0; i < status_names.size(); ++i)
    if (status_names[i] == name) return static_cast<RunStatus>(i);
  return std::nullopt;
}

Runs::Runs(Store& store, std::string scope, const base::Clock& clock)
    : store_(store), scope_(std::move(scope)), clock_(clock) {}

void Runs::begin_turn(NewTurn turn, Store::Done<TurnBegun> done) {
  const auto now = clock_.wall();
  if (turn.session_id.empty()) turn.session_id = base::make_id("ses", now);
  if (turn.run_id.empty()) turn.run_id = base::make_id("run", now);
  TurnBegun begun{
      .session_id = turn.session_id, .run_id = turn.run_id, .reserved_to = base::limits::event_ids_reserved};
  const Address session{scope_, std::string(sessions_collection), turn.session_id};
  const Address run{scope_, std::string(runs_collection), turn.run_id};
  Batch batch;
  batch.push_back(
      Create{.address = session,
             .labels = {.group = turn.agent, .sort = sort_text(now), .search = title_of(turn.title)},
             .head = base::to_text({{"created_us", to_us(now)}}),
             .keep_existing = true});
  batch.push_back(Append{.address = session,
                         .entries = {{0, now, "user", turn.run_id, std::move(turn.content)}},
                         .sort = sort_text(now)});
  batch.push_back(Create{.address = run,
                         .labels = {.owner = std::move(turn.session_id),
                                    .group = std::move(turn.agent),
                                    .state = std::string(name_of(turn.status)),
                                    .sort = sort_text(now)},
                         .head = new_run_head(turn.origin, store_.holder()),
                         .reserve_to = begun.reserved_to});
  store_.commit(std::move(batch), [done = std::move(done),
                                   begun = std::move(begun)](base::Result<Committed> committed) mutable {
    if (!committed) return done(base::pass_on(committed));
    begun.session_is_new = (*committed)[0].changed == 1;
    begun.message_number = (*committed)[1].log_end;
    done(std::move(begun));
  });
}

void Runs::mark_running(std::string run_id, Store::Done<void> done) {
  Batch batch;
  batch.push_back(Update{.address = {scope_, std::string(runs_collection), std::move(run_id)},
                         .expect = {.states = {std::string(name_of(RunStatus::queued))}},
                         .state = std::string(name_of(RunStatus::running))});
  store_.commit(std::move(batch), [done = std::move(done)](base::Result<Committed> committed) mutable {
    if (!committed) return done(base::pass_on(committed));
    done({});
  });
}

void Runs::append_events(std::string run_id, std::vector<Event> events, Store::Done<std::int64_t> done) {
  // Every flush moves the reserved block along, so reserving costs no commit of its own.
  const auto reserve_to = (events.empty() ? 0 : events.back().id) + base::limits::event_ids_reserved;
  Batch batch;
  batch.push_back(Append{.address = {scope_, std::string(runs_collection), std::move(run_id)},
                         .expect = {.states = live_states()},
                         .entries = entries_of(std::move(events), clock_.wall()),
                         .reserve_to = reserve_to});
  store_.commit(std::move(batch),
                [done = std::move(done), reserve_to](base::Result<Committed> committed) mutable {
                  if (!committed) return done(base::pass_on(committed));
                  done(reserve_to);
                });
}

void Runs::finish_run(RunEnd end, Store::Done<void> done) {
  if (is_live(end.status))
    return done(
        base::fail(Code::invalid, "a run cannot end as " + std::string(name_of(end.status)), end.run_id));
  Address address{scope_, std::string(runs_collection), end.run_id};
  if (!end.session_id.empty()) {
    auto session_id = std::move(end.session_id);
    auto head = new_run_head(end.origin, store_.holder());
    return commit_end(store_, {std::move(address), std::move(session_id), std::move(head)}, clock_.wall(),
                      std::move(end), std::move(done));
  }
  // What was written of the run at its beginning never changes, so reading it first opens no race: whether
  // the run is still live is decided by the commit.
  store_.get(address, [&store = store_, &clock = clock_, address, end = std::move(end),
                       done = std::move(done)](base::Result<Document> found) mutable {
    if (!found) return done(base::pass_on(found));
    commit_end(store, {std::move(address), std::move(found->labels.owner), std::move(found->head)},
               clock.wall(), std::move(end), std::move(done));
  });
}

void Runs::run(std::string run_id, Store::Done<Run> done) {
  store_.get({scope_, std::string(runs_collection), std::move(run_id)},
             [done = std::move(done)](base::Result<Document> found) mutable {
               if (!found) return done(base::pass_on(found));
               done(run_of(std::move(*found)));
             });
}

void Runs::runs(RunFilter filter, std::size_t limit, std::string cursor, Store::Done<RunPage> done) {
  Listing listing{.filter = {.scope = scope_, .collection = std::string(runs_collection)},
                  .limit = limit,
                  .cursor = std::move(cursor)};
  if (!filter.session_id.empty()) listing.filter.owner = std::move(filter.session_id);
  if (!filter.agent.empty()) listing.filter.group = std::move(filter.agent);
  if (filter.status) listing.filter.state = std::string(name_of(*filter.status));
  store_.list(std::move(listing), [done = std::move(done)](base::Result<Page> page) mutable {
    if (!page) return done(base::pass_on(page));
    RunPage runs{.next = std::move(page->next)};
    runs.runs.reserve(page->documents.size());
    for (auto& document : page->documents) runs.runs.push_back(run_of(std::move(document)));
    done(std::move(runs));
  });
}

void Runs::events(std::string run_id, std::int64_t after, std::size_t limit, Store::Done<EventPage> done) {
  LogRange range{.address = {scope_, std::string(runs_collection), std::move(run_id)},
                 .after = after,
                 .entries_max = limit};
  store_.read_log(std::move(range), [done = std::move(done), after](base::Result<LogSlice> slice) mutable {
    if (!slice) return done(base::pass_on(slice));
    EventPage page{.end = slice->log_end,
                   .status = run_status(slice->state).value_or(RunStatus::interrupted),
                   .more = slice->more};
    // Of a live run ids beyond the disk may have been given out; of one that is over none is to come.
    if (after < 0 || after > (is_live(page.status) ? slice->log_reserved : slice->log_end))
      return done(base::fail(Code::gone, "this run never had an event with the id " + std::to_string(after) +
                                             "; read its answer instead"));
    page.events.reserve(slice->entries.size());
    for (auto& entry : slice->entries)
      page.events.push_back({entry.number, std::move(entry.type), std::move(entry.body)});
    done(std::move(page));
  });
}

}  // namespace garden::state
