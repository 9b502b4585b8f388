// Failure and Cancelled: the two ways in which work in a component ends early.
//
// A Failure has a status of the ABI and a sentence for the operator; it becomes the operation's finish.
// Cancelled says that nobody wants the answer any more. It is deliberately no std::exception: code that
// catches failures to try something else must not swallow it. Do not catch it (nor `...` without throw;): let
// destructors clean up. Threads: plain values.
#pragma once
#include <exception>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "garden/abi.h"

namespace garden {

// A borrowed piece of text on its way over the border, and back.
inline garden_str borrow(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(garden_str text) {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

class Failure : public std::exception {
 public:
  Failure(garden_status status, std::string text) : status_(status), text_(std::move(text)) {}
  garden_status status() const noexcept { return status_; }
  const std::string& text() const noexcept { return text_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  garden_status status_;
  std::string text_;
};

struct Cancelled final {};

// The word for a status: "rate_limited".
inline std::string_view name_of(garden_status status) {
  constexpr std::string_view names[] = {"ok",       "gone",          "full",    "cancelled",   "deadline",
                                        "invalid",  "not_found",     "denied",  "unavailable", "rate_limited",
                                        "internal", "unimplemented", "conflict"};
  static_assert(std::size(names) == GARDEN_CONFLICT + 1);
  return status >= GARDEN_OK && status <= GARDEN_CONFLICT ? names[status] : std::string_view("unknown");
}

// True for what an operation may end with: GONE and FULL are no ending, nor is a number of no status.
inline bool is_ending(garden_status status) {
  return status >= GARDEN_OK && status <= GARDEN_CONFLICT && status != GARDEN_GONE && status != GARDEN_FULL;
}

namespace detail {
// For what the host refused or a child ended with; never returns.
[[noreturn]] inline void throw_status(garden_status status, std::string text) {
  if (status == GARDEN_CANCELLED || status == GARDEN_GONE) throw Cancelled();
  throw Failure(status, std::move(text));
}
}  // namespace detail
}  // namespace garden
