// The dialect of Gemini: POST {version}/models/{id}:streamGenerateContent?alt=sse and :generateContent, with
// the rules that the real API holds its clients to.
#include <algorithm>

#include "support/fake_model_plan.hpp"

namespace garden::testing {
namespace {
using base::Json;

constexpr const char* skip_signature = "skip_thought_signature_validator";

FakeReply refusal(int code, const char* status, const std::string& message) {
  return plain_reply(code, {{"error", {{"code", code}, {"message", message}, {"status", status}}}});
}

std::size_t count(const Json& content, const char* kind) {
  std::size_t found = 0;
  for (const auto& part : base::member(content, "parts")) found += part.contains(kind) ? 1u : 0u;
  return found;
}

// The texts of a content, one after the other; results are told as they are.
std::string words_of(const Json& content) {
  std::string words;
  for (const auto& part : base::member(content, "parts")) {
    words += base::text_at(part, "text");
    if (part.contains("functionResponse"))
      words += base::to_text(base::member(part["functionResponse"], "response"));
  }
  return words;
}

// Each step of the current turn must bring back the signature of its first call.
bool is_signed(const Json& content) {
  for (const auto& part : base::member(content, "parts")) {
    if (!part.contains("functionCall")) continue;
    const auto signature = base::text_at(part, "thoughtSignature");
    return signature.starts_with("c2ln") || signature == skip_signature;
  }
  return true;
}

// Why the real API would answer 400, or nothing.
std::string wrong_with(const Json& contents, bool wants_signatures) {
  if (!contents.is_array() || contents.empty())
    return "* GenerateContentRequest.contents: contents is not specified";
  std::size_t turn = 0;  // where the current one begins
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const auto& content = contents[i];
    if (!base::member(content, "parts").is_array() || content["parts"].empty())
      return "* GenerateContentRequest.contents[" + std::to_string(i) + "].parts: must not be empty";
    if (base::text_at(content, "role", "user") == "user" && count(content, "functionResponse") == 0) turn = i;
    const std::size_t calls = count(content, "functionCall");
    const std::size_t answers = i + 1 < contents.size() ? count(contents[i + 1], "functionResponse") : 0;
    if (calls != answers)
      return "Please ensure that the number of function response parts is equal to the number of function "
             "call "
             "parts of the function call turn.";
    if (calls > 0 && base::text_at(content, "role") != "model")
      return "Please use a valid role: user, model.";
  }
  for (std::size_t i = turn; wants_signatures && i < contents.size(); ++i)
    if (!is_signed(contents[i]))
      return "Function call is missing a thought_signature in functionCall parts. Additional data, "
             "position " +
             std::to_string(i);
  return {};
}

Json frame_of(Json parts, const Json& finish, const Json& usage, const std::string& model) {
  Json candidate{{"content", {{"parts", std::move(parts)}, {"role", "model"}}}, {"index", 0}};
  if (!finish.is_null()) candidate["finishReason"] = finish;
  return {{"candidates", Json::array({std::move(candidate)})},
          {"usageMetadata", usage},
          {"modelVersion", model},
          {"responseId", "fake-response"}};
}

Json usage_of(std::size_t prompt, std::size_t said, std::size_t thought) {
  return {{"promptTokenCount", prompt},
          {"cachedContentTokenCount", prompt / 2},
          {"candidatesTokenCount", said},
          {"thoughtsTokenCount", thought},
          {"totalTokenCount", prompt + said + thought}};
}

// Only the first of parallel calls is signed, as with the real model.
Json parts_of_calls(const Json& calls, std::size_t step) {
  Json parts = Json::array();
  for (const auto& call : calls) {
    const auto id = "fc-" + std::to_string(step) + "-" + std::to_string(parts.size());
    Json part{{"functionCall",
               {{"name", base::member(call, "name")}, {"args", base::member(call, "args")}, {"id", id}}}};
    if (part["functionCall"]["args"].is_null()) part["functionCall"]["args"] = Json::object();
    if (parts.empty()) part["thoughtSignature"] = "c2ln" + std::to_string(1000 + step) + "+/==";
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<Json> frames_of(const FakeContent& content, std::size_t prompt, std::size_t step,
                            const std::string& model) {
  std::vector<Json> frames;
  std::size_t said = 0, thought = 0;
  const auto add = [&](Json parts, const Json& finish) {
    frames.push_back(frame_of(std::move(parts), finish, usage_of(prompt, said, thought), model));
  };
  for (const auto& text : content.thoughts) {
    ++thought;
    add(Json::array({{{"text", text}, {"thought", true}}}), nullptr);
  }
  for (const auto& text : content.pieces) {
    ++said;
    add(Json::array({{{"text", text}}}), nullptr);
  }
  if (!content.calls.empty()) {
    ++said;
    add(parts_of_calls(content.calls, step), nullptr);
  }
  if (content.finish.is_null()) return frames;
  // The signature of an answer without calls comes on an empty text, with the last frame.
  Json last = content.calls.empty() ? Json::array({{{"text", ""}, {"thoughtSignature", "c2lnLast"}}})
                                    : Json::array({{{"text", ""}}});
  add(std::move(last), content.finish);
  return frames;
}

// All frames as the one answer of generateContent.
Json joined(const std::vector<Json>& frames) {
  Json parts = Json::array();
  for (const auto& frame : frames)
    for (const auto& part : frame["candidates"][0]["content"]["parts"]) parts.push_back(part);
  Json whole = frames.empty() ? Json::object() : frames.back();
  if (!frames.empty()) whole["candidates"][0]["content"]["parts"] = std::move(parts);
  return whole;
}

std::vector<std::string> functions_of(const Json& body) {
  std::vector<std::string> names;
  for (const auto& tool : base::member(body, "tools"))
    for (const auto& function : base::member(tool, "functionDeclarations"))
      names.push_back(base::text_at(function, "name"));
  return names;
}

}  // namespace

FakeReply gemini_reply(const FakeRequest& request, const Json& plan) {
  if (request.target.find("key=") != std::string::npos)
    return refusal(400, "INVALID_ARGUMENT", "a key does not belong into an address");
  const auto key = request.header("x-goog-api-key");
  if (key.empty()) return refusal(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
  if (key == "wrong")
    return refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
  const auto from = request.target.find("/models/") + 8;
  const auto colon = request.target.find(':', from);
  const auto model = request.target.substr(from, colon - from);
  const auto body = base::parse_json(request.body);
  if (!body || !body->is_object()) return refusal(400, "INVALID_ARGUMENT", "Invalid JSON payload received.");
  const auto& contents = base::member(*body, "contents");
  if (const auto wrong = wrong_with(contents, model.starts_with("gemini-3")); !wrong.empty())
    return refusal(400, "INVALID_ARGUMENT", wrong);

  FakeReply reply;
  reply.streams = request.target.find(":streamGenerateContent") != std::string::npos;
  if (base::member(plan, "frames").is_array()) {
    for (const auto& frame : plan["frames"]) reply.frames.push_back(event_of(frame.get<std::string>()));
  } else {
    const bool has_results = count(contents.back(), "functionResponse") > 0;
    const auto functions = has_results ? std::vector<std::string>() : functions_of(*body);
    const auto frames = frames_of(content_of(plan, words_of(contents.back()), functions),
                                  request.body.size() / 4, contents.size(), model);
    if (!reply.streams) return plain_reply(200, joined(frames));
    for (const auto& frame : frames) reply.frames.push_back(event_of(base::to_text(frame)));
  }
  disturb(reply, plan);
  return reply;
}

}  // namespace garden::testing
