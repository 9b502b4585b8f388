// Reading a checked value into types: what the schema has proved is taken as it is, what it has complained
// about becomes a harmless value, so that later checks can go on and add their complaints. Internal to this
// room. Threads: pure functions [any].
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace garden::config {

std::chrono::milliseconds duration_at(const base::Json& map, std::string_view key);
std::size_t size_at(const base::Json& map, std::string_view key);
std::size_t count_at(const base::Json& map, std::string_view key);
std::vector<std::string> texts_at(const base::Json& map, std::string_view key);
std::vector<std::filesystem::path> paths_at(const base::Json& map, std::string_view key);

}  // namespace garden::config
