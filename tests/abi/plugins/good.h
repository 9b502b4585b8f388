/* good.h: what the tiny plugins of this folder share: parts that are right in everything.
 *
 * Each plugin here replaces one of them by something wrong, named in its first line, so that a test of the
 * host or of the probe meets one defect at a time. The good component echoes: begin emits the request as text
 * and finishes. Threads: begin on the lane; an instance keeps nothing but its host. */
#ifndef GARDEN_TESTS_GOOD_H
#define GARDEN_TESTS_GOOD_H

#include <stdlib.h>
#include <string.h>

#include "garden/abi.h"

typedef struct instance {
  const garden_host* host;
} instance;

static inline garden_str text(const char* zero_terminated) {
  garden_str s;
  s.data = zero_terminated;
  s.size = strlen(zero_terminated);
  return s;
}

static inline garden_status good_create(const garden_host* host, garden_str config, void** self,
                                        garden_error* error) {
  instance* made = (instance*)malloc(sizeof *made);
  (void)config;
  (void)error;
  made->host = host;
  *self = made;
  return GARDEN_OK;
}

static inline void good_destroy(void* self) { free(self); }

static inline void good_begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  (void)verb;
  host->emit(host, op, GARDEN_TEXT, request);
  host->finish(host, op, GARDEN_OK, text(""));
}

static inline void good_event(void* self, garden_op op, const garden_event* event) {
  (void)self;
  (void)op;
  (void)event;
}

/* The fields of a right component, in order, with its create, begin and event to choose. */
#define COMPONENT(ID, CREATE, BEGIN, EVENT) \
  {sizeof(garden_component),                \
   GARDEN_LLM,                              \
   0,                                       \
   0,                                       \
   ID,                                      \
   "Echoes its request.",                   \
   "{\"type\":\"object\"}",                 \
   CREATE,                                  \
   NULL,                                    \
   NULL,                                    \
   good_destroy,                            \
   BEGIN,                                   \
   EVENT,                                   \
   NULL}

/* A library that offers `component` alone. */
#define EXPORT_ONE(NAME, component)                                                                      \
  static const garden_component* const the_components[] = {&(component)};                                \
  static const garden_plugin the_plugin = {sizeof(garden_plugin), GARDEN_ABI_MINOR, NAME, "1.0.0", 1, 0, \
                                           the_components};                                              \
  GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &the_plugin; }

#endif
