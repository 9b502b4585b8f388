// Goal: with the shipped agent's own queries, every example question finds its query, and the questions of
// catalogue_questions.txt, none of which is an example, find theirs with the right parameters.
// Method: the catalogue is loaded as the host loads it and offered as the host offers it.
#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "plan.hpp"
#include "queries/catalogue.hpp"
#include "request.hpp"
#include "value.hpp"

namespace garden::offline {
namespace {

std::string tools() {
  const auto catalogue = queries::Catalogue::load(GARDEN_SOURCE_DIR "/agents/inventory_intelligence");
  REQUIRE(catalogue);
  return base::to_text(catalogue->tools());
}

std::string calls_for(const Vocabulary& vocabulary, const std::string& question,
                      const std::string& tools_json) {
  const auto request = read_request(R"({"messages":[{"role":"user","parts":[{"text":)" +
                                    write_json(Value(question)) + R"(}]}],"tools":)" + tools_json + "}");
  REQUIRE(request);
  const Plan plan = make_plan(vocabulary, *request, "2026-11-22");
  std::string calls;
  for (const PlannedCall& call : plan.calls) {
    calls += (calls.empty() ? "" : " + ") + call.tool->name + " " + write_json(call.arguments);
  }
  if (calls.empty()) calls = plan.meant ? "ask " + plan.meant->name : "none";
  return calls;
}

}  // namespace

TEST_CASE("every example question of the shipped catalogue finds its query") {
  const Vocabulary vocabulary;
  const std::string all = tools();
  const auto request = read_request(R"({"messages":[{}],"tools":)" + all + "}");
  REQUIRE(request);
  REQUIRE(request->tools.size() >= 11);
  for (const Tool& tool : request->tools) {
    for (const std::string& example : tool.examples) {
      INFO(example);
      const std::string calls = calls_for(vocabulary, example, all);
      const std::string first = calls.substr(calls.starts_with("ask ") ? 4 : 0, tool.name.size());
      CHECK(first == tool.name);
    }
  }
}

TEST_CASE("questions in other words find their query in the shipped catalogue") {
  const Vocabulary vocabulary;
  const std::string all = tools();
  std::ifstream table(GARDEN_SOURCE_DIR "/tests/offline/catalogue_questions.txt");
  REQUIRE(table);
  int asked = 0;
  for (std::string line; std::getline(table, line);) {
    const std::size_t arrow = line.find(" => ");
    if (arrow == std::string::npos) continue;
    INFO(line);
    CHECK(calls_for(vocabulary, line.substr(0, arrow), all) == line.substr(arrow + 4));
    ++asked;
  }
  CHECK(asked >= 60);
}

}  // namespace garden::offline
