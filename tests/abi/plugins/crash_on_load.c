/* Defect: aborts while the library is loaded. Only for the probe. */
#include "good.h"

__attribute__((constructor)) static void loaded(void) { abort(); }

static const garden_component component = COMPONENT("crash_on_load", good_create, good_begin, good_event);
EXPORT_ONE("crash_on_load", component)
