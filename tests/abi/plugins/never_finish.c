/* Defect: emits, then never finishes. */
#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  (void)verb;
  host->emit(host, op, GARDEN_TEXT, request);
}

static const garden_component component = COMPONENT("never_finish", good_create, begin, good_event);
EXPORT_ONE("never_finish", component)
