#include "runtime/outgoing_bodies.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>

namespace garden::runtime {

struct OutgoingBodies::Slab {
  char* base;
  std::size_t size, used = 0, bodies = 0;
};

OutgoingBodies::~OutgoingBodies() {
  if (newest_) unmap(*newest_);
}

OutgoingBodies::Body OutgoingBodies::keep(std::string_view bytes) {
  Body body;
  if (bytes.empty()) return body;
  auto& slab = room_for(bytes.size());
  char* at = slab.base + slab.used;
  std::memcpy(at, bytes.data(), bytes.size());
  slab.used += bytes.size();
  ++slab.bodies;
  body.owner_ = this;
  body.slab_ = &slab;
  body.bytes_ = {at, bytes.size()};
  return body;
}

OutgoingBodies::Slab& OutgoingBodies::room_for(std::size_t bytes) {
  if (bytes > slab_bytes / 4) return map(bytes);
  if (!newest_ || newest_->size - newest_->used < bytes) {
    auto& made = map(slab_bytes);
    // The one before goes with its last body. It has one: an empty slab has room.
    newest_ = &made;
  }
  return *newest_;
}

OutgoingBodies::Slab& OutgoingBodies::map(std::size_t bytes) {
  auto slab = std::make_unique<Slab>(nullptr, bytes);
  // All pages at once: each would cost a fault of its own.
  void* pages =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  slab->base = static_cast<char*>(pages);
  ++slabs_;
  return *slab.release();
}

void OutgoingBodies::unmap(Slab& slab) {
  --slabs_;
  ::munmap(slab.base, slab.size);
  delete &slab;
}

void OutgoingBodies::release(Slab& slab) {
  if (--slab.bodies > 0) return;
  if (&slab == newest_)
    slab.used = 0;
  else
    unmap(slab);
}

}  // namespace garden::runtime
