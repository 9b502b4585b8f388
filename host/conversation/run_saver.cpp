#include "conversation/run_saver.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "garden/json_writer.hpp"
#include "runtime/timer_wheel.hpp"

namespace garden::conversation {
namespace {
constexpr int finish_tries = 60;
constexpr std::chrono::seconds finish_interval{1};

// A gathered entry that is not JSON yet: text pieces are joined first and escaped once.
struct Gathered {
  std::uint64_t first = 0, last = 0;
  EventType type = EventType::text_delta;
  std::string payload;
  std::vector<std::size_t> sizes;  // of the pieces of a delta
};

state::Event entry_of(const Gathered& gathered) {
  state::Event entry{static_cast<std::int64_t>(gathered.last), std::string(name_of(gathered.type)), {}};
  if (!is_delta(gathered.type)) {
    entry.data = gathered.payload;
    return entry;
  }
  garden::json::Writer json;
  json.object().field("text", gathered.payload);
  if (gathered.sizes.size() > 1) {
    json.field("first", gathered.first).key("sizes").array();
    for (const auto size : gathered.sizes) json.value(size);
    json.end();
  }
  entry.data = json.end().take();
  return entry;
}
}  // namespace

std::vector<Event> events_of_entry(const state::Event& entry, std::uint64_t after) {
  std::vector<Event> events;
  auto last = static_cast<std::uint64_t>(entry.id);
  EventType type;
  if (last <= after || !event_type_of(entry.type, type)) return events;
  if (!is_delta(type)) {
    events.push_back({last, type, entry.data});
    return events;
  }
  auto data = base::parse_json(entry.data);
  if (!data) return events;
  auto text = base::text_at(*data, "text");
  auto id = static_cast<std::uint64_t>(base::integer_at(*data, "first", entry.id));
  std::size_t at = 0;
  for (const auto& size : base::member(*data, "sizes")) {
    auto bytes = size.is_number_unsigned() ? size.get<std::size_t>() : text.size();
    if (id > after && at <= text.size()) events.push_back({id, type, text.substr(at, bytes)});
    at += bytes;
    ++id;
  }
  if (events.empty() && at == 0) events.push_back({last, type, std::move(text)});
  return events;
}

struct RunSaver::State : runtime::TimerWheel::Timer, std::enable_shared_from_this<State> {
  State(state::Runs& store, runtime::Shard& shard, std::string id)
      : runs(store), home(shard), run_id(std::move(id)) {}
  ~State() {
    if (is_set()) home.timers().clear(*this);
  }

  state::Runs& runs;
  runtime::Shard& home;
  std::string run_id;
  std::vector<Gathered> waiting;
  std::vector<state::Event> under_way;  // given to the store, not yet answered
  std::size_t waiting_bytes = 0;
  bool writing = false, over = false;
  std::int64_t reserved_to = 0;
  std::function<void(base::Result<>)> changed;
  std::optional<state::RunEnd> end;
  std::function<void(base::Result<>)> end_done;
  int tries = 0;
  std::shared_ptr<State> self;  // while a timer of the end is set: the run may be gone by then

  void rings() override {
    auto keep = std::exchange(self, nullptr);
    if (end)
      write_end();
    else
      write();
  }

  void try_later() {
    if (!is_set()) home.timers().set(*this, std::chrono::steady_clock::now() + finish_interval);
  }
  // At a beat of a clock that beats for all runs at once: what they have to say then shares a transaction,
  // instead of waking the writer for each. Text waits for the last beat of its interval, and what is no text
  // for the next one.
  void set_timer() {
    const bool only_text = std::ranges::all_of(waiting, [](const auto& one) { return is_delta(one.type); });
    if (only_text && is_set()) return;
    const auto latest = std::chrono::steady_clock::now() + (only_text ? save_interval : save_beat);
    home.timers().set(*this, latest - latest.time_since_epoch() % std::chrono::nanoseconds(save_beat));
  }

  void write() {
    if (writing || over || waiting.empty()) return;
    home.timers().clear(*this);
    for (const auto& gathered : std::exchange(waiting, {})) under_way.push_back(entry_of(gathered));
    waiting_bytes = 0;
    writing = true;
    runs.append_events(
        run_id, under_way, [me = shared_from_this()](base::Result<std::int64_t> result) mutable {
          auto& shard = me->home;
          shard.post([me = std::move(me), result = std::move(result)] { me->written(result); });
        });
  }

  void written(const base::Result<std::int64_t>& result) {
    writing = false;
    base::Result<> news;
    if (result) {
      under_way.clear();
      reserved_to = std::max(reserved_to, *result);
    } else {
      bool gone = result.error().code == base::Code::not_found || result.error().code == base::Code::conflict;
      over = gone;
      if (gone) news = std::unexpected(result.error());
    }
    if (end) return write_end();
    if (changed && (result || over)) changed(news);
    if (!under_way.empty())
      try_later();
    else if (waiting_bytes >= save_bytes)
      write();
    else if (!waiting.empty())
      set_timer();
  }

  void write_end() {
    if (writing) return;
    home.timers().clear(*this);
    for (const auto& gathered : std::exchange(waiting, {})) under_way.push_back(entry_of(gathered));
    auto copy = *end;  // kept for another try
    copy.events.insert(copy.events.begin(), under_way.begin(), under_way.end());
    writing = true;
    runs.finish_run(std::move(copy), [me = shared_from_this()](base::Result<> result) mutable {
      auto& shard = me->home;
      shard.post([me = std::move(me), result = std::move(result)] { me->ended(result); });
    });
  }

  void ended(const base::Result<>& result) {
    writing = false;
    if (auto done = std::exchange(end_done, nullptr)) done(result);
    bool worth_trying = !result && (result.error().code == base::Code::unavailable ||
                                    result.error().code == base::Code::full);
    if (!worth_trying || ++tries >= finish_tries) return;
    self = shared_from_this();
    try_later();
  }
};

RunSaver::RunSaver(state::Runs& runs, runtime::Shard& home, std::string run_id)
    : state_(std::make_shared<State>(runs, home, std::move(run_id))) {}
RunSaver::RunSaver(RunSaver&&) noexcept = default;
RunSaver::~RunSaver() = default;

bool RunSaver::may_number(std::uint64_t id) const {
  return static_cast<std::int64_t>(id) <= state_->reserved_to;
}
void RunSaver::reserve(std::int64_t ids_reserved_to) { state_->reserved_to = ids_reserved_to; }
void RunSaver::on_change(std::function<void(base::Result<>)> call) { state_->changed = std::move(call); }

void RunSaver::add(const Event& event) {
  auto& state = *state_;
  if (state.over) return;
  bool joins = is_delta(event.type) && !state.waiting.empty() && state.waiting.back().type == event.type &&
               state.waiting.back().payload.size() < save_bytes;
  if (joins) {
    auto& last = state.waiting.back();
    last.last = event.id;
    last.payload += event.payload;
    last.sizes.push_back(event.payload.size());
  } else {
    state.waiting.push_back({event.id, event.id, event.type, event.payload, {event.payload.size()}});
  }
  state.waiting_bytes += event.payload.size();
  if (state.waiting_bytes >= save_bytes)
    state.write();
  else if (!state.writing)
    state.set_timer();
}

void RunSaver::finish(state::RunEnd end, std::function<void(base::Result<>)> done) {
  state_->changed = nullptr;
  state_->end = std::move(end);
  state_->end_done = std::move(done);
  state_->write_end();
}

}  // namespace garden::conversation
