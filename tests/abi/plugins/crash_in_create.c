/* Defect: create writes to address 8. Only for the probe: it takes its process with it. */
#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  volatile int* nowhere = (volatile int*)8;
  *nowhere = 1;
  return good_create(host, config, self, error);
}

static const garden_component component = COMPONENT("crash_in_create", create, good_begin, good_event);
EXPORT_ONE("crash_in_create", component)
