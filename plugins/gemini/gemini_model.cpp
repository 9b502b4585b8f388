#include "gemini/gemini_model.hpp"

#include "gemini/answer.hpp"
#include "gemini/request_body.hpp"
#include "model_kit/exchange.hpp"
#include "model_kit/setting.hpp"

namespace garden::gemini {
namespace {
constexpr int requests_max = 32;  // of one answer that goes on and on

struct Asked {
  std::string body;
  std::size_t messages = 0;
};

// The host's request is gone when this returns: an answer may take minutes, and the request is large.
Asked read(std::string_view request, model_kit::ToolMemo& tools, const Settings& settings) {
  const auto conversation = model_kit::read_conversation(request, tools);
  if (!conversation) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  auto written = conversation->written_tools;
  if (!written) written = tools.of(conversation->tools, written_tools);
  return {request_body(*conversation, *written, settings), conversation->messages.size()};
}

}  // namespace

GeminiModel::GeminiModel(Config config, Host host) : settings_(config) {
  model_kit::warn_of_plain_http(host, settings_.url, true);
}

Task<> GeminiModel::describe(Context& context) {
  json::Writer out;
  out.object().field("model", settings_.model);
  if (settings_.context_tokens_max) out.field("context_tokens_max", *settings_.context_tokens_max);
  out.end();
  co_await context.emit_json(out.text());
}

HttpRequest GeminiModel::request() const {
  HttpRequest request("POST", settings_.url + ":streamGenerateContent?alt=sse");
  request.header("Content-Type", "application/json").header("x-goog-api-key", settings_.api_key);
  request.connect_ms = settings_.connect_ms;
  request.first_byte_ms = settings_.first_byte_ms;
  request.idle_ms = settings_.idle_ms;
  request.total_ms = settings_.total_ms;  // at its own deadline the host ends it
  return request;
}

Task<> GeminiModel::generate(Context& context) {
  auto asked = read(context.borrowed_request(), tools_, settings_);
  Answer answer(settings_.model, "gemini-" + std::to_string(asked.messages), settings_.api_key);
  auto first = bodies_.keep(std::move(asked.body));
  const auto head = request();
  co_await model_kit::exchange(context, head, first, answer, settings_.backoff);
  for (int requests = 1; requests < requests_max && !answer.continuation().empty(); ++requests) {
    auto next = bodies_.keep(with_continuation(first.whole(), answer.continuation()));
    co_await model_kit::exchange(context, head, next, answer, settings_.backoff);
  }
  co_await model_kit::finish(context, answer);
}

}  // namespace garden::gemini
