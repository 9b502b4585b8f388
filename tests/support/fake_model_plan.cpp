#include "support/fake_model_plan.hpp"

#include <algorithm>
#include <cctype>

namespace garden::testing {
using base::Json;

std::string FakeRequest::header(std::string_view name) const {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  for (std::size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
    const auto line = std::string_view(head).substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    const auto colon = line.find(':');
    if (colon != name.size() || !std::equal(name.begin(), name.end(), line.begin(), same)) continue;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    return std::string(value);
  }
  return {};
}

FakeContent content_of(const Json& plan, const std::string& message,
                       const std::vector<std::string>& functions) {
  FakeContent content;
  content.finish = plan.contains("finish") ? plan["finish"] : Json("STOP");
  for (const auto& thought : base::member(plan, "thoughts")) content.thoughts.push_back(thought);
  for (const auto& piece : base::member(plan, "pieces")) content.pieces.push_back(piece);
  for (const auto& call : base::member(plan, "calls")) content.calls.push_back(call);
  const auto tokens = base::integer_at(plan, "tokens", -1);
  for (std::int64_t i = 0; i < tokens; ++i) content.pieces.push_back("word" + std::to_string(i) + " ");
  if (!content.pieces.empty() || !content.calls.empty() || plan.contains("finish") || tokens == 0)
    return content;
  for (const auto& function : functions)
    if (message.find(function) != message.npos)
      content.calls.push_back({{"name", function}, {"args", Json::object()}});
  if (content.calls.empty()) content.pieces = {"You said: ", message};
  return content;
}

FakeReply plain_reply(int status, const Json& body) {
  FakeReply reply;
  reply.status = status;
  reply.body = body.is_string() ? body.get<std::string>() : base::to_text(body);
  return reply;
}

std::string event_of(std::string_view data) { return "data: " + std::string(data) + "\n\n"; }

void disturb(FakeReply& reply, const Json& plan) {
  reply.gap_ms = static_cast<unsigned>(base::integer_at(plan, "gap_ms", 0));
  reply.burst = static_cast<unsigned>(std::max<std::int64_t>(base::integer_at(plan, "burst", 1), 1));
  reply.split_bytes = static_cast<std::size_t>(base::integer_at(plan, "split_bytes", 0));
  reply.ending = base::text_at(plan, "ending", "end");
  const auto after = static_cast<std::size_t>(base::integer_at(plan, "after", 1 << 30));
  const bool ends_early = reply.ending != "end" || plan.contains("error");
  if (ends_early && after < reply.frames.size()) reply.frames.resize(after);
  const auto place = reply.frames.begin() + static_cast<std::ptrdiff_t>(std::min(after, reply.frames.size()));
  if (plan.contains("insert")) reply.frames.insert(place, base::text_at(plan, "insert"));
  if (plan.contains("error")) reply.frames.push_back(event_of(base::to_text(plan["error"])));
}

}  // namespace garden::testing
