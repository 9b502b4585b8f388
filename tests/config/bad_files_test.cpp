// Goal: whatever an author gets wrong is said at its place, in words that help, all mistakes at once and
// nothing else. Method: every file of tests/config/bad says in its first comments what must be found in it:
//   # expect: LINE:COLUMN: error: MESSAGE      every problem, in order; a prefix is enough
//   # expect: parts/base.yaml:LINE:COLUMN: ... the same, in a file it extends
//   # kind: host                               read as something else than a store
//   # env: NAME=VALUE                          the environment it is read in
// With GARDEN_WRITE_EXPECTED=1 the test prints what it found instead.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "config/agent_config.hpp"
#include "config/configuration.hpp"

using namespace garden;
using namespace garden::config;
namespace fs = std::filesystem;

namespace {

const fs::path folder = fs::path(GARDEN_SOURCE_DIR) / "tests/config/bad";

struct BadFile {
  std::string kind = "store";
  Variables variables;
  std::vector<std::string> expected;
};

BadFile read_header(const fs::path& file) {
  BadFile bad;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("# expect: ")) bad.expected.push_back(line.substr(10));
    if (line.starts_with("# kind: ")) bad.kind = line.substr(8);
    if (line.starts_with("# env: ")) {
      auto equals = line.find('=');
      bad.variables[line.substr(7, equals - 7)] = line.substr(equals + 1);
    }
  }
  return bad;
}

Problems problems_of(const fs::path& file, const BadFile& bad) {
  LoadOptions options;
  options.environment = environment_of(bad.variables);
  if (bad.kind == "store") {
    auto loaded = load_configuration(file, options);
    return loaded ? loaded->warnings : loaded.error();
  }
  auto loaded = load_checked(file, bad.kind + ".schema.json", options);
  return loaded ? loaded->warnings : loaded.error();
}

// As the file's header would say it.
std::string as_expected(const Problem& problem, const fs::path& file) {
  auto text = problem.text();
  if (text.starts_with(file.string() + ":")) text.erase(0, file.string().size() + 1);
  auto prefix = file.parent_path().string() + '/';
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

}  // namespace

TEST_CASE("every bad file is complained about at the right places") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);
  REQUIRE(files.size() >= 60);
  for (const auto& file : files) {
    auto bad = read_header(file);
    auto problems = problems_of(file, bad);
    if (std::getenv("GARDEN_WRITE_EXPECTED") != nullptr) {
      for (const auto& problem : problems)
        std::cout << file.filename().string() << '\t' << as_expected(problem, file) << '\n';
      continue;
    }
    INFO(file.filename().string() << ":\n" << text_of(problems));
    CHECK_FALSE(problems.empty());
    REQUIRE(problems.size() == bad.expected.size());
    for (std::size_t i = 0; i < problems.size(); ++i) {
      auto found = as_expected(problems[i], file);
      CHECK(found.substr(0, bad.expected[i].size()) == bad.expected[i]);
    }
  }
}

TEST_CASE("no value from the environment is ever repeated in a problem") {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    auto bad = read_header(entry.path());
    auto text = text_of(problems_of(entry.path(), bad));
    for (const auto& [name, value] : bad.variables) CHECK(text.find(value) == std::string::npos);
  }
}
