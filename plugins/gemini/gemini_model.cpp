#include "gemini/gemini_model.hpp"

#include "garden/utf8.hpp"
#include "gemini/error_body.hpp"
#include "gemini/request_body.hpp"

namespace garden::gemini {
namespace {
using model_kit::Backoff;
using model_kit::Trouble;

constexpr std::size_t error_bytes_max = 64 * 1024;
constexpr std::size_t text_bytes_max = 32 * 1024;  // of one piece: what a slow reader buffers
constexpr int requests_max = 32;                   // of one answer that goes on and on

Task<> emit(Context& context, const Pieces& pieces) {
  for (const auto& [kind, bytes] : pieces) {
    std::string_view rest = bytes;
    do {
      const auto piece = kind == GARDEN_JSON ? rest : utf8_prefix(rest, text_bytes_max);
      co_await context.emit(piece, kind);
      rest.remove_prefix(piece.size());
    } while (!rest.empty());
  }
}

}  // namespace

GeminiModel::GeminiModel(Config config, Host host) : settings_(config) {
  const bool is_local =
      settings_.url.starts_with("http://127.0.0.1") || settings_.url.starts_with("http://localhost");
  if (settings_.url.starts_with("http://") && !is_local)
    host.log(GARDEN_LOG_WARN, "base_url is not https: the key travels unencrypted");
}

Task<> GeminiModel::describe(Context& context) {
  json::Writer out;
  out.object().field("model", settings_.model);
  if (settings_.context_tokens_max) out.field("context_tokens_max", *settings_.context_tokens_max);
  out.end();
  co_await context.emit_json(out.text());
}

HttpRequest GeminiModel::request(std::string body, const Context& context) const {
  HttpRequest request("POST", settings_.url + ":streamGenerateContent?alt=sse");
  request.header("Content-Type", "application/json").header("x-goog-api-key", settings_.api_key);
  request.body = std::move(body);
  request.connect_ms = settings_.connect_ms;
  request.first_byte_ms = settings_.first_byte_ms;
  request.idle_ms = settings_.idle_ms;
  request.total_ms = context.within_ms(settings_.total_ms);
  return request;
}

Task<std::optional<Trouble>> GeminiModel::ask(Context& context, std::string body, Answer& answer) {
  std::optional<HttpReply> reply;
  std::optional<Trouble> broken;
  try {
    reply = co_await context.http(request(std::move(body), context));
  } catch (const Failure& failure) {
    broken = model_kit::trouble_of_transfer(failure);
  }
  if (!reply) co_return broken;
  if (reply->status() != 200) {
    const auto words = co_await reply->excerpt(error_bytes_max);
    co_return trouble_of(reply->status(), words, settings_.api_key);
  }
  Pieces pieces;
  for (;;) {
    std::optional<std::string_view> frame;
    try {
      frame = co_await reply->next_sse();
    } catch (const Failure& failure) {
      broken = model_kit::trouble_of_transfer(failure);
    }
    if (!frame) break;
    pieces.clear();
    const bool goes_on = answer.read(*frame, pieces);
    co_await emit(context, pieces);
    if (!goes_on) co_return answer.trouble();
  }
  if (answer.has_ended()) co_return answer.end_request();
  if (!find_error(reply->sse_rest()).empty())
    co_return trouble_of(0, reply->sse_rest(), settings_.api_key);  // an error that is no event
  if (broken) co_return broken;
  co_return answer.end_request();
}

Task<> GeminiModel::ask_patiently(Context& context, const std::string& body, Answer& answer) {
  Backoff backoff(settings_.backoff, context.op() ^ static_cast<std::uint64_t>(context.now_us()));
  for (;;) {
    answer.begin_request();
    const auto trouble = co_await ask(context, body, answer);
    if (!trouble) co_return;
    const auto pause = answer.has_spoken() ? std::nullopt : backoff.next_ms(*trouble, context.remaining_ms());
    if (!pause) {
      const auto usage = answer.usage_json();
      if (!usage.empty()) co_await context.emit_json(usage);
      throw Failure(trouble->status, trouble->text);
    }
    context.log(GARDEN_LOG_INFO, trouble->text + "; trying again in " + std::to_string(*pause) + " ms");
    context.host().count("retries_total");
    co_await context.sleep(*pause);
  }
}

Task<> GeminiModel::generate(Context& context) {
  const auto conversation = model_kit::read_conversation(context.request());
  if (!conversation) throw Failure(GARDEN_INVALID, "the request is no JSON object with messages");
  auto body = request_body(*conversation, settings_);
  Answer answer(settings_.model, "gemini-" + std::to_string(conversation->messages.size()),
                settings_.api_key);
  for (int requests = 1;; ++requests) {
    co_await ask_patiently(context, body, answer);
    if (answer.continuation().empty() || requests == requests_max) break;
    body = with_continuation(request_body(*conversation, settings_), answer.continuation());
  }
  const auto usage = answer.usage_json();
  if (!usage.empty()) co_await context.emit_json(usage);
  const auto finish = answer.finish_json();
  if (!finish.empty())
    co_await context.emit_json(finish);  // without it the host knows that the answer was cut
}

}  // namespace garden::gemini
