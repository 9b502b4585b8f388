// The dialect of OpenAI: POST /v1/chat/completions, as a stream or at once.
#include <algorithm>

#include "support/fake_model_plan.hpp"

namespace garden::testing {
namespace {
using base::Json;

FakeReply refusal(int code, const char* type, const std::string& message) {
  return plain_reply(
      code, {{"error", {{"message", message}, {"type", type}, {"param", nullptr}, {"code", nullptr}}}});
}

// Why a strict server would answer 400, or nothing: every call is answered before anything else is said.
std::string wrong_with(const Json& messages) {
  if (!messages.is_array() || messages.empty()) return "messages must not be empty";
  std::vector<std::string> open;
  for (const auto& message : messages) {
    const auto role = base::text_at(message, "role");
    if (role == "tool") {
      const auto found = std::find(open.begin(), open.end(), base::text_at(message, "tool_call_id"));
      if (found == open.end()) return "a message of the role tool must follow its tool_calls";
      open.erase(found);
      continue;
    }
    if (!open.empty()) return "the tool_call_id " + open.front() + " did not have a response message";
    const auto& calls = base::member(message, "tool_calls");
    if (role == "assistant" && calls.empty() && base::text_at(message, "content").empty())
      return "an assistant message needs content or tool_calls";
    for (const auto& call : calls) {
      open.push_back(base::text_at(call, "id"));
      if (!base::parse_json(base::text_at(base::member(call, "function"), "arguments")))
        return "arguments must be JSON";
    }
  }
  return open.empty() ? std::string() : "the last tool_calls have no response";
}

struct Answer {
  Json head{{"id", "chatcmpl-fake"}, {"object", "chat.completion.chunk"}, {"created", 1'700'000'000}};
  std::vector<std::string> frames;

  void add(Json delta, const Json& finish) {
    Json chunk = head;
    chunk["choices"] = Json::array({{{"index", 0}, {"delta", std::move(delta)}, {"finish_reason", finish}}});
    chunk["usage"] = nullptr;
    frames.push_back(event_of(base::to_text(chunk)));
  }
  void add_usage(const Json& usage) {
    Json chunk = head;
    chunk["choices"] = Json::array();
    chunk["usage"] = usage;
    frames.push_back(event_of(base::to_text(chunk)));
  }
};

std::string finish_of(const FakeContent& content) {
  if (content.finish == "STOP") return content.calls.empty() ? "stop" : "tool_calls";
  return content.finish.get<std::string>();
}

std::string arguments_of(const Json& call) {
  const auto& given = base::member(call, "args");
  return given.is_null() ? "{}" : given.is_string() ? given.get<std::string>() : base::to_text(given);
}

Json usage_of(const FakeContent& content, std::size_t prompt) {
  const auto said = content.pieces.size() + content.thoughts.size() + content.calls.size();
  return {{"prompt_tokens", prompt},
          {"completion_tokens", said},
          {"total_tokens", prompt + said},
          {"prompt_tokens_details", {{"cached_tokens", prompt / 2}}},
          {"completion_tokens_details", {{"reasoning_tokens", content.thoughts.size()}}}};
}

// The arguments come in two fragments, as they do from servers that stream them.
void add_calls(Answer& answer, const FakeContent& content, std::size_t step) {
  for (std::size_t i = 0; i < content.calls.size(); ++i) {
    const auto text = arguments_of(content.calls[i]);
    Json first{
        {"index", i},
        {"id", "call_" + std::to_string(step) + "_" + std::to_string(i)},
        {"type", "function"},
        {"function",
         {{"name", base::member(content.calls[i], "name")}, {"arguments", text.substr(0, text.size() / 2)}}}};
    Json second{{"index", i}, {"function", {{"arguments", text.substr(text.size() / 2)}}}};
    answer.add({{"tool_calls", Json::array({std::move(first)})}}, nullptr);
    answer.add({{"tool_calls", Json::array({std::move(second)})}}, nullptr);
  }
}

FakeReply stream_of(const FakeContent& content, const Json& body, std::size_t prompt) {
  Answer answer;
  answer.head["model"] = base::member(body, "model");
  answer.add({{"role", "assistant"}, {"content", ""}}, nullptr);
  for (const auto& text : content.thoughts) answer.add({{"reasoning_content", text}}, nullptr);
  for (const auto& text : content.pieces) answer.add({{"content", text}}, nullptr);
  add_calls(answer, content, body["messages"].size());
  if (!content.finish.is_null()) {
    answer.add(Json::object(), finish_of(content));
    if (base::boolean_at(base::member(body, "stream_options"), "include_usage", false))
      answer.add_usage(usage_of(content, prompt));
    answer.frames.push_back(event_of("[DONE]"));
  }
  FakeReply reply;
  reply.streams = true;
  reply.frames = std::move(answer.frames);
  return reply;
}

FakeReply whole_of(const FakeContent& content, const Json& body, std::size_t prompt) {
  Json message{{"role", "assistant"}, {"content", ""}};
  std::string text;
  for (const auto& piece : content.pieces) text += piece;
  message["content"] = text;
  for (std::size_t i = 0; i < content.calls.size(); ++i)
    message["tool_calls"].push_back(
        {{"id", "call_" + std::to_string(body["messages"].size()) + "_" + std::to_string(i)},
         {"type", "function"},
         {"function",
          {{"name", base::member(content.calls[i], "name")},
           {"arguments", arguments_of(content.calls[i])}}}});
  return plain_reply(
      200, {{"id", "chatcmpl-fake"},
            {"object", "chat.completion"},
            {"created", 1'700'000'000},
            {"model", base::member(body, "model")},
            {"choices",
             Json::array({{{"index", 0}, {"message", message}, {"finish_reason", finish_of(content)}}})},
            {"usage", usage_of(content, prompt)}});
}

}  // namespace

FakeReply openai_reply(const FakeRequest& request, const Json& plan) {
  if (request.target == "/v1/models")
    return plain_reply(200,
                       {{"object", "list"}, {"data", Json::array({{{"id", "fake"}, {"object", "model"}}})}});
  if (request.header("authorization") == "Bearer wrong")
    return refusal(401, "invalid_request_error", "Incorrect API key provided: wrong.");
  const auto body = base::parse_json(request.body);
  if (!body || !body->is_object()) return refusal(400, "invalid_request_error", "the body is no JSON");
  const auto& messages = base::member(*body, "messages");
  if (const auto wrong = wrong_with(messages); !wrong.empty())
    return refusal(400, "invalid_request_error", wrong);
  const auto prompt = request.body.size() / 4;
  std::vector<std::string> functions;
  for (const auto& tool : base::member(*body, "tools"))
    functions.push_back(base::text_at(base::member(tool, "function"), "name"));
  std::string said;
  for (auto last = messages.rbegin(); last != messages.rend(); ++last) {
    said = base::text_at(*last, "content") + said;
    if (base::text_at(*last, "role") != "tool") break;
  }
  if (base::text_at(messages.back(), "role") == "tool") functions.clear();
  const auto content = content_of(plan, said, functions);
  FakeReply reply;
  if (base::member(plan, "frames").is_array()) {
    reply.streams = true;
    for (const auto& frame : plan["frames"]) reply.frames.push_back(event_of(frame.get<std::string>()));
  } else if (base::boolean_at(*body, "stream", false)) {
    reply = stream_of(content, *body, prompt);
  } else {
    return whole_of(content, *body, prompt);
  }
  disturb(reply, plan);
  return reply;
}

}  // namespace garden::testing
