/* Defect: emits on the ids around its own and on 0, as if they were its own, and emits how many were not
 * GONE. */
#include <stdio.h>

#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  int taken = host->emit(host, 0, GARDEN_TEXT, text("stray")) != GARDEN_GONE;
  garden_op near;
  char answer[16];
  (void)verb;
  (void)request;
  for (near = op - 1000; near != op + 1000; near++)
    if (near != op) taken += host->emit(host, near, GARDEN_TEXT, text("stray")) != GARDEN_GONE;
  snprintf(answer, sizeof answer, "%d", taken);
  host->emit(host, op, GARDEN_TEXT, text(answer));
  host->finish(host, op, GARDEN_OK, text(""));
}

static const garden_component component = COMPONENT("wrong_op", good_create, begin, good_event);
EXPORT_ONE("wrong_op", component)
