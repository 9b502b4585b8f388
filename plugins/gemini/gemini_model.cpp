#include "gemini/gemini_model.hpp"

#include "gemini/answer.hpp"
#include "gemini/request_body.hpp"
#include "model_kit/exchange.hpp"
#include "model_kit/setting.hpp"

namespace garden::gemini {
namespace {
constexpr int requests_max = 32;  // of one answer that goes on and on
}

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

HttpRequest GeminiModel::request(std::string body) const {
  HttpRequest request("POST", settings_.url + ":streamGenerateContent?alt=sse");
  request.header("Content-Type", "application/json").header("x-goog-api-key", settings_.api_key);
  request.body = std::move(body);
  request.connect_ms = settings_.connect_ms;
  request.first_byte_ms = settings_.first_byte_ms;
  request.idle_ms = settings_.idle_ms;
  request.total_ms = settings_.total_ms;  // at its own deadline the host ends it
  return request;
}

Task<> GeminiModel::generate(Context& context) {
  const auto conversation = model_kit::read_conversation(context.request());
  if (!conversation) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  const auto body = request_body(*conversation, settings_);
  Answer answer(settings_.model, "gemini-" + std::to_string(conversation->messages.size()),
                settings_.api_key);
  auto asked = request(body);
  for (int requests = 1;; ++requests) {
    co_await model_kit::exchange(context, asked, answer, settings_.backoff);
    if (answer.continuation().empty() || requests == requests_max) break;
    asked.body = with_continuation(body, answer.continuation());
  }
  co_await model_kit::finish(context, answer);
}

}  // namespace garden::gemini
