#include "plugins/library_file.hpp"

#include <elf.h>

#include <boost/dll/library_info.hpp>
#include <cstring>
#include <exception>
#include <fstream>
#include <optional>
#include <span>

#include "base/limits.hpp"
#include "plugins/content_hash.hpp"

namespace garden::plugins {
namespace limits = base::limits;
using base::Code;
using base::fail;

namespace {

constexpr std::string_view symbol_stem = "garden_plugin_v";
constexpr std::string_view symbol = "garden_plugin_v1";

#if defined(__x86_64__)
constexpr unsigned this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned this_machine = EM_AARCH64;
#else
#error "say which ELF machine this is"
#endif

template <class T>
std::optional<T> read_at(std::span<const unsigned char> bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return {};
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool lies_within(std::uint64_t offset, std::uint64_t size, std::size_t whole) {
  return offset <= whole && size <= whole - offset;
}

// The reader of symbols trusts every size it finds (a forged one costs it gigabytes), so the sections are
// measured against the file first. Empty: they are sound.
std::string_view what_is_forged(std::span<const unsigned char> bytes) {
  const auto header = read_at<Elf64_Ehdr>(bytes, 0);
  if (!header || std::memcmp(&header->e_ident[0], ELFMAG, SELFMAG) != 0) return "not a shared library";
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != this_machine)
    return "a shared library for another kind of machine";
  if (header->e_type != ET_DYN) return "a program or an object file, not a shared library";
  if (header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shnum == 0 ||
      header->e_shstrndx >= header->e_shnum)
    return "a shared library without a table of sections";
  if (!lies_within(header->e_shoff, std::uint64_t{header->e_shnum} * sizeof(Elf64_Shdr), bytes.size()))
    return "a shared library that is cut off";
  for (unsigned i = 0; i < header->e_shnum; i++) {
    const auto section = read_at<Elf64_Shdr>(bytes, header->e_shoff + i * sizeof(Elf64_Shdr));
    if (!section) return "a shared library that is cut off";
    if (section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL &&
        !lies_within(section->sh_offset, section->sh_size, bytes.size()))
      return "a shared library with a section outside of the file";
  }
  const auto names = read_at<Elf64_Shdr>(bytes, header->e_shoff + header->e_shstrndx * sizeof(Elf64_Shdr));
  if (names->sh_type != SHT_STRTAB) return "a shared library whose sections have no names";
  return {};
}

}  // namespace

base::Result<LibraryFile> LibraryFile::read(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fail(Code::not_found, "there is no such file", path.string());
  if (!std::filesystem::is_regular_file(status)) return fail(Code::invalid, "not a file", path.string());
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(Code::unavailable, "cannot be read: " + error.message(), path.string());
  if (size > limits::plugin_file_bytes_max)
    return fail(Code::invalid, "too large for a library", path.string());
  LibraryFile file{path, std::vector<unsigned char>(size), {}};
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(file.bytes.data()), static_cast<std::streamsize>(size));
  if (!in) return fail(Code::unavailable, "cannot be read", path.string());
  file.hash = content_hash(file.bytes);
  return file;
}

base::Result<> LibraryFile::check(const std::filesystem::path& at) const {
  if (const auto forged = what_is_forged(bytes); !forged.empty())
    return fail(Code::invalid, "not a garden plugin: it is " + std::string(forged), path.string());
  std::string other_major;
  try {
    for (const auto& name : boost::dll::library_info(at.string()).symbols()) {
      if (name == symbol) return {};
      if (name.starts_with(symbol_stem)) other_major = name.substr(symbol_stem.size());
    }
  } catch (const std::exception&) {  // the sections are sound, but not what they should be
    return fail(Code::invalid, "not a garden plugin: its symbols cannot be read", path.string());
  }
  if (other_major.empty())
    return fail(Code::invalid, "not a garden plugin: it exports no " + std::string(symbol), path.string());
  return fail(Code::invalid, "needs ABI major " + other_major + ", host speaks 1", path.string());
}

}  // namespace garden::plugins
