/* Defect: an id that YAML and targets cannot name. */
#include "good.h"

static const garden_component component = COMPONENT("Bad Id:1", good_create, good_begin, good_event);
EXPORT_ONE("bad_id", component)
