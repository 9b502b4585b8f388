// Sink: who gets the output of an operation, and how it is handed over without a lock on the reader's side.
//
// The component emits from any thread into the operation's buffer. The operation tells its sink once that
// there is something (`readable`, on the sink's home shard); the sink takes what there is, now or later, when
// it is ready for more. What is not taken fills the buffer, the component is told FULL, and so a slow client
// slows its model down and nothing grows.
// Threads: readable() and take() only on the sink's home shard.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "garden/abi.h"

namespace garden::runtime {
class Operation;
class Shard;

// What take() hands over: everything emitted since the last time, and the end if it has come.
struct Output {
  std::string records;  // [u32 kind][u32 size][bytes]..., read with each(); its capacity is used again
  bool over = false;    // the operation is over; status and body are set, no output follows
  base::Code status = base::Code::ok;
  std::string body;  // the result, or the error text

  // Calls function(garden_kind, std::string_view bytes) for each emit, in order.
  template <class Function>
  void each(Function&& function) const {
    std::string_view rest = records;
    while (rest.size() >= header_bytes) {
      std::uint32_t header[2];
      std::memcpy(header, rest.data(), header_bytes);
      function(garden_kind{header[0]}, rest.substr(header_bytes, header[1]));
      rest.remove_prefix(header_bytes + header[1]);
    }
  }
  static constexpr std::size_t header_bytes = 8;
};

class Sink {
 public:
  explicit Sink(Shard& home) : home_(&home) {}
  virtual ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // [home] There is output, or the end. Call operation.take() until it answers false, now or later; until it
  // has answered false, readable() is not called again.
  virtual void readable(Operation& operation) = 0;

  Shard& home() const { return *home_; }

 private:
  Shard* home_;
};

}  // namespace garden::runtime
