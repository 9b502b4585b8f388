#include "hello.hpp"

GARDEN_PLUGIN("hello", "1.0.0",
              garden::component<Hello>(GARDEN_LLM, "hello", "Answers from a web service.", Hello::schema,
                                       GARDEN_REENTRANT))
