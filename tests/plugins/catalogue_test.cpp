// Goal: a library is found, tried, loaded once and for ever, loaded anew when it has changed, and refused
// with a clear word when it is broken or in quarantine. Method: the tiny libraries of tests/abi in
// directories of a test's own, shipped and not.
#include "plugins/catalogue.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "support/temp_dir.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

using namespace garden;
using base::Code;
namespace fs = std::filesystem;

namespace {

const fs::path built = fs::path(GARDEN_BINARY_DIR) / "tests/abi/plugins";
const fs::path probe = fs::path(GARDEN_BINARY_DIR) / "bin/garden-probe";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // a sanitizer turns signals into exits
#else
constexpr bool sanitized = false;
#endif

struct Bench {
  explicit Bench(bool shipped, fs::path probe = {}) : folder() {
    fs::create_directories(folder.path() / "plugins");
    catalogue = make(shipped, std::move(probe));
  }
  std::unique_ptr<plugins::Catalogue> make(bool shipped, fs::path probe) {
    return std::make_unique<plugins::Catalogue>(
        plugins::CatalogueOptions{.directories = {{folder.path() / "plugins", shipped}},
                                  .state = folder.path() / "var/plugins",
                                  .probe = std::move(probe)},
        *log, metrics);
  }
  fs::path put(const std::string& name) {
    const auto to = folder.path() / "plugins" / (name + ".so");
    fs::copy_file(built / (name + ".so"), to, fs::copy_options::overwrite_existing);
    return to;
  }
  testing::TempDir folder;
  std::unique_ptr<telemetry::Log> log = telemetry::Log::silent();
  telemetry::Metrics metrics;
  std::unique_ptr<plugins::Catalogue> catalogue;
};

}  // namespace

TEST_CASE("A shipped library is loaded in place, by name or by path, once") {
  Bench bench(true);
  const auto path = bench.put("echo");
  const auto by_name = bench.catalogue->component("echo");
  REQUIRE(by_name.has_value());
  CHECK((*by_name)->id == "echo");
  CHECK((*by_name)->functions.kind == GARDEN_LLM);
  CHECK_FALSE((*by_name)->reentrant());
  CHECK(bench.catalogue->component(path.string(), "echo").value() == *by_name);
  CHECK_FALSE(fs::exists(bench.folder.path() / "var/plugins"));
  CHECK(bench.metrics.counter("garden_plugin_libraries_loaded").value() == 1);
}

TEST_CASE("What is not there is not found, and the error says where was looked and what there is") {
  Bench bench(true);
  bench.put("echo");
  const auto library = bench.catalogue->component("nothing");
  REQUIRE_FALSE(library.has_value());
  CHECK(library.error().code == Code::not_found);
  CHECK(library.error().message.find((bench.folder.path() / "plugins").string()) != std::string::npos);
  const auto component = bench.catalogue->component("echo", "other");
  REQUIRE_FALSE(component.has_value());
  CHECK(component.error().code == Code::not_found);
  CHECK(component.error().message.find("'echo'") != std::string::npos);
  CHECK(bench.catalogue->component("/nowhere/echo.so").error().code == Code::not_found);
}

TEST_CASE("A library that describes itself wrongly is refused, and the host goes on") {
  Bench bench(true);
  for (const char* name : {"bad_id", "bad_kind", "bad_schema", "bad_utf8", "component_size_short",
                           "duplicate_ids", "many_components", "no_symbol", "null_components", "null_create",
                           "null_descriptor", "size_zero", "v2_only"}) {
    INFO(name);
    bench.put(name);
    const auto component = bench.catalogue->component(name);
    REQUIRE_FALSE(component.has_value());
    CHECK(component.error().code == Code::invalid);
    CHECK(component.error().message.size() > 10);
    const auto description = bench.catalogue->inspect(name);
    REQUIRE(description.has_value());
    CHECK_FALSE(description->refused.empty());
  }
  bench.put("echo");
  CHECK(bench.catalogue->component("echo").has_value());
}

TEST_CASE("A library that changed on disk is loaded beside the old one") {
  Bench bench(true);
  const auto path = bench.put("echo");
  const auto first = bench.catalogue->component("echo");
  REQUIRE(first.has_value());
  fs::remove(path);  // a mapped file must not be written to: package managers replace it
  bench.put("echo");
  std::ofstream(path, std::ios::app) << "a newer build";
  const auto second = bench.catalogue->component("echo");
  REQUIRE(second.has_value());
  CHECK((*second)->hash != (*first)->hash);
  CHECK((*second)->functions.begin != (*first)->functions.begin);
  CHECK(fs::exists(bench.folder.path() / "var/plugins" / ((*second)->hash + ".so")));
  fs::remove(path);
  bench.put("echo");
  CHECK(bench.catalogue->component("echo").value() == *first);
}

TEST_CASE("An unknown library is not loaded untried") {
  Bench bench(false);
  bench.put("echo");
  const auto component = bench.catalogue->component("echo");
  REQUIRE_FALSE(component.has_value());
  CHECK(component.error().message.find("garden-probe") != std::string::npos);
}

TEST_CASE("An unknown library is tried by a child process, copied and loaded; its description is kept") {
  Bench bench(false, probe);
  const auto path = bench.put("echo");
  const auto component = bench.catalogue->component("echo");
  REQUIRE(component.has_value());
  const auto copy = bench.folder.path() / "var/plugins" / ((*component)->hash + ".so");
  CHECK(fs::exists(copy));
  std::ofstream(path, std::ios::binary) << "overwritten in place, as an operator would";
  CHECK((*component)->functions.begin != nullptr);
  CHECK(bench.catalogue->component("echo").error().code == Code::invalid);
  bench.put("echo");
  const auto again = bench.make(false, "/nowhere/garden-probe");  // the next start needs no child for it
  CHECK(again->inspect("echo")->refused.empty());
  CHECK(again->component("echo").has_value());
}

TEST_CASE("A library that takes its process with it takes the probe's, and is refused with what happened") {
  Bench bench(false, probe);
  for (const auto& [name, word] : std::map<std::string, std::string>{{"crash_in_create", "signal 11"},
                                                                     {"crash_on_load", "signal 6"},
                                                                     {"exit_in_create", ""},
                                                                     {"throw_in_create", ""},
                                                                     {"wild_pointer", "signal 11"},
                                                                     {"size_zero", ""},
                                                                     {"null_create", ""}}) {
    INFO(name);
    bench.put(name);
    const auto component = bench.catalogue->component(name);
    REQUIRE_FALSE(component.has_value());
    CHECK(component.error().code == Code::invalid);
    if (!sanitized) CHECK(component.error().message.find(word) != std::string::npos);
    const auto description = bench.catalogue->inspect(name);
    REQUIRE(description.has_value());
    CHECK(description->refused == component.error().message);
  }
  bench.put("stdout_noise");
  CHECK(bench.catalogue->component("stdout_noise").has_value());
  const auto list = bench.catalogue->list();
  REQUIRE(list.size() == 8);
  CHECK(std::ranges::count_if(list, [](const auto& one) { return one.refused.empty(); }) == 1);
}

TEST_CASE("A library that hangs is given up on") {
  Bench bench(false, probe);
  bench.put("hang_in_create");
  bench.catalogue = std::make_unique<plugins::Catalogue>(
      plugins::CatalogueOptions{.directories = {{bench.folder.path() / "plugins", false}},
                                .state = bench.folder.path() / "var/plugins",
                                .probe = probe,
                                .probe_time_max = std::chrono::milliseconds(500)},
      *bench.log, bench.metrics);
  const auto component = bench.catalogue->component("hang_in_create");
  REQUIRE_FALSE(component.has_value());
  CHECK(component.error().message.find("500 ms") != std::string::npos);
}

TEST_CASE("inspect and list describe without loading") {
  Bench bench(false, probe);
  bench.put("echo");
  bench.put("no_symbol");
  bench.put("v2_only");
  const auto description = bench.catalogue->inspect("echo");
  REQUIRE(description.has_value());
  CHECK(description->refused.empty());
  REQUIRE(description->offers.size() == 1);
  CHECK(description->offers[0].id == "echo");
  CHECK(description->offers[0].kind == GARDEN_LLM);
  const auto json = description->to_json();
  CHECK(json["components"][0]["kind"] == "llm");
  CHECK(json["components"][0]["config_schema"]["type"] == "object");
  CHECK(bench.catalogue->list().size() == 3);
  CHECK(bench.metrics.counter("garden_plugin_libraries_loaded").value() == 0);
}

TEST_CASE("A library in quarantine is refused with the reason") {
  Bench bench(true);
  bench.put("echo");
  const auto hash = bench.catalogue->inspect("echo")->hash;
  bench.catalogue->quarantine(hash, "it crashed the host");
  const auto component = bench.catalogue->component("echo");
  REQUIRE_FALSE(component.has_value());
  CHECK(component.error().code == Code::unavailable);
  CHECK(component.error().message == "in quarantine: it crashed the host");
  CHECK(bench.catalogue->quarantined().at(hash) == "it crashed the host");
  CHECK(bench.catalogue->inspect("echo")->refused == "in quarantine: it crashed the host");
}

TEST_CASE("A component of the host itself is found by its library's name") {
  static const garden_component component = {
      .size = sizeof(garden_component),
      .kind = GARDEN_AGENT,
      .flags = GARDEN_REENTRANT,
      .reserved = 0,
      .id = "turn",
      .description = "A built-in component.",
      .config_schema = "{}",
      .create = [](const garden_host*, garden_str, void**, garden_error*) -> garden_status {
        return GARDEN_OK;
      },
      .start = nullptr,
      .stop = nullptr,
      .destroy = [](void*) {},
      .begin = [](void*, garden_op, garden_str, garden_str) {},
      .event = [](void*, garden_op, const garden_event*) {},
      .extension = nullptr};
  static const garden_component* const components[] = {&component};
  static const garden_plugin plugin = {sizeof plugin, GARDEN_ABI_MINOR, "host", "1.0.0", 1, 0, components};
  Bench bench(true);
  REQUIRE(bench.catalogue->add_built_in(plugin).has_value());
  const auto found = bench.catalogue->component("host", "turn");
  REQUIRE(found.has_value());
  CHECK((*found)->path.empty());
  CHECK((*found)->reentrant());
}

TEST_CASE("Older, shorter structs leave the missing slots null; newer, longer ones are cut") {
  struct Newer {
    garden_component known;
    void (*unknown)();
  };
  static Newer newer{{.size = sizeof(Newer),
                      .kind = GARDEN_CACHE,
                      .flags = 0,
                      .reserved = 0,
                      .id = "newer",
                      .description = nullptr,
                      .config_schema = "{}",
                      .create = [](const garden_host*, garden_str, void**, garden_error*) -> garden_status {
                        return GARDEN_OK;
                      },
                      .start = nullptr,
                      .stop = nullptr,
                      .destroy = [](void*) {},
                      .begin = [](void*, garden_op, garden_str, garden_str) {},
                      .event = [](void*, garden_op, const garden_event*) {},
                      .extension = nullptr},
                     nullptr};
  static const garden_component* const components[] = {&newer.known};
  garden_plugin plugin{sizeof plugin, 7, "newer", "9.9", 1, 0, components};
  const auto read = plugins::read_plugin(&plugin, "x.so", "h");
  REQUIRE(read.has_value());
  CHECK(read->front()->functions.create == newer.known.create);
  CHECK(read->front()->description.empty());
}
