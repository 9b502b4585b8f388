#include "runtime/keeper.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "base/limits.hpp"
#include "runtime/live_instance.hpp"
#include "runtime/live_operation.hpp"
#include "runtime/operation_table.hpp"
#include "runtime/services.hpp"

namespace garden::runtime {
using base::Code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

struct Entry {
  LiveInstance* instance;
  std::weak_ptr<LiveInstance> reference;
  steady_clock::time_point retire_at = steady_clock::time_point::max();
};

// What the thread that creates and the one that waits for it have in common.
struct Creation {
  std::optional<base::Result<>> result;
  bool given_up = false;
};

void cancel_operations_of(const LiveInstance& instance) {
  for (const auto& operation : instance.services().operations.all())
    if (&operation->live_instance() == &instance)
      operation->cancel(Code::unavailable, "'" + instance.name() + "' was stopped");
}

}  // namespace

struct Keeper::State : std::enable_shared_from_this<Keeper::State> {
  explicit State(Services& services_) : services(services_) {}

  Services& services;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::vector<Entry> entries;          // by age
  std::vector<std::string> creations;  // names of those under way

  void remove(const LiveInstance* instance) {
    {
      std::lock_guard guard(mutex);
      std::erase_if(entries, [instance](const Entry& entry) { return entry.instance == instance; });
    }
    changed.notify_all();
  }

  // For the last reference: may be called anywhere, so the ending itself goes elsewhere.
  void let_go(LiveInstance* instance) {
    if (instance->has_ended()) {
      delete instance;
      return;
    }
    auto end = [state = shared_from_this(), instance] {
      instance->close();
      state->remove(instance);
      delete instance;
    };
    try {
      std::thread(end).detach();
    } catch (const std::system_error&) {
      end();  // no thread to be had: then it is this one that waits
    }
  }

  // Ends an instance that others may still refer to; it is idle and lets nobody in.
  void end_now(std::shared_ptr<LiveInstance> instance) {
    auto end = [state = shared_from_this(), instance = std::move(instance)] {
      instance->close();
      state->remove(instance.get());
    };
    try {
      std::thread(end).detach();
    } catch (const std::system_error&) {
      end();  // as above
    }
  }

  void creation_is_over(const std::string& name) {
    creations.erase(std::ranges::find(creations, name));
    changed.notify_all();
  }
};

Keeper::Keeper(Services& services) : state_(std::make_shared<State>(services)) {}

base::Result<std::shared_ptr<Instance>> Keeper::create(InstanceSpec spec, milliseconds time_max) {
  const std::string name = spec.name;
  {
    std::lock_guard guard(state_->mutex);
    if (state_->creations.size() >= base::limits::creations_max)
      return base::fail(Code::unavailable, "too many components are being created and do not come back",
                        name);
    state_->creations.push_back(name);
  }
  auto creation = std::make_shared<Creation>();
  auto* instance = new LiveInstance(state_->services, std::move(spec));
  std::thread([state = state_, creation, instance, name] {
    auto result = instance->create();
    std::unique_lock lock(state->mutex);
    if (!creation->given_up) {
      creation->result = std::move(result);
      state->creation_is_over(name);
      return;
    }
    lock.unlock();
    instance->close();  // nobody waits for it any more
    delete instance;
    lock.lock();
    state->creation_is_over(name);
  }).detach();

  std::unique_lock lock(state_->mutex);
  if (!state_->changed.wait_for(lock, time_max, [&] { return creation->result.has_value(); })) {
    creation->given_up = true;
    return base::fail(Code::deadline,
                      "'" + name + "' did not start within " + std::to_string(time_max.count()) + " ms",
                      name);
  }
  if (!*creation->result) {
    delete instance;
    return std::unexpected(creation->result->error());
  }
  std::shared_ptr<LiveInstance> reference(instance,
                                          [state = state_](LiveInstance* last) { state->let_go(last); });
  state_->entries.push_back({instance, reference});
  return reference;
}

void Keeper::retire(std::shared_ptr<Instance> instance, milliseconds grace) {
  auto& live = static_cast<LiveInstance&>(*instance);
  live.retire();
  std::lock_guard guard(state_->mutex);
  for (Entry& entry : state_->entries)
    if (entry.instance == &live) entry.retire_at = steady_clock::now() + grace;
}

void Keeper::tick() {
  std::vector<std::shared_ptr<LiveInstance>> late;
  {
    std::lock_guard guard(state_->mutex);
    const auto now = steady_clock::now();
    for (Entry& entry : state_->entries)
      if (auto instance = entry.retire_at <= now ? entry.reference.lock() : nullptr)
        late.push_back(std::move(instance));
  }
  for (auto& instance : late) {
    instance->refuse_all();
    if (!instance->is_idle()) {
      cancel_operations_of(*instance);
      continue;  // and see the next time
    }
    state_->end_now(std::move(instance));
  }
}

std::vector<std::string> Keeper::stop(milliseconds time_max) {
  const auto until = steady_clock::now() + time_max;
  auto instances = all();
  for (auto& instance : instances) instance->refuse_all();
  std::unique_lock lock(state_->mutex);
  while (!instances.empty()) {
    auto instance = std::move(instances.back());
    instances.pop_back();
    const auto* one = instance.get();
    // Its last offloaded job may still be running; nothing tells us when it is done, so look now and then.
    while (!one->is_idle() && steady_clock::now() < until) state_->changed.wait_for(lock, milliseconds(2));
    if (!one->is_idle()) continue;
    lock.unlock();
    state_->end_now(std::move(instance));
    lock.lock();
    state_->changed.wait_until(lock, until, [&] {
      return std::ranges::none_of(state_->entries,
                                  [one](const Entry& entry) { return entry.instance == one; });
    });
  }
  state_->changed.wait_until(lock, until,
                             [&] { return state_->entries.empty() && state_->creations.empty(); });
  std::vector<std::string> left = state_->creations;
  for (const Entry& entry : state_->entries) left.push_back(entry.instance->name());
  return left;
}

std::vector<std::shared_ptr<LiveInstance>> Keeper::all() const {
  std::lock_guard guard(state_->mutex);
  std::vector<std::shared_ptr<LiveInstance>> found;
  for (const Entry& entry : state_->entries)
    if (auto instance = entry.reference.lock()) found.push_back(std::move(instance));
  return found;
}

std::shared_ptr<LiveInstance> Keeper::find(const Instance* instance) const {
  std::lock_guard guard(state_->mutex);
  for (const Entry& entry : state_->entries)
    if (entry.instance == instance) return entry.reference.lock();
  return nullptr;
}

}  // namespace garden::runtime
