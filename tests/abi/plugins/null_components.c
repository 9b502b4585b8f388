/* Defect: says it has two components, the list is null. */
#include "good.h"

static const garden_plugin plugin = {sizeof plugin, GARDEN_ABI_MINOR, "null_components", "1.0.0", 2, 0, NULL};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
