/* Defect: the component's size is shorter than that of minor 0. */
#include "good.h"

static const garden_component component = {16,
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "short",
                                           "Echoes its request.",
                                           "{\"type\":\"object\"}",
                                           good_create,
                                           NULL,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("component_size_short", component)
