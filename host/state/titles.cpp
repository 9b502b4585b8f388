#include "state/titles.hpp"

namespace garden::state {
namespace {
constexpr std::size_t bytes_max = 80;
constexpr std::string_view ellipsis = "…";
bool is_blank(unsigned char c) { return c <= ' ' || c == 0x7f; }
}  // namespace

std::string title_of(std::string_view text) {
  std::string line;
  for (char c : text) {
    if (line.size() > bytes_max) break;
    if (!is_blank(static_cast<unsigned char>(c)))
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.size() <= bytes_max) return line;
  auto end = bytes_max - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  if (auto word = line.rfind(' ', end); word != std::string::npos && word > end / 2) end = word;
  return line.substr(0, end) + std::string(ellipsis);
}

}  // namespace garden::state
