/* Defect: writes to stdout when it is loaded, described, created and used. */
#include <stdio.h>

#include "good.h"

static void noise(const char* where) {
  printf("{\"noise\": \"%s\"}\n", where);
  fflush(stdout);
}

__attribute__((constructor)) static void loaded(void) { noise("loaded"); }

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  noise("create");
  return good_create(host, config, self, error);
}

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  noise("begin");
  good_begin(self, op, verb, request);
}

static const garden_component component = COMPONENT("stdout_noise", create, begin, good_event);
static const garden_component* const components[] = {&component};
static const garden_plugin plugin = {sizeof plugin, GARDEN_ABI_MINOR, "stdout_noise", "1.0.0", 1, 0,
                                     components};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) {
  noise("described");
  return &plugin;
}
