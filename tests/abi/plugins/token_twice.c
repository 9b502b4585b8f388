/* Defect: starts two children under one token, and emits the second answer: "5" is INVALID. */
#include <stdio.h>

#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  char answer[16];
  (void)verb;
  (void)request;
  host->sleep(host, op, 7, 60000);
  snprintf(answer, sizeof answer, "%d", (int)host->sleep(host, op, 7, 60000));
  host->emit(host, op, GARDEN_TEXT, text(answer));
  host->finish(host, op, GARDEN_OK, text(""));
}

static const garden_component component = COMPONENT("token_twice", good_create, begin, good_event);
EXPORT_ONE("token_twice", component)
