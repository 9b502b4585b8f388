// GARDEN_PLUGIN: makes a shared library a plugin. Once in a library, outside of every namespace:
//
//   GARDEN_PLUGIN("acme", "1.0.0",
//                 garden::component<Acme>(GARDEN_LLM, "acme", "Models of Acme.", schema, GARDEN_REENTRANT))
//
// Threads: the function it defines [any].
#pragma once
#include "garden/component.hpp"

#define GARDEN_PLUGIN(NAME, VERSION, ...)                                                     \
  extern "C" GARDEN_EXPORT const garden_plugin* garden_plugin_v1(void) {                      \
    static constexpr garden_component parts[] = {__VA_ARGS__};                                \
    static constexpr auto list = ::garden::detail::pointers_to(parts);                        \
    static constexpr garden_plugin plugin = {                                                 \
        sizeof(garden_plugin), GARDEN_ABI_MINOR, NAME, VERSION, list.size(), 0, list.data()}; \
    return &plugin;                                                                           \
  }
