// OutgoingBody: the body of a request while it waits to be sent.
//
// A model's request is tens of kilobytes, lives until the answer's head is there, and a thousand of them may
// wait at once. On the heap they would leave holes between what lives longer, and the process would keep the
// memory of its worst moment. So a large one has pages of its own, which go back to the system with it.
// Threads: a plain value.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace garden::runtime {

class OutgoingBody {
 public:
  static constexpr std::size_t paged_bytes_min = 32 * 1024;

  OutgoingBody() = default;
  // A copy. Throws std::bad_alloc.
  explicit OutgoingBody(std::string_view bytes);
  OutgoingBody(OutgoingBody&& other) noexcept
      : small_(std::move(other.small_)),
        pages_(std::exchange(other.pages_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  OutgoingBody& operator=(OutgoingBody&& other) noexcept {
    drop();
    small_ = std::move(other.small_);
    pages_ = std::exchange(other.pages_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  ~OutgoingBody() { drop(); }

  const char* data() const { return pages_ ? pages_ : small_.data(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void drop() noexcept;

 private:
  std::string small_;
  char* pages_ = nullptr;  // owned
  std::size_t size_ = 0;
};

}  // namespace garden::runtime
