/* Defect: finishes with a status that only emit may answer (request "FULL"), or that does not exist. */
#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  (void)verb;
  host->finish(host, op, request.size == 4 ? GARDEN_FULL : 4711, text("odd"));
}

static const garden_component component = COMPONENT("finish_oddly", good_create, begin, good_event);
EXPORT_ONE("finish_oddly", component)
