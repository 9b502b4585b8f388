#include "cutter.hpp"

GARDEN_PLUGIN("cutter", "1.0.0",
              garden::component<Cutter>(GARDEN_AGENT, "cutter", "Knows how sheets are cut.", "{}",
                                        GARDEN_REENTRANT))
