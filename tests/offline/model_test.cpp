// Goal: the model keeps the rules of the border: verbs, events in their order, streaming, cancellation,
// hostile requests, large requests off the lane.
// Method: the component runs in FakeHost, which checks every rule of the ABI.
#include <catch2/catch.hpp>
#include <string>

#include "garden/json.hpp"
#include "garden/testing/fake_host.hpp"
#include "offline_model.hpp"

namespace garden::offline {
namespace {

const garden_component kModel =
    component<OfflineModel>(GARDEN_LLM, "offline", "", kConfigSchema, GARDEN_REENTRANT);

const std::string kTools =
    R"("tools":[{"name":"get_stock","description":"Products out of stock.","parameters":{},
  "examples":["What is out of stock?"]}])";
const std::string kQuestion =
    R"({"messages":[{"role":"user","parts":[{"text":"What is out of stock?"}]}],)" + kTools + "}";

std::string with_result(const std::string& content) {
  return R"({"messages":[{"role":"user","parts":[{"text":"What is out of stock?"}]},
    {"role":"assistant","parts":[{"tool_call":{"id":"1","name":"get_stock","arguments":{}}}]},
    {"role":"tool","parts":[{"tool_result":{"id":"1","name":"get_stock","ok":true,"content":)" +
         content + "}}]}]," + kTools + "}";
}

std::string table_of(int rows) {
  std::string out =
      R"({"columns":[{"name":"name","type":"text"},{"name":"units","type":"quantity"}],"rows":[)";
  for (int i = 0; i < rows; ++i) out += (i ? "," : "") + ("[\"product " + std::to_string(i) + "\",1.5]");
  return out + "]}";
}

}  // namespace

TEST_CASE("a question becomes tool calls, results become text") {
  testing::FakeHost host(kModel);
  auto& first = host.run("generate", kQuestion);
  CHECK(first.status() == GARDEN_OK);
  CHECK(first.text().empty());
  REQUIRE(first.json().size() == 3);
  CHECK(first.json()[0] == R"({"tool_call":{"id":"offline-1-1","name":"get_stock","arguments":{}}})");
  CHECK(json::at(first.json()[1], {"usage", "input_tokens"}) == "0");
  CHECK(first.json()[2] == R"({"finish":{"reason":"tool_calls"}})");

  auto& second = host.run("generate", with_result(table_of(3)));
  CHECK(second.status() == GARDEN_OK);
  CHECK(second.text().find("Sum over all 3 rows: Units 4.5.") != std::string::npos);
  CHECK(second.json().back() == R"({"finish":{"reason":"stop"}})");
  CHECK(second.emitted().size() > 8);  // it streams
  CHECK(host.violations().empty());
}

TEST_CASE("it says that it is offline") {
  testing::FakeHost host(kModel);
  CHECK(host.run("describe", "{}").json() ==
        std::vector<std::string>{R"({"model":"offline","offline":true})"});
  CHECK(host.run("sing", "{}").status() == GARDEN_UNIMPLEMENTED);
  CHECK(host.violations().empty());
}

TEST_CASE("a slow reader and a pace lose nothing") {
  testing::FakeHost fast(kModel);
  const std::string whole = fast.run("generate", with_result(table_of(40))).text();
  testing::FakeHost slow(kModel, R"({"pace_ms":20})");
  slow.full_every(2);
  const auto before_us = slow.now_us();
  CHECK(slow.run("generate", with_result(table_of(40))).text() == whole);
  CHECK(slow.now_us() - before_us > 100'000);
  CHECK(slow.violations().empty());
}

TEST_CASE("it can be cancelled between any two pieces") {
  for (int after = 0; after < 40; ++after) {
    testing::FakeHost host(kModel, R"({"pace_ms":5})");
    auto& op = host.run("generate", with_result(table_of(20)), after);
    CHECK(op.over());
    CHECK(host.violations().empty());
  }
}

TEST_CASE("a large request is answered off the lane, with the same words") {
  testing::FakeHost host(kModel);
  host.offload_on_threads(true);
  auto& op = host.run("generate", with_result(table_of(5'000)));
  REQUIRE(host.wait(op));
  CHECK(op.status() == GARDEN_OK);
  CHECK(op.text().find("Sum over all 5000 rows: Units 7500.") != std::string::npos);
  CHECK(host.violations().empty());
}

TEST_CASE("hostile requests get an error or an answer, never a crash") {
  testing::FakeHost host(kModel);
  for (const std::string& request : {std::string(), std::string("null"), std::string("{"), std::string("[]"),
                                     std::string(R"({"messages":[]})"), std::string(200'000, '['),
                                     std::string(R"({"messages":{"role":"user"}})")}) {
    CHECK(host.run("generate", request).status() == GARDEN_INVALID);
  }
  const std::string long_question(100'000, 'x');
  for (
      const std::string& request :
      {std::string(
           R"({"messages":[null,3,{"role":"user","parts":[null,{"text":5},{"tool_call":[]},{"tool_result":1}]}],"tools":[null,{"name":""},{"name":"t","parameters":[],"examples":{}}]})"),
       R"({"messages":[{"role":"user","parts":[{"text":")" + long_question + R"("}]}]})",
       std::string(
           "{\"messages\":[{\"role\":\"user\",\"parts\":[{\"text\":\"broken \xff\xfe\xc3 \xe2\x80\"}]}]}"),
       std::string(
           R"({"messages":[{"role":"tool","parts":[{"tool_result":{"id":"x","name":"y","ok":true,"content":{}}}]}]})"),
       std::string(R"({"messages":[{"role":"assistant","parts":[{"text":"hm"}]}]})")}) {
    CHECK(host.run("generate", request).status() == GARDEN_OK);
  }

  CHECK(host.violations().empty());
}

}  // namespace garden::offline
