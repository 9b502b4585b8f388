// Goal: what a library of an earlier minor was built with never changes; what is new is released on purpose.
// Method: the declarations of the headers are compared with the golden list of every released minor; the
// check itself is tried on headers that break a promise. The layout is asserted by the compiler
// (headers/layout_1_0.c).
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "abi/declarations.hpp"
#include "garden/abi.h"

namespace fs = std::filesystem;
using garden::testing::broken_promises;
using garden::testing::declarations_of;

namespace {

const fs::path source = GARDEN_SOURCE_DIR;

std::string read(const fs::path& file) {
  std::ifstream in(file);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  REQUIRE(in);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> current() {
  std::vector<std::string> all;
  for (const auto* header : {"abi.h", "abi_agent.h", "abi_cache.h", "abi_connector.h", "abi_llm.h"})
    for (auto& line : declarations_of(read(source / "sdk/include/garden" / header)))
      all.push_back(std::move(line));
  return all;
}

fs::path golden(unsigned minor) {
  return source / "tests/abi/golden" / ("v1." + std::to_string(minor) + ".txt");
}

constexpr auto sample = R"(
typedef uint64_t garden_op; /* a comment */
enum { GARDEN_OK = 0, GARDEN_GONE = 1 };
typedef struct garden_thing {
  uint32_t size; /* first */
  int (*call)(int a,
              int b);
} garden_thing;
#define GARDEN_VERB "verb"
)";

std::size_t broken_by(const std::string& from, const std::string& to, bool* grown) {
  std::string changed = sample;
  changed.replace(changed.find(from), from.size(), to);
  return broken_promises(declarations_of(sample), declarations_of(changed), grown).size();
}

}  // namespace

TEST_CASE("freeze: every released minor is still promised, and this one is released") {
  const auto now = current();
  bool grown = true;
  for (unsigned minor = 0; minor <= GARDEN_ABI_MINOR; ++minor) {
    const auto released = lines_of(golden(minor));
    CHECK(released.size() > 100);
    CHECK(broken_promises(released, now, &grown) == std::vector<std::string>{});
  }
  INFO("the headers say more than golden/v1." << GARDEN_ABI_MINOR
                                              << ".txt: raise GARDEN_ABI_MINOR, see docs/abi.md");
  CHECK_FALSE(grown);
  CHECK_FALSE(fs::exists(golden(GARDEN_ABI_MINOR + 1)));
}

TEST_CASE("freeze: the check sees what breaks a promise, and lets pass what does not") {
  bool grown = false;
  CHECK(broken_by("GARDEN_GONE = 1", "GARDEN_GONE = 2", &grown) == 1);
  CHECK(broken_by("uint64_t garden_op", "uint32_t garden_op", &grown) == 1);
  CHECK(broken_by("int b", "long b", &grown) == 1);
  CHECK(broken_by("\"verb\"", "\"word\"", &grown) == 1);
  CHECK(broken_by("  uint32_t size;", "  uint32_t size; uint32_t more;", &grown) == 1);
  CHECK_FALSE(broken_by("a comment", "another comment", &grown));
  CHECK_FALSE(grown);
  CHECK_FALSE(broken_by("} garden_thing", "  int (*more)(void);\n} garden_thing", &grown));
  CHECK(grown);
  CHECK_FALSE(broken_by("GARDEN_GONE = 1", "GARDEN_GONE = 1, GARDEN_NEW = 2", &grown));
  CHECK(grown);
}

TEST_CASE("freeze: enumerations that the host sends have not grown") {
  for (const auto& line : current()) {
    if (line.starts_with("enum GARDEN_EV_")) CHECK(line.back() - '0' <= 6);
  }
  const auto now = current();
  CHECK(std::ranges::count_if(now, [](const auto& line) { return line.starts_with("enum GARDEN_EV_"); }) ==
        6);
}

TEST_CASE("freeze: the tables of extensions never change; a changed one has another name") {
  CHECK(declarations_of(read(source / "sdk/include/garden/abi_process.h")) ==
        lines_of(source / "tests/abi/golden/process_1.txt"));
  CHECK(declarations_of(read(source / "sdk/include/garden/abi_queue.h")) ==
        lines_of(source / "tests/abi/golden/queue_1.txt"));
  CHECK(declarations_of(read(source / "sdk/include/garden/abi_compute.h")) ==
        lines_of(source / "tests/abi/golden/compute_1.txt"));
}
