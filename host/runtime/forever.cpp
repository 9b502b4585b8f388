#include "runtime/forever.hpp"

#include <sys/mman.h>

namespace garden::runtime {

void* map_forever(std::size_t bytes) {
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  return pages;
}

}  // namespace garden::runtime
