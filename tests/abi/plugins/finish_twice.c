/* Defect: finishes every operation twice, the second time as a failure. */
#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  good_begin(self, op, verb, request);
  host->finish(host, op, GARDEN_INTERNAL, text("the second finish"));
}

static const garden_component component = COMPONENT("finish_twice", good_create, begin, good_event);
EXPORT_ONE("finish_twice", component)
