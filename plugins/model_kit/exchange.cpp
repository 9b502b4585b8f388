#include "model_kit/exchange.hpp"

#include "garden/utf8.hpp"

namespace garden::model_kit {
namespace {

constexpr std::size_t error_bytes_max = 64 * 1024;
constexpr std::size_t text_bytes_max = 32 * 1024;  // of one piece: what a slow reader buffers

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

// One attempt. What went wrong, if the request counts as failed.
Task<std::optional<Trouble>> attempt(Context& context, HttpRequest request, AnswerReader& reader) {
  std::optional<HttpReply> reply;
  std::optional<Trouble> broken;
  try {
    reply = co_await context.http(std::move(request));
  } catch (const Failure& failure) {
    broken = trouble_of_transfer(failure);
  }
  if (!reply) co_return broken;
  if (reply->status() != 200) {
    const auto words = co_await reply->excerpt(error_bytes_max);
    co_return reader.refused(*reply, words);
  }
  Pieces pieces;
  for (;;) {
    std::optional<std::string_view> frame;
    try {
      frame = co_await reply->next_sse();
    } catch (const Failure& failure) {
      broken = trouble_of_transfer(failure);
    }
    if (!frame) break;
    pieces.clear();
    const bool goes_on = reader.read(*frame, pieces);
    // Nearly every frame is one piece of text: it goes without a coroutine of its own.
    if (pieces.begin() + 1 == pieces.end() && pieces.begin()->bytes.size() <= text_bytes_max) {
      co_await context.emit(pieces.begin()->bytes, pieces.begin()->kind);
    } else if (!pieces.empty()) {
      co_await emit(context, pieces);
    }
    if (!goes_on) co_return reader.trouble();
  }
  if (broken && !reader.has_ended()) co_return broken;
  pieces.clear();
  auto trouble = reader.end_request(reply->sse_rest(), pieces);
  if (!trouble) co_await emit(context, pieces);
  co_return trouble;
}

}  // namespace

Task<> exchange(Context& context, const HttpRequest& request, KeptBody& body, AnswerReader& reader,
                const BackoffLimits& limits) {
  Backoff backoff(limits, context.op() ^ static_cast<std::uint64_t>(context.now_us()));
  for (;;) {
    reader.begin_request();
    auto whole = request;
    whole.body = body.take();
    const auto trouble = co_await attempt(context, std::move(whole), reader);
    if (!trouble) co_return;
    const auto pause = reader.has_spoken() ? std::nullopt : backoff.next_ms(*trouble, context.remaining_ms());
    if (!pause) {
      const auto usage = reader.usage_json();
      if (!usage.empty()) co_await context.emit_json(usage);
      throw Failure(trouble->status, trouble->text);
    }
    context.log(GARDEN_LOG_INFO, trouble->text + "; trying again in " + std::to_string(*pause) + " ms");
    context.host().count("retries_total");
    co_await context.sleep(*pause);
  }
}

Task<> finish(Context& context, const AnswerReader& reader) {
  const auto usage = reader.usage_json();
  if (!usage.empty()) co_await context.emit_json(usage);
  const auto end = reader.finish_json();
  if (!end.empty()) co_await context.emit_json(end);  // without it the host knows that the answer was cut
}

}  // namespace garden::model_kit
