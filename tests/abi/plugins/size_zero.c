/* Defect: the plugin's size is 0. */
#include "good.h"

static const garden_component component = COMPONENT("size_zero", good_create, good_begin, good_event);
static const garden_component* const components[] = {&component};
static const garden_plugin plugin = {0, GARDEN_ABI_MINOR, "size_zero", "1.0.0", 1, 0, components};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
