/* Defect: emits ten thousand pieces of 1000 bytes without looking at the answer, then finishes. */
#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  const garden_host* host = ((instance*)self)->host;
  char piece[1000];
  garden_str bytes;
  int i;
  (void)verb;
  (void)request;
  memset(piece, 'x', sizeof piece);
  bytes.data = piece;
  bytes.size = sizeof piece;
  for (i = 0; i < 10000; i++) host->emit(host, op, GARDEN_TEXT, bytes);
  host->finish(host, op, GARDEN_OK, text(""));
}

static const garden_component component = COMPONENT("ignores_full", good_create, begin, good_event);
EXPORT_ONE("ignores_full", component)
