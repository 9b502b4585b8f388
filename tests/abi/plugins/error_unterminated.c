/* Defect: create fills the whole error with letters and leaves no zero byte. */
#include "good.h"

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  (void)host;
  (void)config;
  (void)self;
  memset(error->path, 'p', sizeof error->path);
  memset(error->message, 'm', sizeof error->message);
  return GARDEN_INVALID;
}

static const garden_component component = COMPONENT("error_unterminated", create, good_begin, good_event);
EXPORT_ONE("error_unterminated", component)
