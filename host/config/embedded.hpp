// The files of config/ that are built into the program (embed.cmake). Internal to this room: others ask
// embedded_schema() and embedded_demo().
// Threads: constants [any].
#pragma once
#include <span>
#include <string_view>

namespace garden::config {

struct Embedded {
  std::string_view name;  // "store.schema.json"
  std::string_view text;
};

std::span<const Embedded> embedded_files();
std::string_view embedded_file(std::string_view name);  // empty: there is none

}  // namespace garden::config
