// Goal: the plugin as it is shipped, in the host's runtime, over real connections, with the faults of a
// network. Method: openai.so in a Runtime; the fake model that OpenAI's own client was tried on.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/json.hpp"
#include "plugins/library.hpp"
#include "support/fake_model.hpp"
#include "support/test_host.hpp"

using namespace garden;
using base::Json;
using garden::testing::FakeModel;
using garden::testing::TestHost;

namespace {

struct Bench {
  FakeModel model;
  TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance;

  Bench() {
    const std::filesystem::path file = std::string(GARDEN_BINARY_DIR) + "/plugins/openai.so";
    auto library = plugins::Library::open(file, file.string(), "");
    if (!library) throw std::runtime_error(library.error().text());
    const Json config = {
        {"base_url", model.url("/v1")}, {"model", "m"}, {"retry_delay", "1ms"}, {"idle_timeout", "500ms"}};
    auto made = host.runtime->create(
        {.name = "local", .component = library->components.at(0), .config_json = base::to_text(config)});
    if (!made) throw std::runtime_error(made.error().text());
    instance = *made;
  }
  runtime::Answer ask(const Json& request) { return host.ask(instance, "generate", base::to_text(request)); }
};

const Json hello = {
    {"messages", Json::array({{{"role", "user"}, {"parts", Json::array({{{"text", "stock, please"}}})}}})}};

std::vector<Json> members(const runtime::Answer& answer, const char* name) {
  std::vector<Json> found;
  for (const auto& record : answer.records)
    if (record.kind == GARDEN_JSON)
      if (auto json = base::parse_json(record.bytes).value(); json.contains(name))
        found.push_back(json[name]);
  return found;
}

}  // namespace

TEST_CASE("openai: a question goes through two calls and back") {
  Bench bench;
  auto request = hello;
  request["tools"] =
      Json::array({{{"name", "stock"}, {"description", "d"}, {"parameters", {{"type", "object"}}}}});
  bench.model.plan(
      R"({"thoughts": ["hm"], "calls": [{"name": "stock", "args": {"n": 1}}, {"name": "stock", "args": {"n": 2}}]})");
  const auto asked = bench.ask(request);
  const auto calls = members(asked, "tool_call");
  REQUIRE(calls.size() == 2);
  CHECK(calls[1]["arguments"] == Json({{"n", 2}}));
  CHECK(asked.joined(GARDEN_THOUGHT) == "hm");
  CHECK(members(asked, "finish").at(0)["reason"] == "tool_calls");
  Json said = Json::array(), results = Json::array();
  for (const auto& call : calls) {
    said.push_back({{"tool_call", call}});
    results.push_back(
        {{"tool_result", {{"id", call["id"]}, {"name", "stock"}, {"ok", true}, {"content", {{"left", 7}}}}}});
  }
  request["messages"].push_back({{"role", "assistant"}, {"parts", said}});
  request["messages"].push_back({{"role", "tool"}, {"parts", results}});
  const auto answer = bench.ask(request);
  CHECK(answer.ok());
  CHECK(answer.text().find(R"({"left":7})") != std::string::npos);
  CHECK(members(answer, "usage").at(0)["cached_tokens"] > 0);
}

TEST_CASE("openai: faults of a network") {
  Bench bench;
  for (const char* ending : {"cut", "reset", "eof"}) {
    INFO(ending);
    bench.model.plan(
        base::to_text({{"tokens", 5}, {"after", 1}, {"ending", ending}}));  // only the role has come
    bench.model.plan(R"({"tokens": 2})");
    CHECK(bench.ask(hello).text() == "word0 word1 ");
  }
  for (const char* ending : {"cut", "reset", "eof", "stall"}) {
    INFO(ending);
    const auto before = bench.model.requests();
    bench.model.plan(base::to_text({{"tokens", 5}, {"after", 3}, {"ending", ending}}));
    const auto answer = bench.ask(hello);
    CHECK(answer.text() == "word0 word1 ");
    CHECK(members(answer, "finish").empty());
    CHECK(answer.ok() == (std::string(ending) == "eof"));
    CHECK(bench.model.requests() == before + 1);
  }
}
