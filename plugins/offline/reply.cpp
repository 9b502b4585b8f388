#include "reply.hpp"

#include <utility>

#include "answer.hpp"
#include "plan.hpp"
#include "request.hpp"

namespace garden::offline {
namespace {

// The id is unique within the conversation and the same every time: a message is only ever answered once.
std::string call_event(const PlannedCall& call, std::size_t messages, std::size_t number) {
  std::vector<Value::Member> members;
  members.emplace_back("id", Value("offline-" + std::to_string(messages) + "-" + std::to_string(number)));
  members.emplace_back("name", Value(call.tool->name));
  members.emplace_back("arguments", call.arguments);
  std::vector<Value::Member> event;
  event.emplace_back("tool_call", Value(std::move(members)));
  return write_json(Value(std::move(event)));
}

}  // namespace

std::optional<Reply> reply_to(const Vocabulary& vocabulary, std::string_view request,
                              const std::string& today) {
  const auto asked = read_request(request);
  if (!asked) return std::nullopt;
  const std::string stated = stated_today(*asked);
  const Plan plan = make_plan(vocabulary, *asked, stated.empty() ? today : stated);
  Reply reply;
  if (asked->messages.back().role == Role::tool) {
    reply.text = answer_from_results(*asked, plan);
  } else if (plan.calls.empty()) {
    reply.text = answer_without_tools(vocabulary, *asked, plan);
  } else {
    for (const PlannedCall& call : plan.calls) {
      reply.tool_calls.push_back(call_event(call, asked->messages.size(), reply.tool_calls.size() + 1));
    }
  }
  return reply;
}

}  // namespace garden::offline
