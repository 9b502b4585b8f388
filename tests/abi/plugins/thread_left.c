/* Defect: a thread started in start() is still running after stop() and destroy(). It touches only statics
 * and ends after a second, so that a test program can end in order. */
#include <pthread.h>
#include <time.h>

#include "good.h"

static void* linger(void* arg) {
  const struct timespec second = {1, 0};
  nanosleep(&second, NULL);
  return arg;
}

static garden_status start(void* self, garden_error* error) {
  pthread_t thread;
  (void)self;
  (void)error;
  if (pthread_create(&thread, NULL, linger, NULL) == 0) pthread_detach(thread);
  return GARDEN_OK;
}

static const garden_component component = {sizeof(garden_component),
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "thread_left",
                                           "Echoes its request.",
                                           "{\"type\":\"object\"}",
                                           good_create,
                                           start,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("thread_left", component)
