// OutgoingBodies: the bodies of requests while they wait to be sent.
//
// A model's request is tens of kilobytes and lives until the answer's head is there; a thousand of them may
// wait at once. On the heap they would leave holes between what lives longer, and the process would keep the
// memory of its worst moment. So they lie one behind the other in slabs of pages, and a slab goes back to the
// system with its last body; the newest is used again. A body as large as a good part of a slab has pages of
// its own. Threads: one shard.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace garden::runtime {

class OutgoingBodies {
  struct Slab;

 public:
  static constexpr std::size_t slab_bytes = 1024 * 1024;

  // Bytes that stay where they are until drop(). Must not outlive its OutgoingBodies.
  class Body {
   public:
    Body() = default;
    Body(Body&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), slab_(other.slab_), bytes_(other.bytes_) {}
    Body& operator=(Body&& other) noexcept {
      drop();
      owner_ = std::exchange(other.owner_, nullptr);
      slab_ = other.slab_;
      bytes_ = other.bytes_;
      return *this;
    }
    ~Body() { drop(); }
    std::string_view bytes() const { return owner_ ? bytes_ : std::string_view(); }
    void drop() {
      if (auto* owner = std::exchange(owner_, nullptr)) owner->release(*slab_);
    }

   private:
    friend class OutgoingBodies;
    OutgoingBodies* owner_ = nullptr;  // null: there are none
    Slab* slab_ = nullptr;
    std::string_view bytes_;
  };

  OutgoingBodies() = default;
  OutgoingBodies(const OutgoingBodies&) = delete;
  ~OutgoingBodies();

  // A copy. Throws std::bad_alloc.
  Body keep(std::string_view bytes);
  std::size_t slabs() const { return slabs_; }  // that are mapped

 private:
  Slab& room_for(std::size_t bytes);
  Slab& map(std::size_t bytes);
  void unmap(Slab& slab);
  void release(Slab& slab);

  Slab* newest_ = nullptr;  // owned, as are those that hold bodies
  std::size_t slabs_ = 0;
};

}  // namespace garden::runtime
