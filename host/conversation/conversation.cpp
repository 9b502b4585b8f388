#include "conversation/conversation.hpp"

#include <atomic>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "conversation/built_in.hpp"
#include "conversation/errand.hpp"

namespace garden::conversation {
namespace {
using base::Code;
using base::Json;

constexpr unsigned ledger_threads = 4;  // of each: a context's queries read the ledger side by side
constexpr std::size_t context_bytes_max = 16 * 1024 * 1024;  // of all contexts kept in process

// The agent that is asked, and its report if one is wanted: such a run says so where its session is shown.
base::Result<const ServedAgent*> find_asked(const ServedStore& store, RunRequest& request,
                                            const base::Clock& clock) {
  auto agent = store.get_agent(request.agent);
  if (!agent || request.report.empty()) return agent;
  auto report = (*agent)->get_report(request.report);
  if (!report) return std::unexpected(report.error());
  if (request.message.empty()) request.message = (*report)->title + ", " + store.local_day(clock);
  return agent;
}
}  // namespace

// A run between start() and the beginning of its turn. All on the home shard, but for `ready` of the lane.
struct Conversation::Starting {
  std::shared_ptr<Run> run;
  std::shared_ptr<const ServedStore> store;  // of the moment it was asked
  const ServedAgent* agent = nullptr;        // in it
  Started done;
  bool is_durable = false, has_lane = false;
  std::atomic<bool> entering{true}, lane_was_free{false};
};

Conversation::Conversation(ConversationParts parts, std::string name)
    : parts_(parts),
      name_(std::move(name)),
      sessions_(parts.state, name_),
      runs_(parts.state, name_, parts.clock),
      reports_(parts.state, name_, parts.clock),
      contexts_(context_bytes_max) {}
Conversation::~Conversation() = default;

base::Result<> Conversation::open() {
  for (auto [slot, id] : {std::pair{&turn_, "turn"},
                          {&context_, "context"},
                          {&query_, "query"},
                          {&errand_, "errand"},
                          {&ledger_, "ledger"}}) {
    auto component = built_in_component(id);
    runtime::InstanceSpec spec{name_ + "." + id, component, "{}", ledger_threads, this};
    auto made = parts_.runtime.create(std::move(spec));
    if (!made) return std::unexpected(made.error());
    *slot = std::move(*made);
  }
  return {};
}

void Conversation::serve(std::shared_ptr<const ServedStore> store) {
  std::lock_guard guard(mutex_);
  store_ = std::move(store);
}
std::shared_ptr<const ServedStore> Conversation::store() const {
  std::lock_guard guard(mutex_);
  return store_;
}
std::shared_ptr<Run> Conversation::find(const std::string& run_id) const {
  std::lock_guard guard(mutex_);
  auto found = live_.find(run_id);
  return found == live_.end() ? nullptr : found->second;
}
std::size_t Conversation::live_runs() const {
  std::lock_guard guard(mutex_);
  return live_.size();
}
void Conversation::forget(const std::string& run_id) {
  std::lock_guard guard(mutex_);
  live_.erase(run_id);
}
void Conversation::refuse_new() {
  std::lock_guard guard(mutex_);
  refusing_ = true;
}
void Conversation::interrupt_all(const std::string& why) {
  std::vector<std::shared_ptr<Run>> all;
  {
    std::lock_guard guard(mutex_);
    for (const auto& [id, run] : live_) all.push_back(run);
  }
  for (const auto& run : all) run->interrupt(why);
}

void Conversation::start(RunRequest request, runtime::Shard& home, Started done) {
  auto refuse = [&](base::Error error) {
    home.post([done = std::move(done), error = std::move(error)] { done(std::unexpected(error)); });
  };
  auto starting = std::make_shared<Starting>();
  {
    std::lock_guard guard(mutex_);
    if (refusing_) return refuse({Code::unavailable, "the host is shutting down; ask again in a moment", {}});
    starting->store = store_;
  }
  auto agent = find_asked(*starting->store, request, parts_.clock);
  if (!agent) return refuse(agent.error());
  starting->agent = *agent;
  if (request.session_id.empty()) request.session_id = base::make_id("ses", parts_.clock.wall());

  auto run_id = base::make_id("run", parts_.clock.wall());
  Run::Facts facts{run_id, request.session_id, request.agent, std::move(request), 0};
  auto run = std::make_shared<Run>(home, std::move(facts), RunSaver(runs_, home, run_id), parts_.clock,
                                   [this, run_id] { forget(run_id); });
  starting->run = run;
  starting->done = std::move(done);

  SessionLanes::Callbacks callbacks;
  callbacks.ready = [this, starting, &home] {
    if (starting->entering) starting->lane_was_free = true;
    home.post([this, starting] {
      starting->has_lane = true;
      if (starting->is_durable) begin_turn(starting);
    });
  };
  callbacks.interrupt = [weak = std::weak_ptr(run)] {
    if (auto earlier = weak.lock()) earlier->cancel("a newer message interrupted this one");
  };
  {
    std::lock_guard guard(mutex_);
    live_.emplace(run_id, run);
  }
  auto entered = lanes_.enter(run->session_id(), run->request().on_busy, std::move(callbacks),
                              [&](SessionLanes::Place place) { run->set_place(std::move(place)); });
  if (!entered) {
    forget(run_id);
    home.post([starting, error = entered.error()] { starting->done(std::unexpected(error)); });
    return;
  }

  state::NewTurn turn;
  turn.session_id = run->session_id();
  turn.run_id = run_id;
  turn.agent = run->agent();
  turn.content = base::to_text(Json::array({{{"text", run->request().message}}}));
  turn.title = run->request().message;
  turn.origin = run->request().origin;
  starting->entering = false;
  if (starting->lane_was_free) turn.status = state::RunStatus::running;
  runs_.begin_turn(std::move(turn), [this, starting, &home](base::Result<state::TurnBegun> begun) {
    home.post(
        [this, starting, begun = std::move(begun)]() mutable { made_durable(starting, std::move(begun)); });
  });
}

void Conversation::made_durable(const std::shared_ptr<Starting>& starting,
                                base::Result<state::TurnBegun> begun) {
  auto& run = *starting->run;
  auto done = std::exchange(starting->done, nullptr);
  if (!begun) {
    forget(run.id());
    run.set_place({});
    return done(std::unexpected(begun.error()));
  }
  starting->is_durable = true;
  run.set_durable(begun->session_id, begun->message_number, begun->reserved_to);
  // The turn first: what it says at once then goes out with the head of the answer.
  if (starting->has_lane) begin_turn(starting);
  done(starting->run);
}

void Conversation::begin_turn(const std::shared_ptr<Starting>& starting) {
  auto& run = *starting->run;
  if (run.has_ended() || run.is_ending()) return;  // cancelled while it waited
  if (!starting->lane_was_free) runs_.mark_running(run.id(), [](const base::Result<void>&) {});
  runtime::OperationRequest request{turn_,
                                    "turn",
                                    run.id(),
                                    starting->run,
                                    scope_for(starting->store, run.id()),
                                    starting->agent->limits.time};
  request.trace = {run.id(), run.request().traceparent};
  auto operation = parts_.runtime.begin(std::move(request));
  if (!operation) return run.end(operation.error().code, operation.error().message);
  run.set_operation(std::move(*operation));
}

std::shared_ptr<const runtime::Scope> Conversation::scope_for(std::shared_ptr<const ServedStore> store,
                                                              const std::string& run_id) const {
  return errand_scope(std::move(store), errand_, run_id);
}

void Conversation::clear(const std::string& session_id, state::Store::Done<bool> done) {
  std::vector<std::shared_ptr<Run>> of_session;
  {
    std::lock_guard guard(mutex_);
    for (const auto& [id, run] : live_)
      if (run->session_id() == session_id) of_session.push_back(run);
  }
  for (const auto& run : of_session) run->cancel("the session was deleted");
  sessions_.clear(session_id, std::move(done));
}

}  // namespace garden::conversation
