/* Defect: says it has four thousand million components. */
#include "good.h"

static const garden_component component = COMPONENT("many", good_create, good_begin, good_event);
static const garden_component* const components[] = {&component};
static const garden_plugin plugin = {
    sizeof plugin, GARDEN_ABI_MINOR, "many_components", "1.0.0", 4000000000u, 0, components};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
