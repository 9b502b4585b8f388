/* Defect: a thread of its own emits, and finishes twice more, for 100 ms after the operation has finished. */
#include <pthread.h>
#include <time.h>

#include "good.h"

typedef struct state {
  const garden_host* host;
  garden_op op;
  pthread_t thread;
  int running;
} state;

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  state* made = (state*)calloc(1, sizeof *made);
  (void)config;
  (void)error;
  made->host = host;
  *self = made;
  return GARDEN_OK;
}

static void* haunt(void* self) {
  state* s = (state*)self;
  const struct timespec nap = {0, 1000000};
  int i;
  for (i = 0; i < 100; i++) {
    s->host->emit(s->host, s->op, GARDEN_TEXT, text("late"));
    nanosleep(&nap, NULL);
  }
  s->host->finish(s->host, s->op, GARDEN_OK, text(""));
  s->host->finish(s->host, s->op, GARDEN_INTERNAL, text("again"));
  return NULL;
}

static void stop(void* self) {
  state* s = (state*)self;
  if (s->running) pthread_join(s->thread, NULL);
  s->running = 0;
}

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  state* s = (state*)self;
  stop(s);
  good_begin(self, op, verb, request); /* state begins as instance does: with the host */
  s->op = op;
  s->running = pthread_create(&s->thread, NULL, haunt, s) == 0;
}

static const garden_component component = {sizeof(garden_component),
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "emit_after_finish",
                                           "Echoes its request.",
                                           "{\"type\":\"object\"}",
                                           create,
                                           NULL,
                                           stop,
                                           good_destroy,
                                           begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("emit_after_finish", component)
