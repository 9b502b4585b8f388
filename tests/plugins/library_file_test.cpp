// Goal: a file is judged by its bytes, whatever they are, before any code of it runs.
// Method: the one-defect libraries of tests/abi, and a good library with its bytes changed, cut and forged.
#include "plugins/library_file.hpp"

#include <elf.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <random>

#include "plugins/content_hash.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using base::Code;
using plugins::LibraryFile;

namespace {

std::filesystem::path plugin(const std::string& name) {
  return std::filesystem::path(GARDEN_BINARY_DIR) / "tests/abi/plugins" / (name + ".so");
}

base::Result<> check(const std::filesystem::path& path) {
  auto file = LibraryFile::read(path);
  if (!file) return std::unexpected(file.error());
  return file->check(path);
}

void write(const std::filesystem::path& path, const std::vector<unsigned char>& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

TEST_CASE("A plugin is known by its symbol, another major by its number") {
  CHECK(check(plugin("echo")).has_value());
  const auto other = check(plugin("v2_only"));
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().code == Code::invalid);
  CHECK(other.error().message == "needs ABI major 2, host speaks 1");
  const auto none = check(plugin("no_symbol"));
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().message.starts_with("not a garden plugin"));
}

TEST_CASE("What is no library is refused") {
  testing::TempDir folder;
  CHECK(check(folder.file("missing.so")).error().code == Code::not_found);
  CHECK(check(folder.path()).error().code == Code::invalid);
  write(folder.file("empty.so"), {});
  CHECK(check(folder.file("empty.so")).error().code == Code::invalid);
  write(folder.file("text.so"), {'h', 'e', 'l', 'l', 'o'});
  CHECK(check(folder.file("text.so")).error().code == Code::invalid);
  CHECK(check("/proc/self/exe").error().code == Code::invalid);  // a program: ET_DYN perhaps, but no plugin
}

TEST_CASE("A library that is cut off anywhere is refused, not read past its end") {
  testing::TempDir folder;
  const auto whole = LibraryFile::read(plugin("echo"));
  REQUIRE(whole.has_value());
  for (std::size_t size = 0; size < whole->bytes.size(); size += 1 + size / 7) {
    auto bytes = whole->bytes;
    bytes.resize(size);
    write(folder.file("cut.so"), bytes);
    CHECK_FALSE(check(folder.file("cut.so")).has_value());
  }
}

TEST_CASE("Forged sizes and random bytes cost no memory and crash nothing") {
  testing::TempDir folder;
  const auto whole = LibraryFile::read(plugin("echo"));
  REQUIRE(whole.has_value());
  Elf64_Ehdr header;
  std::memcpy(&header, whole->bytes.data(), sizeof header);
  for (unsigned i = 0; i < header.e_shnum; i++) {  // each section in turn says that it has 2^60 bytes
    auto bytes = whole->bytes;
    Elf64_Shdr section;
    unsigned char* at = bytes.data() + header.e_shoff + i * sizeof section;
    std::memcpy(&section, at, sizeof section);
    if (section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL) continue;
    section.sh_size = std::uint64_t{1} << 60;
    std::memcpy(at, &section, sizeof section);
    write(folder.file("forged.so"), bytes);
    CHECK_FALSE(check(folder.file("forged.so")).has_value());
  }
  std::mt19937 dice(1);
  for (int round = 0; round < 300; round++) {  // the table of sections is where the reader can be led astray
    auto bytes = whole->bytes;
    for (int change = 0; change < 8; change++) {
      const auto table = header.e_shoff + dice() % (header.e_shnum * sizeof(Elf64_Shdr));
      bytes[dice() % 2 == 0 ? table : dice() % 64] = static_cast<unsigned char>(dice());
    }
    write(folder.file("random.so"), bytes);
    static_cast<void>(check(folder.file("random.so")));  // either answer is right; it must come back
  }
}

TEST_CASE("The hash of a content depends on every byte and on the length") {
  std::vector<unsigned char> bytes(100, 0);
  const auto zeros = plugins::content_hash(bytes);
  CHECK(zeros.size() == 32);
  CHECK(zeros == plugins::content_hash(bytes));
  std::vector<std::string> seen{zeros};
  for (std::size_t i = 0; i < bytes.size(); i++) {
    auto changed = bytes;
    changed[i] = 1;
    seen.push_back(plugins::content_hash(changed));
  }
  for (std::size_t size = 0; size < 100; size++)
    seen.push_back(plugins::content_hash(std::span(bytes).first(size)));
  std::ranges::sort(seen);
  CHECK(std::ranges::adjacent_find(seen) == seen.end());
}
