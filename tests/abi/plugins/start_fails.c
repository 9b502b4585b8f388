/* No defect: create works, start says that its other side is away. */
#include <stdio.h>

#include "good.h"

static garden_status start(void* self, garden_error* error) {
  (void)self;
  snprintf(error->message, sizeof error->message, "nobody answers on port 1; start the server first");
  return GARDEN_UNAVAILABLE;
}

static const garden_component component = {sizeof(garden_component),
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "start_fails",
                                           "Echoes its request.",
                                           "{\"type\":\"object\"}",
                                           good_create,
                                           start,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("start_fails", component)
