#include "conversation/run.hpp"

#include <algorithm>
#include <utility>

namespace garden::conversation {
namespace {
using base::Code;
using base::Json;

constexpr std::chrono::seconds comeback_grace{15};  // API.md: on_disconnect "cancel"

double milliseconds_between(base::Steady from, base::Steady to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}
}  // namespace

std::string problem_payload(Code code, std::string_view detail) {
  return base::to_text({{"problem",
                         {{"type", "about:blank"},
                          {"title", base::name_of(code)},
                          {"detail", detail},
                          {"code", base::name_of(code)}}}});
}

base::Code code_of(std::string_view word) {
  for (int number = 0; base::name_of(static_cast<Code>(number)) != "unknown"; ++number)
    if (base::name_of(static_cast<Code>(number)) == word) return static_cast<Code>(number);
  return Code::internal;
}

class Run::Grace : public runtime::TimerWheel::Timer {
 public:
  explicit Grace(Run& run) : run_(run) {}
  ~Grace() { stop(); }
  void start() { run_.home().timers().set(*this, std::chrono::steady_clock::now() + comeback_grace); }
  void stop() {
    if (is_set()) run_.home().timers().clear(*this);
  }
  void rings() override { run_.cancel("the client left and did not come back"); }

 private:
  Run& run_;
};

Run::Run(runtime::Shard& home, Facts facts, RunSaver saver, const base::Clock& clock,
         std::function<void()> on_end)
    : Sink(home),
      facts_(std::move(facts)),
      saver_(std::move(saver)),
      clock_(clock),
      begun_(clock.now()),
      on_end_(std::move(on_end)),
      grace_(std::make_unique<Grace>(*this)) {}
Run::~Run() = default;

void Run::set_durable(std::string session_id, std::int64_t message_number, std::int64_t ids_reserved_to) {
  facts_.session_id = std::move(session_id);
  facts_.message_number = message_number;
  durable_ = true;
  saver_.reserve(ids_reserved_to);
  saver_.on_change([this](const base::Result<>& news) { store_changed(news); });
  if (stopped_early_ != Code::ok) end(stopped_early_, stopped_why_);
}

void Run::set_operation(std::shared_ptr<runtime::Operation> operation) {
  stage_ = Stage::running;
  operation_ = std::move(operation);
}

void Run::publish(EventType type, std::string payload) {
  if (stage_ == Stage::saving || stage_ == Stage::over) return;
  if (unnumbered_.empty() && saver_.may_number(log_.last_id() + 1)) {
    number(type, std::move(payload));
    tell();
  } else {
    unnumbered_.emplace_back(type, std::move(payload));
  }
}

void Run::number(EventType type, std::string payload) { saver_.add(log_.append(type, std::move(payload))); }

// Further numbers are reserved, or the session was deleted under the run.
void Run::store_changed(const base::Result<>& news) {
  if (!news) return cancel("the session was deleted");
  std::size_t taken = 0;
  while (taken < unnumbered_.size() && saver_.may_number(log_.last_id() + 1)) {
    auto& [type, payload] = unnumbered_[taken++];
    number(type, std::move(payload));
  }
  if (taken == 0) return;
  unnumbered_.erase(unnumbered_.begin(), unnumbered_.begin() + static_cast<std::ptrdiff_t>(taken));
  tell();
}

void Run::tell() {
  if (telling_) return;
  telling_ = true;  // a listener may detach itself meanwhile: places are emptied, not moved
  auto keep = shared_from_this();
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    if (auto listener = listeners_[i]) listener->on_events(*this);
  telling_ = false;
  std::erase(listeners_, nullptr);
}

void Run::attach(std::shared_ptr<RunListener> listener) {
  grace_->stop();
  listeners_.push_back(listener);
  if (log_.last_id() > 0 || has_ended()) listener->on_events(*this);
}

void Run::detach(const RunListener& listener) {
  for (auto& place : listeners_)
    if (place.get() == &listener) place.reset();
  if (!telling_) std::erase(listeners_, nullptr);
  bool alone = std::ranges::all_of(listeners_, [](const auto& place) { return place == nullptr; });
  bool under_way = stage_ == Stage::waiting || stage_ == Stage::running;
  if (alone && under_way && facts_.request.on_disconnect == OnDisconnect::cancel) grace_->start();
}

void Run::stop(Code code, std::string why) {
  home().post([me = shared_from_this(), code, why = std::move(why)] {
    if (me->operation_) return me->operation_->cancel(code, why);
    if (me->stage_ != Stage::waiting) return;
    if (me->durable_) return me->end(code, why);
    me->stopped_early_ = code;
    me->stopped_why_ = why;
  });
}

void Run::readable(runtime::Operation& operation) {
  runtime::Output output;
  while (operation.take(output))  // the turn publishes on the run itself: only the end comes this way
    if (output.over) {
      operation_.reset();
      end(output.status, std::move(output.body));
      return;
    }
}

void Run::end(Code status, std::string text) {
  if (stage_ == Stage::saving || stage_ == Stage::over) return;
  if (status == Code::ok) {
    auto payload = base::to_text(
        {{"finish_reason", record_.finish_reason}, {"ms", milliseconds_between(begun_, clock_.now())}});
    finish(state::RunStatus::completed, EventType::run_completed, std::move(payload), {});
  } else if (status == Code::cancelled) {
    record_.finish_reason = "cancelled";
    finish(state::RunStatus::cancelled, EventType::run_cancelled, base::to_text({{"reason", text}}), {});
  } else {
    auto outcome = status == Code::gone ? state::RunStatus::interrupted : state::RunStatus::failed;
    record_.finish_reason = status == Code::gone ? "interrupted" : "error";
    if (status == Code::deadline && text.empty()) text = "the answer took longer than this agent may take";
    auto payload = problem_payload(status, text);
    finish(outcome, EventType::run_error, payload, payload);
  }
}

std::vector<state::NewMessage> Run::messages() const {
  std::vector<state::NewMessage> all;
  for (const auto& message : record_.messages)
    all.push_back({base::text_at(message, "role"), base::to_text(base::member(message, "parts"))});
  if (!record_.open_text.empty())  // an answer that was cut off is still what the user has read
    all.push_back({"assistant", base::to_text(Json::array({{{"text", record_.open_text}}}))});
  return all;
}

void Run::finish(state::RunStatus status, EventType last, std::string payload, const std::string& error) {
  stage_ = Stage::saving;
  grace_->stop();
  for (auto& [type, waiting] : std::exchange(unnumbered_, {})) number(type, std::move(waiting));
  tell();
  last_ = {last, std::move(payload)};
  if (!durable_) return finished({});
  state::RunEnd end;
  end.run_id = facts_.id;
  end.session_id = facts_.session_id;
  end.origin = facts_.request.origin;
  end.status = status;
  end.finish_reason = record_.finish_reason;
  end.usage = base::to_text(record_.usage);
  end.error = error;
  end.answer = base::to_text({{"text", record_.text},
                              {"tool_calls", record_.tool_calls},
                              {"citations", record_.citations.all()},
                              {"model", record_.model}});
  end.messages = messages();
  end.events.push_back(
      {static_cast<std::int64_t>(log_.last_id() + 1), std::string(name_of(last)), last_.second});
  saver_.finish(std::move(end),
                [me = shared_from_this()](const base::Result<>& stored) { me->finished(stored); });
}

void Run::finished(const base::Result<>& stored) {
  bool deleted = !stored && stored.error().code == Code::not_found;
  if (!stored && !deleted)
    log_.append(EventType::warning,
                base::to_text({{"code", "not-saved"},
                               {"detail", "the answer could not be saved yet: " + stored.error().message}}));
  log_.append(last_.first, std::move(last_.second));
  stage_ = Stage::over;
  tell();
  listeners_.clear();
  place_.leave();
  if (auto call = std::exchange(on_end_, nullptr)) call();
}

}  // namespace garden::conversation
