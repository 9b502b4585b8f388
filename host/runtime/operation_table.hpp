// OperationTable: from the number a component holds to the operation, in a few instructions.
//
// A number names a slot and how often that slot has been used, so an old number never finds a new operation.
// The product with an odd constant makes numbers that were never issued unlikely to mean anything. Slots are
// never freed, and the table lives for ever (forever.hpp): whoever comes late finds a slot whose number is
// another one and is answered GONE. The slot's lock is the operation's lock, so an emit takes exactly one.
// Threads: all calls [any].
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "garden/abi.h"

namespace garden::runtime {
class LiveOperation;

struct alignas(64) OperationSlot {
  std::mutex mutex;
  garden_op id = 0;                      // [mutex] 0: free
  LiveOperation* operation = nullptr;    // [mutex] valid while id is not 0
  std::shared_ptr<LiveOperation> alive;  // [mutex] co-owner until the operation is over
  std::uint32_t index = 0;
  std::uint64_t uses = 0;         // [the table's mutex]
  OperationSlot* next = nullptr;  // [the table's mutex] among the free ones
};

class OperationTable {
 public:
  OperationTable() = default;
  OperationTable(const OperationTable&) = delete;

  // A free slot and the number that shall name it (the caller writes both into the slot, under its mutex); a
  // null slot when all are taken.
  struct Claim {
    OperationSlot* slot = nullptr;
    garden_op id = 0;
  };
  Claim claim();
  void release(OperationSlot& slot);  // its id must be 0 again

  // The slot that a number leads to, or null. The caller locks it and compares `id`.
  OperationSlot* find(garden_op id) const;

  // Everything that is not over, at some time during the call.
  std::vector<std::shared_ptr<LiveOperation>> all();

 private:
  static constexpr std::size_t chunk_slots = 1024;
  static constexpr std::size_t chunks_max = 98;  // operations_max, rounded up
  using Chunk = std::array<OperationSlot, chunk_slots>;

  std::array<std::atomic<Chunk*>, chunks_max> chunks_{};
  std::mutex mutex_;
  OperationSlot* free_ = nullptr;
  std::size_t chunk_count_ = 0;
};

}  // namespace garden::runtime
