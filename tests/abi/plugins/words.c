/* No defect: streams its request word by word, one word every 5 ms, holding no thread; says what FULL,
 * WRITABLE and CANCEL ask of a component in C. */
#include "good.h"

typedef struct job {
  garden_op op;
  char *words, *at;
  struct job* next;
} job;

typedef struct state {
  const garden_host* host;
  job* jobs;
} state;

static garden_status create(const garden_host* host, garden_str config, void** self, garden_error* error) {
  state* made = (state*)calloc(1, sizeof *made);
  (void)config;
  (void)error;
  made->host = host;
  *self = made;
  return GARDEN_OK;
}

static void drop(state* s, job* j) {
  job** link = &s->jobs;
  while (*link != j) link = &(*link)->next;
  *link = j->next;
  free(j->words);
  free(j);
}

static void step(state* s, job* j) {
  const size_t length = strcspn(j->at, " ");
  const size_t taken = j->at[length] ? length + 1 : length;
  garden_str word;
  garden_status answer;
  if (!*j->at) {
    s->host->finish(s->host, j->op, GARDEN_OK, text(""));
    drop(s, j);
    return;
  }
  word.data = j->at;
  word.size = taken;
  answer = s->host->emit(s->host, j->op, GARDEN_TEXT, word);
  if (answer == GARDEN_FULL) return; /* WRITABLE comes */
  j->at += taken;
  if (answer == GARDEN_OK) s->host->sleep(s->host, j->op, 1, 5);
}

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  state* s = (state*)self;
  job* j = (job*)calloc(1, sizeof *j);
  (void)verb;
  j->op = op;
  j->words = (char*)calloc(1, request.size + 1);
  if (request.size) memcpy(j->words, request.data, request.size);
  j->at = j->words;
  j->next = s->jobs;
  s->jobs = j;
  step(s, j);
}

static void event(void* self, garden_op op, const garden_event* e) {
  state* s = (state*)self;
  job* j = s->jobs;
  while (j && j->op != op) j = j->next;
  if (!j) return;
  if (e->event == GARDEN_EV_CANCEL)
    drop(s, j);
  else
    step(s, j);
}

static const garden_component component = COMPONENT("words", create, begin, event);
EXPORT_ONE("words", component)
