/* Defect: a kind of component that does not exist. */
#include "good.h"

static const garden_component component = {sizeof(garden_component),
                                           99,
                                           0,
                                           0,
                                           "bad_kind",
                                           "Echoes its request.",
                                           "{\"type\":\"object\"}",
                                           good_create,
                                           NULL,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("bad_kind", component)
