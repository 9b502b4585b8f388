// Goal: a model sees whole turns in the order in which they were asked, bounded, the new message last.
// Method: hand-made histories, also such as two messages sent at once leave behind.
#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "conversation/prompt.hpp"

using namespace garden::conversation;
using garden::base::Json;

namespace {
HistoryMessage said(std::string run, std::string role, std::string text) {
  return {std::move(run), std::move(role), Json::array({{{"text", std::move(text)}}})};
}
std::string story(const Json& messages) {
  std::string all;
  for (const auto& message : messages)
    all += message["role"].get<std::string>()[0] + message["parts"][0].value("text", std::string("#")) + " ";
  return all;
}
}  // namespace

TEST_CASE("turns stay together though the second message came before the first answer") {
  std::vector<HistoryMessage> history{said("r1", "user", "one"), said("r2", "user", "two"),
                                      said("r1", "assistant", "1"), said("r3", "user", "three")};
  CHECK(story(model_messages(history, "r2")) == "uone a1 utwo ");
  CHECK(story(model_messages(history, "r3")) == "uone a1 utwo a(This message was not answered.) uthree ");
}

TEST_CASE("older turns lose their rows, newer ones keep them") {
  std::vector<HistoryMessage> history;
  for (int turn = 0; turn < 6; ++turn) {
    auto run = "r" + std::to_string(turn);
    history.push_back(said(run, "user", "q"));
    history.push_back(
        {run, "tool",
         Json::parse(R"([{"tool_result":{"id":"1","name":"n","ok":true,"content":{"rows":[[1]]}}}])")});
    history.push_back(said(run, "assistant", "a"));
  }
  history.push_back(said("now", "user", "q"));
  auto messages = model_messages(history, "now");
  CHECK(messages.size() == 19);
  CHECK_FALSE(messages[1]["parts"][0]["tool_result"]["content"].contains("rows"));
  CHECK(messages[16]["parts"][0]["tool_result"]["content"].contains("rows"));
}

TEST_CASE("a long session is cut at whole turns, and the new message is always there") {
  std::vector<HistoryMessage> history;
  for (int turn = 0; turn < 200; ++turn) {
    auto run = "r" + std::to_string(turn);
    history.push_back(said(run, "user", "q" + std::to_string(turn)));
    history.push_back(said(run, "assistant", "a"));
  }
  history.push_back(said("now", "user", std::string(garden::base::limits::history_bytes_max, 'x')));
  auto messages = model_messages(history, "now");
  CHECK(messages.size() == 1);
  history.back() = said("now", "user", "short");
  messages = model_messages(history, "now");
  CHECK(messages.size() == garden::base::limits::history_messages_max - 1);
  CHECK(messages[0]["role"] == "user");
}

TEST_CASE("the request has the stable text first") {
  auto request = generate_request(R"("You are \"it\"")", R"("ctx")", "[]", "[]", {.max_output_tokens = 7});
  CHECK(
      request ==
      R"({"system":"You are \"it\"","tools":[],"context":"ctx","messages":[],"options":{"max_output_tokens":7}})");
}
