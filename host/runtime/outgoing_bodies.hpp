// OutgoingBodies: the bodies of requests while they are sent, and until it is sure that they need not be sent
// again.
//
// A model's request is a hundred kilobytes, and a thousand of them may wait at once. But nearly all of one is
// what the last one began with: instructions, tools, the store's context. So a body is kept as another's
// text, how much of it is its own too, and the rest. Threads: one shard.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace garden::runtime {

class OutgoingBodies {
 public:
  static constexpr std::size_t recent_max = 4;              // texts that further bodies may begin like
  static constexpr std::size_t recent_bytes_max = 1 << 20;  // of one: a larger body goes with its request

  class Body {
   public:
    std::size_t size() const { return alike_ + rest_.size(); }
    // Copies what stands from `at` on, `room` bytes at most; how many that were.
    std::size_t copy(std::size_t at, char* into, std::size_t room) const;
    void drop() { *this = Body(); }

   private:
    friend class OutgoingBodies;
    std::shared_ptr<const std::string> like_;  // co-owners: the bodies that begin like it, and recent_
    std::size_t alike_ = 0;                    // bytes of it that are this body's too
    std::string rest_;
  };

  // A copy.
  Body keep(std::string_view bytes);

 private:
  std::vector<std::shared_ptr<const std::string>> recent_;
  std::size_t oldest_ = 0;
};

}  // namespace garden::runtime
