// Defect: an exception leaves create, across the border. Only for the probe.
#include <stdexcept>

#include "good.h"

static garden_status create(const garden_host*, garden_str, void**, garden_error*) {
  throw std::runtime_error("an exception that nobody here catches");
}

static const garden_component component = COMPONENT("throw_in_create", create, good_begin, good_event);
EXPORT_ONE("throw_in_create", component)
