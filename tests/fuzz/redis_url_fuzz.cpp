// The URL of a Redis: whatever an operator pastes is an address or a refusal that repeats nothing of it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "garden/failure.hpp"
#include "url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto address = garden::redis_cache::parse_url(text);
    if (address.host.empty() || address.port == 0) std::abort();
    if (!address.user.empty() && address.password.empty()) std::abort();
    // What is shown to the operator can be read again and means the same place.
    const auto again = garden::redis_cache::parse_url("redis://" + address.name());
    if (again.host != address.host || again.port != address.port || !again.password.empty()) std::abort();
  } catch (const garden::Failure& failure) {
    if (failure.status() != GARDEN_INVALID || failure.text().empty()) std::abort();
  }
  return 0;
}
