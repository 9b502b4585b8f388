/* Defect: the configuration's schema is not JSON. */
#include "good.h"

static const garden_component component = {sizeof(garden_component),
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "bad_schema",
                                           "Echoes its request.",
                                           "{\"type\": object}",
                                           good_create,
                                           NULL,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("bad_schema", component)
