/* Defect: the list of components points to nowhere. */
#include "good.h"

static const garden_plugin plugin = {
    sizeof plugin, GARDEN_ABI_MINOR, "wild_pointer", "1.0.0", 1, 0, (const garden_component* const*)16};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
