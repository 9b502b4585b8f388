// Trouble: why a provider gave no answer, and whether the same request may help.
//
// The text goes to the operator and to logs. It is partly the provider's own, which may repeat what it was
// sent: the key is cut out of it, and it is one line of bounded length. Threads: plain values.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "garden/failure.hpp"

namespace garden::model_kit {

struct Trouble {
  garden_status status = GARDEN_UNAVAILABLE;
  std::string text;
  bool retry = false;                          // the same again may work
  std::optional<std::uint32_t> after_ms = {};  // not before, says the provider
};

// What an HTTP transfer that broke off, or never began, means: only a silence is not worth another try,
// because all patience went into it.
Trouble trouble_of_transfer(const Failure& failure);

// A provider's words, fit for a log: one line, at most 400 bytes, without `secret`.
std::string quotable(std::string_view words, std::string_view secret);

// Milliseconds of "34.07s", "500ms"; of "7" if `unit_ms` says what a bare number counts. At most a day.
std::optional<std::uint32_t> read_delay_ms(std::string_view text, std::uint32_t unit_ms = 0);

}  // namespace garden::model_kit
