/* Defect: begin blocks the lane for as many milliseconds as the request says; 2000 without a number. */
#include <time.h>

#include "good.h"

static void begin(void* self, garden_op op, garden_str verb, garden_str request) {
  char digits[16] = {0};
  long ms;
  struct timespec nap;
  memcpy(digits, request.size ? request.data : "", request.size < 15 ? request.size : 15);
  ms = atol(digits);
  if (ms <= 0) ms = 2000;
  nap.tv_sec = ms / 1000;
  nap.tv_nsec = ms % 1000 * 1000000;
  nanosleep(&nap, NULL);
  good_begin(self, op, verb, request);
}

static const garden_component component = COMPONENT("stall", good_create, begin, good_event);
EXPORT_ONE("stall", component)
