#include "runtime/operation_table.hpp"

#include "base/limits.hpp"
#include "runtime/forever.hpp"

namespace garden::runtime {
namespace {

constexpr unsigned index_bits = 20;
constexpr std::uint64_t odd = 0x9E3779B97F4A7C15u;

// The number that undoes a multiplication by `odd`, modulo 2^64: Newton's iteration doubles the bits.
constexpr std::uint64_t inverse_of(std::uint64_t number) {
  std::uint64_t inverse = number;
  for (int i = 0; i < 5; i++) inverse *= 2 - number * inverse;
  return inverse;
}
constexpr std::uint64_t inverse = inverse_of(odd);
static_assert(odd * inverse == 1);

}  // namespace

OperationTable::Claim OperationTable::claim() {
  static_assert(chunks_max * chunk_slots >= base::limits::operations_max);
  static_assert(chunks_max * chunk_slots < std::size_t{1} << index_bits);
  std::lock_guard guard(mutex_);
  if (free_ == nullptr) {
    if (chunk_count_ == chunks_max) return {};
    Chunk* chunk = make_forever<Chunk>();
    for (std::size_t i = chunk_slots; i-- > 0;) {
      OperationSlot& slot = (*chunk)[i];
      slot.index = static_cast<std::uint32_t>(chunk_count_ * chunk_slots + i);
      slot.next = free_;
      free_ = &slot;
    }
    chunks_[chunk_count_++].store(chunk, std::memory_order_release);
  }
  OperationSlot* slot = free_;
  free_ = slot->next;
  return {slot, (++slot->uses << index_bits | slot->index) * odd};
}

void OperationTable::release(OperationSlot& slot) {
  std::lock_guard guard(mutex_);
  slot.next = free_;
  free_ = &slot;
}

OperationSlot* OperationTable::find(garden_op id) const {
  const std::uint64_t index = id * inverse & ((std::uint64_t{1} << index_bits) - 1);
  if (index / chunk_slots >= chunks_max) return nullptr;
  Chunk* chunk = chunks_[index / chunk_slots].load(std::memory_order_acquire);
  return chunk == nullptr ? nullptr : &(*chunk)[index % chunk_slots];
}

std::vector<std::shared_ptr<LiveOperation>> OperationTable::all() {
  std::vector<std::shared_ptr<LiveOperation>> found;
  for (auto& place : chunks_) {
    Chunk* chunk = place.load(std::memory_order_acquire);
    if (chunk == nullptr) break;
    for (OperationSlot& slot : *chunk) {
      std::lock_guard guard(slot.mutex);
      if (slot.alive) found.push_back(slot.alive);
    }
  }
  return found;
}

}  // namespace garden::runtime
