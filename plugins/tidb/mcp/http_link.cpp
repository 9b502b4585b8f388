// The link over Streamable HTTP: one POST for each message; the answer is a JSON body or a stream of events.
#include <optional>

#include "garden/http.hpp"
#include "garden/json_check.hpp"
#include "link.hpp"

namespace garden::tidb {
namespace {

using Millis = std::chrono::milliseconds;

bool is_answer(std::string_view message, std::int64_t id) {
  return json::type_of(message) == json::Type::object && json::member(message, "method").empty() &&
         (json::integer(json::member(message, "id")) == id || !json::member(message, "error").empty());
}

class HttpLink final : public Link {
 public:
  HttpLink(const McpSettings& settings, Host host) : settings_(settings), host_(host) {}

  Task<std::uint64_t> connect(Context&) override { co_return 1; }
  std::uint64_t connected() const override { return 1; }

  Task<Reply> ask(Context& context, Question question, Clock::time_point until) override {
    std::optional<Failure> failed;
    try {
      auto reply = co_await exchange(context, question, until);
      co_return reply;
    } catch (const Failure& failure) {
      failed.emplace(failure);
    }
    if (failed->status() == GARDEN_INVALID)  // of the SDK, for a body or an event that is too large
      failed.emplace(GARDEN_UNIMPLEMENTED,
                     "the MCP server: " + failed->text() + "; ask for less, or raise `max_answer`");
    if (failed->status() == GARDEN_DEADLINE && question.era == Era::legacy && question.id != 0)
      co_await tell_cancelled(context, question);
    throw Failure(*failed);
  }

 private:
  Task<Reply> exchange(Context& context, const Question& question, Clock::time_point until) {
    auto reply = co_await send(context, question, until);
    if (question.id == 0 || reply.status() == 202) {
      Reply taken{.http_status = reply.status()};
      co_return taken;
    }
    Reply answer;
    answer.http_status = reply.status();
    answer.session = reply.header("Mcp-Session-Id");
    check_status(answer.http_status);
    if (reply.header("Content-Type").starts_with("text/event-stream")) {
      answer.message = co_await read_events(context, reply, question, until);
    } else {
      answer.message = co_await reply.body(settings_.answer_bytes_max);
    }
    if (!is_answer(answer.message, question.id)) answer.message.clear();
    answer.failed = answer.message.empty() || !json::member(answer.message, "error").empty();
    co_return answer;
  }

  // In the old era a connection that is dropped is no cancellation: it has to be said, and quickly.
  Task<> tell_cancelled(Context& context, const Question& question) {
    constexpr Millis patience(300);
    Question cancel = question;
    cancel.id = 0;
    cancel.body = R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
                  std::to_string(question.id) + R"(,"reason":"nobody waits any more"}})";
    try {
      const auto reply = co_await send(context, cancel, Clock::now() + patience);
    } catch (const Failure&) {  // it was worth a try
    }
  }

  Task<HttpReply> send(Context& context, const Question& question, Clock::time_point until) {
    HttpRequest request("POST", settings_.url);
    request.header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream");
    for (const auto& [name, value] : settings_.headers) request.header(name, value);
    for (const auto& [name, value] : question.headers) request.header(name, value);
    const auto left = std::chrono::ceil<Millis>(until - Clock::now()).count();
    if (left <= 0) throw Failure(GARDEN_DEADLINE, "the MCP server did not answer in time");
    request.total_ms = request.idle_ms = request.first_byte_ms = static_cast<std::uint32_t>(left);
    request.body = question.body;
    auto reply = co_await context.http(std::move(request));
    co_return reply;
  }

  // What no message explains: the others come with one, or are the old protocol's way to say no.
  void check_status(int status) const {
    if (status == 401 || status == 403)
      throw Failure(GARDEN_UNAVAILABLE,
                    "the MCP server refuses us (HTTP " + std::to_string(status) + "); check `token`");
    if (status == 429 || status >= 500)
      throw Failure(GARDEN_UNAVAILABLE, "the MCP server answers HTTP " + std::to_string(status));
    if (status >= 300 && status < 400)
      throw Failure(GARDEN_UNAVAILABLE,
                    "the MCP server is somewhere else (HTTP " + std::to_string(status) + "); check `url`");
  }

  Task<std::string> read_events(Context& context, HttpReply& reply, const Question& question,
                                Clock::time_point until) {
    std::size_t bytes = 0;
    for (;;) {
      const auto event = co_await reply.next_sse();
      if (!event) break;
      if ((bytes += event->size()) > settings_.answer_bytes_max)
        throw Failure(GARDEN_UNIMPLEMENTED, "the MCP server's answer is too large; raise `max_answer`");
      if (is_answer(*event, question.id)) co_return std::string(*event);
      const std::string message(*event);
      const bool asks =
          json::same(json::member(message, "method"), "ping") && !json::member(message, "id").empty();
      if (asks && question.era == Era::legacy) co_await answer_ping(context, message, question, until);
    }
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server's answer broke off");
  }

  Task<> answer_ping(Context& context, const std::string& message, const Question& question,
                     Clock::time_point until) {
    Question pong = question;
    pong.id = 0;
    pong.body = R"({"jsonrpc":"2.0","id":)" + std::string(json::member(message, "id")) + R"(,"result":{}})";
    const auto reply = co_await send(context, pong, until);
  }

  const McpSettings settings_;
  const Host host_;
};

}  // namespace

std::unique_ptr<Link> make_http_link(const McpSettings& settings, Host host) {
  return std::make_unique<HttpLink>(settings, host);
}

}  // namespace garden::tidb
