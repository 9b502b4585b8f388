#include "config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace garden::config {

base::Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t bytes_max) {
  using base::Code;
  // Non-blocking: opening a pipe for reading would otherwise wait for a writer.
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return base::fail(Code::not_found, "there is no such file");
    return base::fail(Code::denied, "the file cannot be read: " + std::generic_category().message(errno));
  }
  struct Closer {
    int file;
    ~Closer() { ::close(file); }
  } closer{file};
  struct stat about{};
  if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
    return base::fail(Code::denied, "this is not a regular file");
  auto too_big = [bytes_max] {
    return base::fail(Code::invalid, "the file is larger than " + std::to_string(bytes_max) + " bytes");
  };
  if (about.st_size > 0 && static_cast<std::size_t>(about.st_size) > bytes_max) return too_big();
  std::string text;
  char buffer[16 * 1024];
  for (;;) {
    auto got = ::read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return base::fail(Code::denied, "the file cannot be read: " + std::generic_category().message(errno));
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > bytes_max) return too_big();
  }
}

std::optional<std::size_t> utf8_fault(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4 || i + more >= text.size()) return i;
    std::uint32_t point = lead & (0x3Fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0) != 0x80) return i;
      point = (point << 6) | (next & 0x3Fu);
    }
    static constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (point < smallest[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return i;
    i += more + 1;
  }
  return std::nullopt;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace garden::config
