/* Defect: create asks for memory without end. Only for the probe. */
#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  const size_t block = (size_t)64 << 20;
  for (;;) {
    volatile char* got = (volatile char*)malloc(block);
    size_t at;
    for (at = 0; at < block; at += 4096) got[at] = 1; /* a null pointer is the end it deserves */
  }
  return good_create(host, config, self, error);
}

static const garden_component component = COMPONENT("eat_memory", create, good_begin, good_event);
EXPORT_ONE("eat_memory", component)
