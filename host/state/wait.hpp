// wait_for: a call of the store as a plain function, for commands and tests, which have a thread to spare.
//
//   auto page = wait_for<Page>([&](auto done) { store.list(listing, std::move(done)); });
//
// Threads: any but the store's own (it would wait for itself) and a shard's (it would stop everybody).
#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "state/store.hpp"

namespace garden::state {

template <class T, class Call>
base::Result<T> wait_for(Call&& call) {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<base::Result<T>> result;
  std::forward<Call>(call)(Store::Done<T>([&mutex, &answered, &result](base::Result<T> answer) {
    // Told under the lock: the waiter, and with it these variables, may be gone right after.
    std::lock_guard lock(mutex);
    result.emplace(std::move(answer));
    answered.notify_one();
  }));
  std::unique_lock lock(mutex);
  answered.wait(lock, [&result] { return result.has_value(); });
  return std::move(*result);
}

}  // namespace garden::state
