#include "openai/openai_model.hpp"

#include "model_kit/exchange.hpp"
#include "model_kit/setting.hpp"
#include "openai/answer.hpp"
#include "openai/request_body.hpp"

namespace garden::openai {

OpenAiModel::OpenAiModel(Config config, Host host) : settings_(config), asks_usage_(settings_.usage) {
  model_kit::warn_of_plain_http(host, settings_.url, !settings_.api_key.empty());
}

Task<> OpenAiModel::describe(Context& context) {
  json::Writer out;
  out.object().field("model", settings_.model);
  if (settings_.context_tokens_max) out.field("context_tokens_max", *settings_.context_tokens_max);
  out.end();
  co_await context.emit_json(out.text());
}

HttpRequest OpenAiModel::request() const {
  HttpRequest request("POST", settings_.url);
  request.header("Content-Type", "application/json");
  if (!settings_.api_key.empty()) request.header("Authorization", "Bearer " + settings_.api_key);
  for (const auto& [name, value] : settings_.headers) request.header(name, value);
  request.connect_ms = settings_.connect_ms;
  request.first_byte_ms = settings_.first_byte_ms;
  request.idle_ms = settings_.idle_ms;
  request.total_ms = settings_.total_ms;  // at its own deadline the host ends it
  return request;
}

Task<> OpenAiModel::generate(Context& context) {
  const auto conversation = model_kit::read_conversation(context.request());
  if (!conversation) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  Answer answer(settings_.model, "openai-" + std::to_string(conversation->messages.size()),
                settings_.api_key);
  auto asked = request();
  for (bool asks_usage = asks_usage_;; asks_usage = false) {
    asked.body = request_body(*conversation, settings_, asks_usage);
    try {
      co_await model_kit::exchange(context, asked, answer, settings_.backoff);
      break;
    } catch (const Failure&) {
      if (!asks_usage || !answer.refuses_usage()) throw;
      asks_usage_ = false;  // once without is enough to know
    }
  }
  co_await model_kit::finish(context, answer);
}

}  // namespace garden::openai
