#include "offline_model.hpp"

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "markdown.hpp"
#include "reply.hpp"

namespace garden::offline {
namespace {

// A larger request is planned and answered off the lane: reading it may take longer than a lane should wait.
constexpr std::size_t kInlineBytesMax = 32 * 1024;

// The day in UTC: used only where the prompt does not state the shop's own.
std::string date_of(std::int64_t clock_us) {
  const std::chrono::sys_days day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(clock_us)))};
  const std::chrono::year_month_day civil{day};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(civil.year()) % 10000,
                static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()));
  return text;
}

}  // namespace

Task<> OfflineModel::describe(Context& context) {
  co_await context.emit_json(R"({"model":"offline","offline":true})");
}

Task<> OfflineModel::generate(Context& context) {
  const std::string today = date_of(context.now_us());
  std::optional<Reply> reply;
  if (context.request().size() <= kInlineBytesMax) {
    reply = reply_to(vocabulary_, context.request(), today);
  } else {
    reply = co_await context.offload(
        [this, &context, &today] { return reply_to(vocabulary_, context.request(), today); });
  }
  if (!reply) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  for (const std::string& call : reply->tool_calls) co_await context.emit_json(call);
  bool first = true;
  for (const std::string_view piece : pieces(reply->text)) {
    if (!first && pace_ms_ > 0) co_await context.sleep(pace_ms_);
    first = false;
    co_await context.emit(piece);
  }
  // Nobody has counted or billed a token, so none is claimed.
  co_await context.emit_json(
      R"({"usage":{"input_tokens":0,"output_tokens":0,"cached_tokens":0,"thought_tokens":0}})");
  const std::string reason = reply->calls_tools() ? "tool_calls" : "stop";
  const std::string finish = R"({"finish":{"reason":")" + reason + "\"}}";
  co_await context.emit_json(finish);
}

}  // namespace garden::offline
