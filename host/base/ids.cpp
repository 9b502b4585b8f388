#include "base/ids.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <random>

namespace garden::base {

std::string make_id(std::string_view prefix, Wall when) {
  static constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::array<unsigned char, 16> bytes;  // only five bits of each are used
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    std::random_device kernel;
    for (auto& byte : bytes) byte = static_cast<unsigned char>(kernel());
  }
  std::string id(prefix);
  if (!id.empty()) id += '_';
  auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count());
  for (int shift = 45; shift >= 0; shift -= 5) id += digits[(ms >> shift) & 31];
  for (auto byte : bytes) id += digits[byte & 31];
  return id;
}

bool is_valid_client_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  });
}

}  // namespace garden::base
