/* Defect: calls a [lane] function from a thread of its own, and emits the answer it got as text: "7" is
 * DENIED. */
#include <pthread.h>
#include <stdio.h>

#include "good.h"

typedef struct call {
  const garden_host* host;
  garden_op op;
} call;

static void* elsewhere(void* arg) {
  call* c = (call*)arg;
  char answer[16];
  snprintf(answer, sizeof answer, "%d", (int)c->host->sleep(c->host, c->op, 1, 0));
  c->host->emit(c->host, c->op, GARDEN_TEXT, text(answer));
  c->host->finish(c->host, c->op, GARDEN_OK, text(""));
  return NULL;
}

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  call c;
  pthread_t thread;
  (void)verb;
  (void)request;
  c.host = ((instance*)self)->host;
  c.op = op;
  if (pthread_create(&thread, NULL, elsewhere, &c) == 0) pthread_join(thread, NULL);
}

static const garden_component component = COMPONENT("wrong_lane", good_create, begin, good_event);
EXPORT_ONE("wrong_lane", component)
