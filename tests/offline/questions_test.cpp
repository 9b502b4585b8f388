// Goal: a question in a shopkeeper's words leads to the right query with the right parameters.
// Method: questions.txt is a table of questions and the calls expected; every line is asked through the same
// JSON that the host sends, with the tools of tools.json, and follow-ups with the conversation so far.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "reply.hpp"
#include "value.hpp"

namespace garden::offline {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string quoted(const std::string& text) { return write_json(Value(text)); }

// The conversation as the host would send it, with an empty result after every call.
struct Conversation {
  std::string tools;
  std::string messages;

  void add(const std::string& message) { messages += (messages.empty() ? "" : ",") + message; }
  std::string ask(const std::string& question, const Vocabulary& vocabulary) {
    add(R"({"role":"user","parts":[{"text":)" + quoted(question) + "}]}");
    const auto reply =
        reply_to(vocabulary, R"({"messages":[)" + messages + R"(],"tools":)" + tools + "}", "2026-11-22");
    REQUIRE(reply);
    std::string calls, parts, results;
    for (const std::string& event : reply->tool_calls) {
      const auto value = read_json(event);
      REQUIRE(value);
      const Value& call = value->at("tool_call");
      calls += (calls.empty() ? "" : " + ") + std::string(call.at("name").text()) + " " +
               write_json(call.at("arguments"));
      parts += (parts.empty() ? "" : ",") + event;
      results += (results.empty() ? "" : ",") +
                 std::string(R"({"tool_result":{"ok":true,"content":"","id":)") + write_json(call.at("id")) +
                 R"(,"name":)" + write_json(call.at("name")) + "}}";
    }
    if (!parts.empty()) {
      add(R"({"role":"assistant","parts":[)" + parts + "]}");
      add(R"({"role":"tool","parts":[)" + results + "]}");
    }
    add(R"({"role":"assistant","parts":[{"text":"done"}]})");
    if (!calls.empty()) return calls;
    if (reply->text.starts_with("To answer that I need to know")) return "ask";
    return "none";
  }
};

}  // namespace

TEST_CASE("questions lead to the right queries") {
  const Vocabulary vocabulary;
  Conversation conversation{read_file(GARDEN_SOURCE_DIR "/tests/offline/tools.json"), ""};
  std::istringstream table(read_file(GARDEN_SOURCE_DIR "/tests/offline/questions.txt"));
  int asked = 0;
  for (std::string line; std::getline(table, line);) {
    const std::size_t arrow = line.find(" => ");
    if (line.empty() || line[0] == '#' || arrow == std::string::npos) continue;
    std::string question = line.substr(0, arrow), expected = line.substr(arrow + 4);
    if (question.starts_with("> ")) {
      question.erase(0, 2);
    } else {
      conversation.messages.clear();
    }
    if (expected.starts_with("ask ")) expected = "ask";
    INFO(line);
    CHECK(conversation.ask(question, vocabulary) == expected);
    ++asked;
  }
  CHECK(asked >= 60);
}

}  // namespace garden::offline
