/* Defect: two components of one id. */
#include "good.h"

static const garden_component first = COMPONENT("twin", good_create, good_begin, good_event);
static const garden_component second = COMPONENT("twin", good_create, good_begin, good_event);
static const garden_component* const components[] = {&first, &second};
static const garden_plugin plugin = {sizeof plugin, GARDEN_ABI_MINOR, "duplicate_ids", "1.0.0", 2, 0,
                                     components};
GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return &plugin; }
