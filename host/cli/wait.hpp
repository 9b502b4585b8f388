// Wait: an answer that comes on another thread, awaited by main's thread. Threads: blocks its caller; not on
// a shard.
#pragma once
#include <future>
#include <utility>

#include "base/error.hpp"

namespace garden::cli {

// wait<T>([&](auto done) { sessions.session(id, std::move(done)); })
template <class T, class Ask>
base::Result<T> wait(Ask&& ask) {
  std::promise<base::Result<T>> promise;
  auto answer = promise.get_future();
  ask([&promise](base::Result<T> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

}  // namespace garden::cli
