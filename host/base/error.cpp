#include "base/error.hpp"

#include <array>

namespace garden::base {

std::string_view name_of(Code code) {
  static constexpr std::array<std::string_view, 13> names{
      "ok",     "gone",        "full",         "cancelled", "deadline",      "invalid", "not_found",
      "denied", "unavailable", "rate_limited", "internal",  "unimplemented", "conflict"};
  auto index = static_cast<std::size_t>(code);
  return index < names.size() ? names[index] : "unknown";
}

}  // namespace garden::base
