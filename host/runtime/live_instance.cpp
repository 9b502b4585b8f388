#include "runtime/live_instance.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/utf8.hpp"
#include "runtime/forever.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/operation_table.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
namespace limits = base::limits;
using base::Code;
using plugins::Callback;

namespace {

constexpr unsigned strikes_max = 3;

std::string label_of(std::string_view name) { return "instance=\"" + std::string(name) + "\""; }

// A fixed array that the other side filled: it may not end where it should, nor be text.
template <std::size_t Size>
std::string text_of(const char (&array)[Size]) {
  return base::to_valid_utf8({array, strnlen(array, Size)});
}

bool is_metric_name(std::string_view name) {
  auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, fits);
}

// A component that throws has no say any more, but it must not take the host along.
template <class Function>
garden_status guarded(Function&& function, garden_error& error) {
  try {
    return function();
  } catch (...) {
    std::strncpy(error.message, "an exception left it", sizeof error.message - 1);
    return GARDEN_INTERNAL;
  }
}

}  // namespace

std::string_view state_name(InstanceState state) {
  switch (state) {
    case InstanceState::starting: return "starting";
    case InstanceState::ready: return "ready";
    case InstanceState::quarantined: return "quarantined";
    case InstanceState::retiring: return "retiring";
    case InstanceState::closed: return "closed";
  }
  return "unknown";
}

LiveInstance::LiveInstance(Services& services, InstanceSpec spec)
    : services_(services),
      spec_(std::move(spec)),
      journal_number_(services.journal.add(spec_.component->id, spec_.component->hash)),
      lane_(spec_.component->reentrant() ? nullptr : &services.next_shard()),
      context_(*make_forever<HostContext>(services.operations, *this)),
      pool_(*this, spec_.offload_threads),
      processes_(context_, spec_.config_json),
      stalls_(services.metrics.counter("garden_plugin_stalls_total", label_of(spec_.name))),
      gone_(services.metrics.counter("garden_plugin_gone_total", label_of(spec_.name))),
      full_(services.metrics.counter("garden_plugin_full_total", label_of(spec_.name))) {
  watch_breaker();
}

LiveInstance::~LiveInstance() = default;

void LiveInstance::watch_breaker() {
  const auto kind = functions().kind;
  if (kind != GARDEN_LLM && kind != GARDEN_CONNECTOR && kind != GARDEN_CACHE) return;
  auto& state = services_.metrics.counter("garden_breaker_state", label_of(name()));
  auto& openings = services_.metrics.counter("garden_breaker_openings_total", label_of(name()));
  refused_ = &services_.metrics.counter("garden_breaker_refusals_total", label_of(name()));
  // A turn can do without a model while another answers, but not without data: that is looked for sooner.
  Breaker::Options options;
  if (kind != GARDEN_LLM) options.rest_max = std::chrono::seconds(5);
  breaker_.emplace(
      *services_.clock, options, [this, &state, &openings](Breaker::State now, const std::string& why) {
        const auto before = state.value();
        state.set(static_cast<std::int64_t>(now));
        if (now == Breaker::State::closed) services_.log.info("plugin " + name(), "it answers again");
        if (now != Breaker::State::open || before != 0) return;
        openings.add();
        services_.log.warn("plugin " + name(), "it is away and is not asked for a while: " + why);
      });
}

std::string LiveInstance::reason() const {
  std::lock_guard guard(mutex_);
  return reason_;
}

const void* LiveInstance::extension(const char* id) {
  HostContext& context = context_;
  if (functions().extension == nullptr || context.enter() == nullptr) return nullptr;
  const void* found = state() == InstanceState::starting ? nullptr : functions().extension(self_, id);
  context.leave();
  return found;
}

base::Error LiveInstance::error_of(garden_status status, const garden_error& error,
                                   std::string_view what) const {
  const bool known = status > GARDEN_FULL && status <= GARDEN_UNIMPLEMENTED;
  std::string message = text_of(error.message);
  if (message.empty()) message = "it gives no reason";
  return {known ? static_cast<Code>(status) : Code::internal,
          "'" + name() + "' could not be " + std::string(what) + ": " + message, text_of(error.path)};
}

base::Result<> LiveInstance::create() {
  auto mark = services_.journal.mark();
  garden_error error{.size = sizeof error, .path = {}, .message = {}};
  mark.enter(journal_number_, Callback::create);
  garden_status status = guarded(
      [&] {
        const garden_str config{spec_.config_json.data(), spec_.config_json.size()};
        return functions().create(&context_.table, config, &self_, &error);
      },
      error);
  if (status != GARDEN_OK) {
    mark.leave();
    context_.close();
    closing_ = true;
    state_ = InstanceState::closed;
    ended_ = true;
    return std::unexpected(error_of(status, error, "created"));
  }
  if (functions().start != nullptr) {
    mark.enter(journal_number_, Callback::start);
    status = guarded([&] { return functions().start(self_, &error); }, error);
  }
  mark.leave();
  if (status != GARDEN_OK) {
    close();
    return std::unexpected(error_of(status, error, "started"));
  }
  auto starting = InstanceState::starting;
  state_.compare_exchange_strong(starting, InstanceState::ready);
  return {};
}

void LiveInstance::close() {
  if (closing_.exchange(true)) return;
  // One that never became ready was not started, or not for long: stop is for those that were.
  const bool was_started = state_.exchange(InstanceState::closed) != InstanceState::starting;
  auto mark = services_.journal.mark();
  garden_error unused{.size = sizeof unused, .path = {}, .message = {}};
  if (was_started && functions().stop != nullptr) {
    mark.enter(journal_number_, Callback::stop);
    guarded([&] { return functions().stop(self_), garden_status{GARDEN_OK}; }, unused);
  }
  pool_.close();
  processes_.close();
  mark.enter(journal_number_, Callback::destroy);
  guarded([&] { return functions().destroy(self_), garden_status{GARDEN_OK}; }, unused);
  mark.leave();
  context_.close();
  publish();
  ended_ = true;
}

base::Result<> LiveInstance::admit(bool is_child) {
  open_.fetch_add(1);  // first, so that whoever retires it sees either us or our refusal
  const auto now = state_.load();
  const bool stopping = services_.stopping.load(std::memory_order_relaxed) && !is_child;
  if (!stopping && (now == InstanceState::ready || (now == InstanceState::retiring && is_child))) return {};
  leave();
  if (now == InstanceState::quarantined)
    return base::fail(Code::unavailable, "'" + name() + "' is in quarantine: " + reason(), name());
  return base::fail(Code::unavailable, "'" + name() + "' is being stopped", name());
}

void LiveInstance::retire() {
  auto expected = InstanceState::ready;
  state_.compare_exchange_strong(expected, InstanceState::retiring);
}

void LiveInstance::refuse_all() {
  auto now = state_.load();
  while (now != InstanceState::closed && !state_.compare_exchange_weak(now, InstanceState::closed)) {
  }
}

void LiveInstance::stalled(Callback callback, std::chrono::milliseconds elapsed) {
  stalls_.add();
  const std::string what = "its " + std::string(plugins::callback_name(callback)) + " held a lane for " +
                           std::to_string(elapsed.count()) + " ms";
  services_.log.warn("plugin " + name(), what + "; slow work belongs into offload");
  if (elapsed < services_.stall_quarantine) return;
  if (strikes_.fetch_add(1) + 1 >= strikes_max) quarantine(what + ", the third time");
}

void LiveInstance::quarantine(std::string reason) {
  auto now = state_.load();
  do {
    if (now == InstanceState::closed || now == InstanceState::quarantined) return;
  } while (!state_.compare_exchange_weak(now, InstanceState::quarantined));
  const std::string text = "'" + name() + "' is in quarantine: " + reason;
  {
    std::lock_guard guard(mutex_);
    reason_ = std::move(reason);
  }
  services_.metrics.counter("garden_plugin_quarantined", label_of(name())).set(1);
  services_.log.error("plugin " + name(), text + "; restart or reload to try it again");
  for (const auto& operation : services_.operations.all())
    if (&operation->live_instance() == this) operation->cancel(Code::unavailable, text);
}

void LiveInstance::metric(std::string_view name, double value, bool set) {
  if (!is_metric_name(name) || !std::isfinite(value)) return;
  telemetry::Counter* counter = nullptr;
  {
    std::lock_guard guard(mutex_);
    auto found = own_metrics_.find(name);
    if (found == own_metrics_.end()) {
      if (own_metrics_.size() >= limits::plugin_metrics_max) {
        services_.limit_hit("plugin_metrics_max");
        return;
      }
      auto& made = services_.metrics.counter("garden_plugin_" + std::string(name), label_of(spec_.name));
      found = own_metrics_.emplace(name, &made).first;
    }
    counter = found->second;
  }
  const auto whole = static_cast<std::int64_t>(std::llround(std::clamp(value, -9e18, 9e18)));
  if (set)
    counter->set(whole);
  else
    counter->add(whole);
}

void LiveInstance::publish() {
  gone_.add(context_.gone.exchange(0));
  full_.add(context_.full.exchange(0));
}

}  // namespace garden::runtime
