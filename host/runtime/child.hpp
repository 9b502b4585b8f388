// Child: something that an operation waits for: a timer, a request upstream, a call of another component.
//
// A child has a token, by which the component knows it, and belongs to its operation's list until its last
// event or until it is dropped. It is told to the component from one place only, on the lane, and never from
// inside a call of the component.
// Threads: everything on the lane.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "garden/abi.h"

namespace garden::runtime {
class LiveOperation;

class Child {
 public:
  virtual ~Child() = default;
  virtual void pause(bool /*on*/) {}  // no DATA while on
  virtual void drop() = 0;            // stop, and tell the component nothing more
};

// Each starts a child of `operation` under `token`, or answers why not. The token is free (the caller
// looked).
garden_status start_sleep(LiveOperation& operation, std::uint64_t token, std::uint32_t ms);
garden_status start_http(LiveOperation& operation, std::uint64_t token, std::string_view request,
                         std::string_view body);
garden_status start_call(LiveOperation& operation, std::uint64_t token, std::string_view target,
                         std::string_view verb, std::string_view request, std::uint32_t timeout_ms);

}  // namespace garden::runtime
