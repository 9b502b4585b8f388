/* Defect: garden_plugin_v1 answers null. */
#include "good.h"

GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) { return NULL; }
