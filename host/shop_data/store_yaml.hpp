// The store YAML that an import writes beside its database, so that `agent-garden ask --config` works at
// once, and that says to every answer what the import had to assume. Threads: plain functions [any].
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace garden::shop_data {

struct StoreDescription {
  std::string title;  // for people
  std::string timezone, currency;
  std::string as_of;  // "2025-10-31 23:59:59"
  std::filesystem::path database;
  std::vector<std::string> assumptions;
};

// The whole text. The store is called like the database; its state is a file beside it.
std::string store_yaml_text(const StoreDescription& store);

// Nothing is there, or a YAML of ours that nobody has edited since, or `force` and a plain file.
base::Result<> may_replace_yaml(const std::filesystem::path& place, bool force);

}  // namespace garden::shop_data
