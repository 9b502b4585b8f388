/* The layout of garden.process/1 on a 64-bit machine: what libraries that exist have compiled in. Nothing
 * here ever changes. */
#include "garden/abi_process.h"

#define AT(field, offset) \
  _Static_assert(offsetof(garden_process_host, field) == (offset), #field " has moved")

AT(size, 0);
AT(start, 8);
AT(write, 16);
AT(read, 24);
AT(end, 32);
_Static_assert(sizeof(garden_process_host) == 40, "garden_process_host never grows");
_Static_assert(sizeof(garden_process) == 8, "a process is a number of 64 bits");
