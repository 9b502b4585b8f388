// Goal: the code in the guide is code that is compiled and tested.
// Method: every block of C++ or CMake in docs/writing-a-plugin.md stands, line for line, in a file of
// sdk/template, which tests/sdk builds and runs outside of the tree.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("docs: the code in the guide to plugins is the code of the template") {
  const fs::path source = GARDEN_SOURCE_DIR;
  std::string code;
  for (const auto& entry : fs::directory_iterator(source / "sdk/template")) code += read(entry.path()) + "\n";
  const auto guide = read(source / "docs/writing-a-plugin.md");
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
  CHECK(blocks >= 4);
}
