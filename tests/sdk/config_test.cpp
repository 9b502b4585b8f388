// Goal: a component reads its configuration by path, with defaults, and says exactly what is wrong.
// Method: getters over one text; each kind of mistake; the notations of durations and sizes.
#include <catch2/catch.hpp>

#include "garden/config.hpp"

using garden::Config;
using garden::ConfigError;

namespace {

std::string path_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const ConfigError& error) {
    CHECK(error.status() == GARDEN_INVALID);
    CHECK_FALSE(error.text().empty());
    return error.path();
  }
  return "no error";
}

const Config config(
    R"({"key": "k\"1", "n": -7, "x": 1.5e3, "on": true, "none": null, "wait": "1m30s", "ms": 250,
  "cache": "1.5MiB", "bytes": 4096, "names": ["a", "b"], "mixed": ["a", 1], "deep": {"a/b": {"c~d": [10, 20]}}})");

}  // namespace

TEST_CASE("Config: values by path") {
  CHECK(config.text("/key") == "k\"1");
  CHECK(config.integer("/n") == -7);
  CHECK(config.number("/x") == 1500.0);
  CHECK(config.number("/n") == -7.0);
  CHECK(config.boolean("/on"));
  CHECK(config.duration_ms("/wait") == 90'000);
  CHECK(config.duration_ms("/ms") == 250);
  CHECK(config.size_bytes("/cache") == 1'572'864);
  CHECK(config.size_bytes("/bytes") == 4096);
  CHECK(config.texts("/names") == std::vector<std::string>{"a", "b"});
  CHECK(config.integer("/deep/a~1b/c~0d/1") == 20);
  CHECK(config.json("/deep/a~1b") == R"({"c~d": [10, 20]})");
}

TEST_CASE("Config: what is not there, or null, has its default") {
  CHECK(config.text("/no", "x") == "x");
  CHECK(config.integer("/none", 3) == 3);
  CHECK(config.number("/no", 0.5) == 0.5);
  CHECK(config.boolean("/no", true));
  CHECK(config.duration_ms("/no", 5) == 5);
  CHECK(config.size_bytes("/no", 6) == 6);
  CHECK(config.texts("/no").empty());
  CHECK_FALSE(config.has("/none"));
  CHECK_FALSE(config.has("/deep/x"));
  CHECK(Config("").text("/a", "b") == "b");
  CHECK(Config("not json").integer("/a", 1) == 1);
}

TEST_CASE("Config: a mistake names its path") {
  CHECK(path_of([] { config.text("/no"); }) == "/no");
  CHECK(path_of([] { config.text("/n"); }) == "/n");
  CHECK(path_of([] { config.text("/n", "default"); }) == "/n");
  CHECK(path_of([] { config.integer("/x"); }) == "/x");
  CHECK(path_of([] { config.integer("/key", 1); }) == "/key");
  CHECK(path_of([] { config.number("/on"); }) == "/on");
  CHECK(path_of([] { config.boolean("/n"); }) == "/n");
  CHECK(path_of([] { config.duration_ms("/key"); }) == "/key");
  CHECK(path_of([] { config.duration_ms("/n"); }) == "/n");
  CHECK(path_of([] { config.size_bytes("/wait"); }) == "/wait");
  CHECK(path_of([] { config.texts("/key"); }) == "/key");
  CHECK(path_of([] { config.texts("/mixed"); }) == "/mixed/1");
}

TEST_CASE("Durations and sizes: what is one and what is none") {
  using garden::parse_duration_ms;
  using garden::parse_size;
  CHECK(parse_duration_ms("0") == 0);
  CHECK(parse_duration_ms("150ms") == 150);
  CHECK(parse_duration_ms("1.5s") == 1500);
  CHECK(parse_duration_ms("7d") == 604'800'000);
  CHECK(parse_duration_ms("1h30m") == 5'400'000);
  CHECK(parse_duration_ms("1h2m3s4ms") == 3'723'004);
  for (const auto* wrong :
       {"", "5", "s", "-1s", "1m1h", "1s1s", "1 s", "1x", "1e3s", "infs", "nan", "1..5s", "99999999999d"})
    CHECK_FALSE(parse_duration_ms(wrong));
  CHECK(parse_size("512B") == 512);
  CHECK(parse_size("64KB") == 64'000);
  CHECK(parse_size("1.5GiB") == 1'610'612'736);
  CHECK(parse_size("42") == 42);
  for (const auto* wrong : {"", "B", "-1", "1 KB", "1kb", "1KBs", "1e9", "inf", "99999999TiB"})
    CHECK_FALSE(parse_size(wrong));
}
