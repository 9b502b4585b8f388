/* The layout of ABI 1.0 on a 64-bit machine: what libraries that exist have compiled in. Nothing here ever
 * changes; a later minor adds lines for what it appends. */
#include "garden/abi.h"

#define AT(type, field, offset) \
  _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")

AT(garden_str, data, 0);
AT(garden_str, size, 8);
_Static_assert(sizeof(garden_str) == 16, "garden_str never grows");

AT(garden_error, size, 0);
AT(garden_error, path, 4);
AT(garden_error, message, 132);
_Static_assert(sizeof(garden_error) >= 644, "garden_error has shrunk");

AT(garden_event, size, 0);
AT(garden_event, event, 4);
AT(garden_event, token, 8);
AT(garden_event, status, 16);
AT(garden_event, kind, 20);
AT(garden_event, body, 24);
_Static_assert(sizeof(garden_event) >= 40, "garden_event has shrunk");

AT(garden_host, size, 0);
AT(garden_host, abi_minor, 4);
AT(garden_host, ctx, 8);
AT(garden_host, log, 16);
AT(garden_host, metric, 24);
AT(garden_host, clock_us, 32);
AT(garden_host, emit, 40);
AT(garden_host, finish, 48);
AT(garden_host, cancelled, 56);
AT(garden_host, remaining_ms, 64);
AT(garden_host, wake, 72);
AT(garden_host, sleep, 80);
AT(garden_host, call, 88);
AT(garden_host, http, 96);
AT(garden_host, offload, 104);
AT(garden_host, pause, 112);
AT(garden_host, cancel, 120);
AT(garden_host, extension, 128);
_Static_assert(GARDEN_HOST_SIZE_1_0 == 136, "the size of 1.0 has changed");

AT(garden_component, size, 0);
AT(garden_component, kind, 4);
AT(garden_component, flags, 8);
AT(garden_component, reserved, 12);
AT(garden_component, id, 16);
AT(garden_component, description, 24);
AT(garden_component, config_schema, 32);
AT(garden_component, create, 40);
AT(garden_component, start, 48);
AT(garden_component, stop, 56);
AT(garden_component, destroy, 64);
AT(garden_component, begin, 72);
AT(garden_component, event, 80);
AT(garden_component, extension, 88);
_Static_assert(GARDEN_COMPONENT_SIZE_1_0 == 96, "the size of 1.0 has changed");

AT(garden_plugin, size, 0);
AT(garden_plugin, abi_minor, 4);
AT(garden_plugin, name, 8);
AT(garden_plugin, version, 16);
AT(garden_plugin, component_count, 24);
AT(garden_plugin, reserved, 28);
AT(garden_plugin, components, 32);
_Static_assert(GARDEN_PLUGIN_SIZE_1_0 == 40, "the size of 1.0 has changed");
