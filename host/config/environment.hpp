// Environment: where `${NAME}` is looked up.
//
// Nothing in this room reads the process environment by itself: what a configuration means must follow from
// what is handed in, so that tests and `check` can ask "what if". The app builds one Environment at the
// start: the process environment over a `.env` file. Threads: an Environment is called by whoever loads,
// [any]; the ones made here hold a copy and never change.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "config/problem.hpp"

namespace garden::config {

// The value of a variable, or nothing. A variable that is set to nothing counts as not set: compose files and
// unit files pass such blanks for everything they list.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
using Variables = std::map<std::string, std::string, std::less<>>;

Environment no_environment();
Environment environment_of(Variables variables);
// What the process was started with, copied now.
Environment process_environment();
// `upper` first, then `lower`.
Environment layered(Environment upper, Environment lower);

// Reads a `.env` file: NAME=VALUE lines, `#` comments, an optional leading `export`, single quotes (nothing
// inside means anything) or double quotes (\n \t \" \\ \$ are escapes). No expansion. The last of two equal
// names counts. A file that is not there is no variables.
std::expected<Variables, Problems> load_env_file(const std::filesystem::path& path);
std::expected<Variables, Problems> parse_env_text(std::string_view text, const std::string& file);

}  // namespace garden::config
