// UTF-8: which bytes are whole characters. What crosses the border as text has to be made of them.
//
// Threads: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace garden {

// Bytes of the character that begins at `at` (1 to 4); 0 if the bytes there are no whole character: cut off,
// overlong, a surrogate, over U+10FFFF. `at` is below text.size().
inline std::size_t utf8_character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return tail(1) ? 2 : 0;
  if (first < 0xf0) {
    const bool second = first == 0xe0 ? tail(1, 0xa0) : first == 0xed ? tail(1, 0x80, 0x9f) : tail(1);
    return second && tail(2) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const bool second = first == 0xf0 ? tail(1, 0x90) : first == 0xf4 ? tail(1, 0x80, 0x8f) : tail(1);
  return second && tail(2) && tail(3) ? 4 : 0;
}

// Where the run of ASCII characters that begins at `at` ends: most of a text is one, eight bytes at a look.
inline std::size_t ascii_end(std::string_view text, std::size_t at) {
  for (std::uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

inline bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; (at = ascii_end(text, at)) < text.size();) {
    const auto length = utf8_character(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

// The longest beginning of valid `text` that is at most `bytes_max` long and ends with a whole character.
inline std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

// Appends a character by its number; what is none (surrogates, over U+10FFFF) becomes U+FFFD.
inline void append_utf8(std::string& out, std::uint32_t code) {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12), tail(6), tail(0);
  }
}

}  // namespace garden
