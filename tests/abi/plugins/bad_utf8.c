/* Defect: the description is not UTF-8. */
#include "good.h"

static const garden_component component = {sizeof(garden_component),
                                           GARDEN_LLM,
                                           0,
                                           0,
                                           "bad_utf8",
                                           "Caf\xe9 \xc0\xaf",
                                           "{\"type\":\"object\"}",
                                           good_create,
                                           NULL,
                                           NULL,
                                           good_destroy,
                                           good_begin,
                                           good_event,
                                           NULL};
EXPORT_ONE("bad_utf8", component)
