/* No defect: create refuses every configuration and says where and why. */
#include <stdio.h>

#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  (void)host;
  (void)config;
  (void)self;
  snprintf(error->path, sizeof error->path, "/api_key");
  snprintf(error->message, sizeof error->message, "no key; set it to the key of your account");
  return GARDEN_INVALID;
}

static const garden_component component = COMPONENT("create_refuses", create, good_begin, good_event);
EXPORT_ONE("create_refuses", component)
