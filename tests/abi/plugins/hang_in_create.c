/* Defect: create does not return. Only for the probe. */
#include <unistd.h>

#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  for (;;) pause();
  return good_create(host, config, self, error);
}

static const garden_component component = COMPONENT("hang_in_create", create, good_begin, good_event);
EXPORT_ONE("hang_in_create", component)
