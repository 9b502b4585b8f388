// Text files: the one way this room reads a file. Bounded, regular files only, UTF-8 checked by utf8_fault().
// Threads: pure functions [any]; reading blocks.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace garden::config {

// The whole file. Code::not_found, Code::denied (not readable, not a regular file), Code::invalid (too big).
base::Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t bytes_max);

// The first byte that is no UTF-8 (overlong forms and surrogates included), or nothing.
std::optional<std::size_t> utf8_fault(std::string_view text);

// How many characters `text` has; broken bytes count one each.
std::size_t characters(std::string_view text);

}  // namespace garden::config
