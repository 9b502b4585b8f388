#include "base/ids.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <random>
#include <span>

namespace garden::base {

namespace {

constexpr std::size_t id_bytes = 16;  // only five bits of each are used

void fill(std::span<unsigned char> bytes) {
  if (::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size())) return;
  std::random_device kernel;
  for (auto& byte : bytes) byte = static_cast<unsigned char>(kernel());
}

std::string id_of(std::string_view prefix, Wall when, std::span<const unsigned char> random) {
  static constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::size_t time_digits = 10;
  std::string id;
  id.reserve(prefix.size() + 1 + time_digits + random.size());
  id += prefix;
  if (!id.empty()) id += '_';
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count());
  for (int shift = 45; shift >= 0; shift -= 5) id += digits[(ms >> shift) & 31];
  for (const auto byte : random) id += digits[byte & 31];
  return id;
}

}  // namespace

std::string make_id(std::string_view prefix, Wall when) {
  std::array<unsigned char, id_bytes> random;
  fill(random);
  return id_of(prefix, when, random);
}

std::string IdMaker::make(std::string_view prefix, Wall when) {
  if (used_ == random_.size()) {
    fill(random_);
    used_ = 0;
  }
  const auto random = std::span(random_).subspan(used_, id_bytes);
  used_ += id_bytes;
  return id_of(prefix, when, random);
}

bool is_valid_client_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  });
}

}  // namespace garden::base
