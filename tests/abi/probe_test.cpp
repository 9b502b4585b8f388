// Goal: garden-probe says what is wrong with a library, whatever the library does, and ends in order itself.
// Method: the tiny plugins with one defect each; files that are no libraries; libraries with random damage.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "abi/run.hpp"
#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "probe/example.hpp"

namespace json = garden::json;
namespace fs = std::filesystem;
using garden::testing::run;

namespace {

const std::string binary = GARDEN_BINARY_DIR;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

struct Probed {
  int status;
  std::string report;
  std::string refused() const { return json::text(json::at(report, "refused")); }
};

Probed probe_file(const std::string& file, const char* options = "") {
  const auto outcome = run(binary + "/bin/garden-probe --json " + options + " '" + file + "' 2>/dev/null");
  if (outcome.status == 0 || outcome.status == 1) {
    INFO(outcome.output);
    REQUIRE(json::valid(outcome.output));
    REQUIRE((outcome.status == 1) == !json::at(outcome.output, "refused").empty());
  }
  return {outcome.status, outcome.output};
}

Probed probe(const std::string& plugin, const char* options = "") {
  return probe_file(binary + "/tests/abi/plugins/" + plugin + ".so", options);
}

}  // namespace

TEST_CASE("probe: describes a right library and creates its components") {
  const auto [status, report] = probe("echo");
  CHECK(status == 0);
  CHECK(json::text(json::at(report, "name")) == "echo");
  CHECK(json::text(json::at(report, "version")) == "1.0.0");
  CHECK(json::text(json::at(report, "abi")) == "1.0");
  const auto component = json::at(report, "components", "0");
  CHECK(json::text(json::at(component, "kind")) == "llm");
  CHECK(json::text(json::at(component, "id")) == "echo");
  CHECK(json::text(json::at(component, "description")) == "Echoes its request.");
  CHECK(json::at(component, "reentrant") == "false");
  CHECK(json::at(component, "config_schema") == "{\"type\":\"object\"}");
  CHECK(json::at(component, "created") == "true");
  CHECK(json::at(report, "defects") == "[]");
  CHECK(json::at(report, "warnings") == "[]");
}

TEST_CASE("probe: every defect that shows without an operation is named") {
  const std::pair<const char*, const char*> expected[] = {
      {"no_symbol", "does not export garden_plugin_v1"},
      {"v2_only", "it needs ABI major 2"},
      {"null_descriptor", "returned null"},
      {"size_zero", "size is 0"},
      {"component_size_short", "size is 16"},
      {"null_create", "create is null"},
      {"null_components", "list of components is null"},
      {"wild_pointer", "while its description was read"},
      {"many_components", "4000000000 components"},
      {"bad_utf8", "description is not UTF-8"},
      {"bad_schema", "config_schema is not a JSON object"},
      {"bad_id", "is no name"},
      {"bad_kind", "no kind 99"},
      {"duplicate_ids", "two components have the id 'twin'"},
      {"crash_in_create", "while component 'crash_in_create' was created"},
      {"crash_on_load", "while it was loaded"},
      {"exit_in_create", "it ended the process (status 0) while component 'exit_in_create' was created"},
      {"throw_in_create", "while component 'throw_in_create' was created"},
      {"error_unterminated", "error path without an end"}};
  for (const auto& [plugin, words] : expected) {
    const auto probed = probe(plugin);
    INFO(plugin << ": " << probed.report);
    CHECK(probed.status == 1);
    CHECK(probed.refused().find(words) != std::string::npos);
  }
}

TEST_CASE("probe: a create that hangs, or takes all memory, is ended") {
  const auto hanging = probe("hang_in_create", "--time-ms 300");
  CHECK(hanging.status == 1);
  CHECK(hanging.refused() ==
        "it did not come back within 300 ms while component 'hang_in_create' was created");
  if (sanitized) return;  // memory cannot be limited there
  const auto eating = probe("eat_memory");
  CHECK(eating.status == 1);
  CHECK(eating.refused().find("while component 'eat_memory' was created") != std::string::npos);
}

TEST_CASE("probe: what a host can live with is no defect") {
  const auto noisy = probe("stdout_noise");
  CHECK(noisy.status == 0);
  CHECK(json::text(json::at(noisy.report, "warnings", "0")).find("to standard output") != std::string::npos);
  const auto refusing = probe("create_refuses");
  CHECK(refusing.status == 0);
  CHECK(json::at(refusing.report, "components", "0", "created") == "false");
  CHECK(json::text(json::at(refusing.report, "components", "0", "note")) ==
        "create answered invalid: /api_key no key; set it to the key of your account");
}

TEST_CASE("probe: what is no library, or no file, or no question") {
  const auto folder = fs::temp_directory_path() / "garden_probe_test";
  fs::create_directories(folder);
  std::ofstream(folder / "text.so") << "this is no library\n";
  std::ofstream(folder / "empty.so");
  CHECK(probe_file((folder / "text.so").string()).refused().find("cannot be loaded") != std::string::npos);
  CHECK(probe_file((folder / "empty.so").string()).refused().find("cannot be loaded") != std::string::npos);
  CHECK(probe_file((folder / "absent.so").string()).status == 2);
  CHECK(probe_file(folder.string()).status == 2);
  CHECK(run(binary + "/bin/garden-probe 2>/dev/null").status == 2);
  CHECK(run(binary + "/bin/garden-probe --what x 2>/dev/null").status == 2);
  CHECK(run(binary + "/bin/garden-probe --time-ms 0 x 2>/dev/null").status == 2);
  fs::remove_all(folder);
}

TEST_CASE("probe: a damaged library is a finding, never a crash of the probe") {
  std::ifstream in(binary + "/tests/abi/plugins/echo.so", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(whole.size() > 1000);
  const auto file = (fs::temp_directory_path() / "garden_probe_damaged.so").string();
  std::mt19937 dice(4);
  const int rounds = sanitized ? 20 : 150;
  for (int i = 0; i < rounds; ++i) {
    auto damaged = i % 5 == 0 ? whole.substr(0, dice() % whole.size()) : whole;
    for (int n = 0; n < 40; ++n)
      damaged[dice() % std::min<std::size_t>(damaged.size(), 2048)] = static_cast<char>(dice());
    std::ofstream(file, std::ios::binary) << damaged;
    const auto probed = probe_file(file, "--time-ms 2000");
    REQUIRE((probed.status == 0 || probed.status == 1));
  }
  fs::remove(file);
}

TEST_CASE("probe: a configuration is made of what its schema offers") {
  const auto example = [](const char* schema) { return garden::probe::example_of(schema); };
  CHECK(example("{}").config == "{}");
  CHECK(example(R"({"type":"object"})").config == "{}");
  CHECK(example(R"({"examples":[{"a":1}],"default":{}})").config == R"({"a":1})");
  CHECK(example(R"({"properties":{"a":{"type":"integer","default":3},"b":{"type":"string"}}})").config ==
        R"({"a":3})");
  CHECK(example(R"({"properties":{"a":{"enum":["x","y"]},"b":{"const":2}},"required":["a","b"]})").config ==
        R"({"a":"x","b":2})");
  CHECK(example(
            R"({"properties":{"in":{"type":"object","properties":{"p":{"examples":["q"]}},"required":["p"]}},
                   "required":["in"]})")
            .config == R"({"in":{"p":"q"}})");
  const auto none =
      example(R"({"properties":{"in":{"properties":{"key":{"type":"string"}},"required":["key"]}},
                               "required":["in"]})");
  CHECK(none.config == std::nullopt);
  CHECK(none.missing == "/in/key");
}
