/* No defect: the control. A component in C, echoes its request. */
#include "good.h"

static const garden_component component = COMPONENT("echo", good_create, good_begin, good_event);
EXPORT_ONE("echo", component)
