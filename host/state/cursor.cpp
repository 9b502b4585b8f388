#include "state/cursor.hpp"

#include <cstdint>

namespace garden::state {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Base64 for URLs without padding (RFC 4648, section 5).
std::string encode(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += digits[bits >> (count - 6) & 63];
  }
  if (count > 0) text += digits[bits << (6 - count) & 63];
  return text;
}

bool decode(std::string_view text, std::string& bytes) {
  std::uint32_t bits = 0;
  int count = 0;
  for (char digit : text) {
    auto value = digits.find(digit);
    if (value == std::string_view::npos) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255);
  }
  return true;
}

}  // namespace

std::string to_cursor(const Position& position) {
  return encode(std::to_string(position.sort.size()) + ":" + position.sort + position.key);
}

base::Result<Position> parse_cursor(std::string_view text) {
  std::string bytes;
  constexpr std::size_t text_max = 4096;
  if (text.size() <= text_max && decode(text, bytes)) {
    std::size_t size = 0, at = 0;
    for (; at < bytes.size() && at < 4 && bytes[at] >= '0' && bytes[at] <= '9'; ++at)
      size = size * 10 + static_cast<std::size_t>(bytes[at] - '0');
    if (at > 0 && at < bytes.size() && bytes[at] == ':' && size <= bytes.size() - at - 1)
      return Position{bytes.substr(at + 1, size), bytes.substr(at + 1 + size)};
  }
  return base::fail(base::Code::invalid, "the cursor is not one that a list gave; begin without one");
}

}  // namespace garden::state
