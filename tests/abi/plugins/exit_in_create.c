/* Defect: create ends the process, politely. Only for the probe. */
#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  (void)host;
  (void)config;
  (void)self;
  (void)error;
  exit(0);
}

static const garden_component component = COMPONENT("exit_in_create", create, good_begin, good_event);
EXPORT_ONE("exit_in_create", component)
