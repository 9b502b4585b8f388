#include "runtime/outgoing_body.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>

namespace garden::runtime {

OutgoingBody::OutgoingBody(std::string_view bytes) : size_(bytes.size()) {
  if (bytes.size() < paged_bytes_min) {
    small_ = bytes;
    return;
  }
  // All pages at once: each would cost a fault of its own.
  void* pages = ::mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  pages_ = static_cast<char*>(pages);
  std::memcpy(pages_, bytes.data(), bytes.size());
}

void OutgoingBody::drop() noexcept {
  if (pages_) ::munmap(std::exchange(pages_, nullptr), size_);
  std::string().swap(small_);
  size_ = 0;
}

}  // namespace garden::runtime
