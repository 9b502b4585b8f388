// Goal: what is typed becomes the right command; wrong use is exit code 2 with words, help is 0. Method:
// direct calls.
#include <catch2/catch.hpp>

#include "cli/arguments.hpp"

using namespace garden::cli;

namespace {
std::expected<Command, Exit> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "agent-garden");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}
}  // namespace

TEST_CASE("commands and their options") {
  auto ask = std::get<Ask>(parse({"ask", "--agent", "a", "What is out?"}).value());
  CHECK(ask.agent == "a");
  CHECK(ask.question == "What is out?");
  auto query =
      std::get<Query>(parse({"query", "get_x", "--param", "days=30", "--param", "name=a=b"}).value());
  REQUIRE(query.params.size() == 2);
  CHECK(query.params[1] == std::pair<std::string, std::string>("name", "a=b"));
  CHECK(std::get<Serve>(parse({"serve", "--port", "8080"}).value()).port == 8080);
  CHECK(std::get<SessionsCommand>(parse({"sessions", "export", "s1", "--format", "txt"}).value()).verb ==
        "export");
  CHECK(std::holds_alternative<DatabaseImport>(parse({"db", "import", "x.csv"}).value()));
}

TEST_CASE("wrong use says so") {
  for (auto words : std::vector<std::vector<const char*>>{{},
                                                          {"serv"},
                                                          {"serve", "--port", "x"},
                                                          {"plugins"},
                                                          {"query", "q", "--param", "days"},
                                                          {"serve", "--port", "70000"}}) {
    auto parsed = parse(words);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == exit_wrong_use);
    CHECK_FALSE(parsed.error().text.empty());
  }
  CHECK(parse({"--help"}).error().code == exit_done);
  CHECK(parse({"db", "demo", "--help"}).error().text.find("--seed") != std::string::npos);
}
