// Goal: docs/configuration.md says what the program checks. Method: the page in the tree against the one made
// from the schemas; GARDEN_WRITE_DOCS=1 writes it.
#include "config/configuration_docs.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

TEST_CASE("the page of the configuration is current") {
  auto path = std::string(GARDEN_SOURCE_DIR) + "/docs/configuration.md";
  auto page = garden::config::configuration_markdown();
  if (std::getenv("GARDEN_WRITE_DOCS") != nullptr) std::ofstream(path) << page;
  std::ifstream stream(path);
  std::string there((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  INFO("write it anew: GARDEN_WRITE_DOCS=1 build/dev/tests/config/test_config \"the page*\"");
  CHECK((there == page));
}
