// Component: what a plugin library offers, copied out of it once and safe to read ever after.
//
// A library may be older or newer than this host, so its structs may be shorter or longer than ours. The copy
// made here has every slot: one that the library does not have is null. Text is copied too, so that listing
// components never reaches into a library again; only the function pointers lead there.
// Threads: a Component never changes after it was made; [any].
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "garden/abi.h"

namespace garden::plugins {

struct Component {
  garden_component functions{};  // the component's slots; create, destroy, begin and event are never null
  std::string id;                // "sqlite": what YAML calls it
  std::string description;
  std::string config_schema;  // JSON Schema text
  std::string library;        // the library's own name, "host" for a built-in one
  std::string version;        // of the library
  std::string path;           // empty for a built-in one
  std::string hash;           // of the library's content; empty for a built-in one

  bool reentrant() const { return (functions.flags & GARDEN_REENTRANT) != 0; }
};

// "agent", "llm", "connector", "cache"; "unknown" for a number that this host does not know.
std::string_view kind_name(garden_component_kind kind);

// What is known of a library without running it here: for `plugins list` and `plugins inspect`.
struct LibraryDescription {
  struct Offer {
    garden_component_kind kind = 0;
    bool reentrant = false;
    std::string id, description, config_schema;
  };
  std::string path, hash;
  std::string name, version;
  std::uint32_t abi_minor = 0;
  std::vector<Offer> offers;
  std::vector<std::string> warnings;  // what a host can live with
  std::string refused;  // why it cannot be used ("needs ABI major 2, host speaks 1"); empty: it can
  base::Json to_json() const;
};

// Copies and checks what garden_plugin_v1() returned; the errors say what the library got wrong. Runs code
// of the library only if `plugin` points into it. Code::invalid.
base::Result<std::vector<std::shared_ptr<const Component>>> read_plugin(const garden_plugin* plugin,
                                                                        std::string_view path,
                                                                        std::string_view hash);

// The same as listing what inspect() says, for components that are loaded.
LibraryDescription describe(const std::vector<std::shared_ptr<const Component>>& components,
                            std::uint32_t abi_minor);

}  // namespace garden::plugins
