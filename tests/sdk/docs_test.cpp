// Goal: the code in the guides is code that is compiled and tested.
// Method: every block of C++ or CMake in docs/writing-a-plugin.md and docs/writing-an-agent.md stands, line
// for line, in a file of sdk/template, which tests/sdk builds and runs outside of the tree; the agent of the
// second is asked here.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "../../sdk/template/cutter.hpp"
#include "garden/testing/fake_host.hpp"

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t check_guide(const std::string& name) {
  const fs::path source = GARDEN_SOURCE_DIR;
  std::string code;
  for (const auto& entry : fs::directory_iterator(source / "sdk/template")) code += read(entry.path()) + "\n";
  const auto guide = read(source / "docs" / name);
  std::size_t blocks = 0;
  for (const std::string fence : {"```cpp\n", "```cmake\n"}) {
    for (auto at = guide.find(fence); at != guide.npos; at = guide.find(fence, at)) {
      at += fence.size();
      const auto block = guide.substr(at, guide.find("```", at) - at);
      INFO(block);
      CHECK(code.find(block) != code.npos);
      ++blocks;
    }
  }
  return blocks;
}

}  // namespace

TEST_CASE("docs: the code in the guides is the code of the template") {
  CHECK(check_guide("writing-a-plugin.md") >= 4);
  CHECK(check_guide("writing-an-agent.md") >= 3);
}

TEST_CASE("docs: the agent of the guide answers") {
  const auto cutter = garden::component<Cutter>(GARDEN_AGENT, "cutter", "Cuts.", "{}", GARDEN_REENTRANT);
  garden::testing::FakeHost host(cutter, "{}");
  CHECK(host.run("tools", "{}").status() == GARDEN_OK);
  auto& good =
      host.run("call_tool", R"({"name": "pieces_of_sheet", "arguments": {"sheet_mm": 310, "piece_mm": 50}})");
  CHECK(good.status() == GARDEN_OK);
  CHECK(good.bytes(GARDEN_JSON) == R"({"pieces":36})");
  CHECK(host.run("call_tool", R"({"arguments": {"sheet_mm": 310}})").status() == GARDEN_INVALID);
  CHECK(host.run("run", "{}").status() == GARDEN_UNIMPLEMENTED);
  CHECK(host.violations().empty());
}
