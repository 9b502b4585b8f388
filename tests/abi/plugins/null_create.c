/* Defect: no create. */
#include "good.h"

static const garden_component component = COMPONENT("null_create", NULL, good_begin, good_event);
EXPORT_ONE("null_create", component)
