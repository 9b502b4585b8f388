// Ending: what an exception that left an author's code says to the host.
//
// Nothing is thrown across the border: whatever a component throws becomes a status and a text here.
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

#include "garden/config.hpp"
#include "garden/failure.hpp"
#include "garden/utf8.hpp"

namespace garden::detail {

// What an exception says, as the status and text of an operation's end.
struct Ending {
  garden_status status = GARDEN_OK;
  std::string text;
};

inline Ending ending_of(const std::exception_ptr& exception) {
  if (!exception) return {};
  try {
    std::rethrow_exception(exception);
  } catch (const Failure& failure) {
    const bool good = is_ending(failure.status()) && failure.status() != GARDEN_OK;
    return {good ? failure.status() : garden_status{GARDEN_INTERNAL}, failure.text()};
  } catch (const Cancelled&) {
    return {GARDEN_CANCELLED, "cancelled"};
  } catch (const std::exception& error) {
    return {GARDEN_INTERNAL, error.what()};
  } catch (...) {
    return {GARDEN_INTERNAL, "an exception that is no std::exception"};
  }
}

template <std::size_t N>
void copy_text(char (&to)[N], std::string_view text) {
  const auto fitting = utf8_prefix(text, N - 1);
  to[fitting.copy(to, N - 1)] = '\0';
}

// Writes what the exception in flight says to where the host reads it; the status it stands for.
inline garden_status explain(garden_error* error) noexcept {
  try {
    const auto ending = ending_of(std::current_exception());
    if (error) copy_text(error->message, ending.text);
    try {
      throw;
    } catch (const ConfigError& wrong) {
      if (error) copy_text(error->path, wrong.path());
    } catch (...) {
    }
    return ending.status;
  } catch (...) {  // no memory for the text
    return GARDEN_INTERNAL;
  }
}

}  // namespace garden::detail
