// base64: bytes as letters (RFC 4648 section 4), as rows carry a BLOB and headers what is no plain text.
//
// Threads: a pure function.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace garden {

inline std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) {
      return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
    };
    const auto group = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > bytes.size() ? '=' : digits[group >> (18 - 6 * i) & 0x3f];
  }
  return out;
}

}  // namespace garden
