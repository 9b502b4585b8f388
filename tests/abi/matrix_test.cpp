// Goal: a plugin lives in this host whatever compiler and C++ library built it, also when it throws.
// Method: one source, built by every compiler there is here (CMakeLists.txt), each library loaded into this
// program, whose own C++ runtime is hidden as the host's is; works, throws inside, throws from create,
// cancelled in mid-await.
#include <catch2/catch.hpp>
#include <filesystem>

#include "abi/load.hpp"
#include "abi/run.hpp"
#include "garden/testing/fake_host.hpp"

namespace fs = std::filesystem;
using garden::testing::FakeHost;

namespace {

std::vector<fs::path> variants() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(GARDEN_BINARY_DIR) / "tests/abi/matrix"))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  return files;
}

}  // namespace

TEST_CASE("matrix: every compiler's plugin works, throws, refuses and is cancelled") {
  const auto files = variants();
  CHECK(files.size() == GARDEN_MATRIX_SIZE);
  for (const auto& file : files) {
    INFO(file.filename());
    const auto& component = garden::testing::load_component(file.string());
    {
      FakeHost host(component);
      REQUIRE(host.create_status() == GARDEN_OK);
      host.on_call("llm:echo", "generate", [](const auto& seen) {
        return garden::testing::CallAnswer{.emits = {{GARDEN_TEXT, seen.request}}};
      });
      CHECK(host.run("works", "").text() == "one two " + std::string(100, '3') + " 3xy");
      auto& failing = host.run("throws", "");
      CHECK(failing.text() == "a fault of the author");
      CHECK(failing.status() == GARDEN_INTERNAL);
      CHECK(failing.result().find("out of a coroutine") != std::string::npos);
      CHECK(host.run("none", "").status() == GARDEN_UNIMPLEMENTED);
      for (int events = 0; events < 3; ++events) CHECK(host.run("waits", "", events).children() == 0);
      CHECK(host.violations().empty());
    }
    FakeHost refused(component, R"({"fail": true})");
    CHECK(refused.create_status() == GARDEN_INTERNAL);
    CHECK(std::string(refused.error().message) == "create was told to fail");
  }
}

TEST_CASE("matrix: the probe takes each of them") {
  for (const auto& file : variants()) {
    const auto outcome =
        garden::testing::run(std::string(GARDEN_BINARY_DIR) + "/bin/garden-probe " + file.string());
    INFO(outcome.output);
    CHECK(outcome.status == 0);
    CHECK(outcome.output.find("created and destroyed") != std::string::npos);
  }
}
