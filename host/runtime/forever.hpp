// Forever: memory that is never given back, for what a library may still touch when all is over.
//
// A plugin may leave a thread behind that calls the host after its instance was destroyed, or after the
// runtime was. Nobody can take the pointer away from it, so what the pointer leads to must stay, and answer
// GONE. These are small objects, a few pages for each instance ever made; they come straight from the kernel,
// so that tools which look for leaks are not told stories.
//
// Threads: [any].
#pragma once
#include <cstddef>
#include <new>
#include <utility>

namespace garden::runtime {

// Zeroed pages, never unmapped. Throws std::bad_alloc.
void* map_forever(std::size_t bytes);

template <class T, class... Arguments>
T* make_forever(Arguments&&... arguments) {
  return new (map_forever(sizeof(T))) T(std::forward<Arguments>(arguments)...);
}

}  // namespace garden::runtime
