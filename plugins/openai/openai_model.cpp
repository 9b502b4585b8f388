#include "openai/openai_model.hpp"

#include "model_kit/exchange.hpp"
#include "model_kit/setting.hpp"
#include "openai/answer.hpp"
#include "openai/request_body.hpp"

namespace garden::openai {
namespace {

struct Asked {
  std::string body;
  std::size_t messages = 0;
};

Asked read(const std::string& request, model_kit::ToolMemo& tools, const Settings& settings,
           bool asks_usage) {
  const auto conversation = model_kit::read_conversation(request, tools);
  if (!conversation) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  auto written = conversation->written_tools;
  if (!written) written = tools.of(conversation->tools, written_tools);
  return {request_body(*conversation, *written, settings, asks_usage), conversation->messages.size()};
}

}  // namespace

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
  auto asked = asked_.keep(context.take_request());
  auto [body, messages] = read(asked.take(), tools_, settings_, asks_usage_);
  Answer answer(settings_.model, "openai-" + std::to_string(messages), settings_.api_key);
  const auto head = request();
  for (bool asks_usage = asks_usage_;; asks_usage = false) {
    auto kept = bodies_.keep(std::move(body));
    try {
      co_await model_kit::exchange(context, head, kept, answer, settings_.backoff);
      break;
    } catch (const Failure&) {
      if (!asks_usage || !answer.refuses_usage()) throw;
      asks_usage_ = false;  // once without is enough to know
      body = read(asked.whole(), tools_, settings_, false).body;
    }
  }
  co_await model_kit::finish(context, answer);
}

}  // namespace garden::openai
