/* Right in everything, but its model is never there: every operation ends as unavailable before a word. */
#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  (void)verb;
  (void)request;
  host->finish(host, op, GARDEN_UNAVAILABLE, text("the model is away"));
}

static const garden_component component = COMPONENT("llm_fails", good_create, begin, good_event);
EXPORT_ONE("llm_fails", component)
