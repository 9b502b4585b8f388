// Goal: a library that was built with an earlier minor works with this one, unchanged.
// Method: plugins built from the frozen headers of every released minor, run on a FakeHost of today, and
// probed.
#include <catch2/catch.hpp>

#include "abi/load.hpp"
#include "abi/run.hpp"
#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"

using garden::testing::FakeHost;
using garden::testing::load_component;

TEST_CASE("fixtures: a plugin of every released minor streams, waits and is cancelled") {
  for (unsigned minor = 0; minor <= GARDEN_ABI_MINOR; ++minor) {
    const auto file =
        std::string(GARDEN_BINARY_DIR) + "/tests/abi/plugins/words_v1." + std::to_string(minor) + ".so";
    INFO(file);
    const auto& component = load_component(file);
    CHECK(component.size <= sizeof(garden_component));
    FakeHost host(component);
    host.full_every(2);
    CHECK(host.run("generate", "old but well").text() == "old but well");
    CHECK(host.run("generate", "old but well", 2).over());
    CHECK(host.violations().empty());
    const auto outcome =
        garden::testing::run(std::string(GARDEN_BINARY_DIR) + "/bin/garden-probe --json " + file);
    CHECK(outcome.status == 0);
    CHECK(garden::json::text(garden::json::at(outcome.output, "abi")) == "1." + std::to_string(minor));
  }
}
