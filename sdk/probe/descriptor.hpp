// Descriptor: is what garden_plugin_v1() returned what abi.h asks for?
//
// Everything is read with care, but a pointer to nowhere cannot be told from another: reading one ends the
// process that does it. So this runs in the worker only. Threads: one.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "garden/abi.h"

namespace garden::probe {

using Say = std::function<void(std::string)>;

// A component that has everything a host needs of it.
struct Offer {
  const garden_component* component;
  std::string id;
};

// Names every defect to `defect`, and what a host can live with to `warning`; the components without a
// defect.
std::vector<Offer> check(const garden_plugin* plugin, const Say& defect, const Say& warning);

// "llm"; "unknown" for a kind that this ABI minor does not have.
const char* name_of_kind(garden_component_kind kind);

}  // namespace garden::probe
