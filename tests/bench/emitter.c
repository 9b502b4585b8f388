/* emitter: the least a component can do: as many pieces of text as the request says, then the end. */
#include <stdlib.h>
#include <string.h>

#include "garden/abi.h"

static const garden_host* the_host;

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  (void)config;
  (void)error;
  the_host = host;
  *self = &the_host;
  return GARDEN_OK;
}
static void destroy(void* self) { (void)self; }

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = *(const garden_host**)self;
  const garden_str piece = {" token", 6};
  char digits[16] = {0};
  long left;
  (void)verb;
  memcpy(digits, request.data, request.size < 15 ? request.size : 15);
  for (left = atol(digits); left > 0; left--) host->emit(host, op, GARDEN_TEXT, piece);
  host->finish(host, op, GARDEN_OK, (garden_str){"", 0});
}
static void event(void* self, garden_op op, const garden_event* event) {
  (void)self;
  (void)op;
  (void)event;
}

static const garden_component component = {sizeof component,
                                           GARDEN_LLM,
                                           GARDEN_REENTRANT,
                                           0,
                                           "emitter",
                                           "Emits.",
                                           "{}",
                                           create,
                                           NULL,
                                           NULL,
                                           destroy,
                                           begin,
                                           event,
                                           NULL};
static const garden_component* const components[] = {&component};
static const garden_plugin plugin = {sizeof plugin, GARDEN_ABI_MINOR, "emitter", "1.0.0", 1, 0, components};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
