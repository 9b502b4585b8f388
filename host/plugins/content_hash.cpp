#include "plugins/content_hash.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace garden::plugins {
namespace {

__extension__ using Product = unsigned __int128;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t word_at(const unsigned char* from) {
  std::uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

constexpr std::uint64_t key_a = 0x9E3779B97F4A7C15u, key_b = 0xD1B54A32D192ED03u, key_c = 0x8CB92BA72F3D8DD7u;

}  // namespace

std::string content_hash(std::span<const unsigned char> bytes) {
  std::uint64_t a = key_a ^ bytes.size(), b = key_b;
  const unsigned char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; at += 16, left -= 16) {
    a = mix(word_at(at) ^ a, word_at(at + 8) ^ key_b);
    b = mix(word_at(at) ^ key_c, word_at(at + 8) ^ b) + a;
  }
  std::array<unsigned char, 16> last{};
  if (left != 0) std::memcpy(last.data(), at, left);
  a = mix(word_at(last.data()) ^ a, word_at(&last[8]) ^ key_c);
  b = mix(word_at(&last[8]) ^ b, word_at(last.data()) ^ key_a);

  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint64_t half : {mix(a, b ^ key_c), mix(a ^ key_b, b) + b})
    for (int shift = 60; shift >= 0; shift -= 4) text += digits[half >> shift & 15];
  return text;
}

}  // namespace garden::plugins
