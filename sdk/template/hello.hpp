// Hello: a language model that streams an answer from a web service, in server-sent events.
//
// The service takes {"prompt": "..."} and answers with events {"text": "..."}. Threads: see
// garden/component.hpp.
#pragma once
#include <string>

#include "garden/garden.hpp"

class Hello {
 public:
  static constexpr auto schema = R"({
    "type": "object",
    "properties": {
      "url": {"type": "string", "format": "url", "examples": ["http://127.0.0.1:8099/answer"]},
      "key": {"type": "string", "examples": ["secret"]},
      "patience": {"type": "string", "format": "duration", "default": "30s"}
    },
    "required": ["url", "key"],
    "additionalProperties": false
  })";

  explicit Hello(garden::Config config)
      : url_(config.text("/url")),
        key_(config.text("/key")),
        patience_ms_(static_cast<std::uint32_t>(config.duration_ms("/patience", 30'000))) {
    if (key_.empty()) throw garden::ConfigError("/key", "is empty; set it to the key of your account");
  }

  garden::Task<> generate(garden::Context& ctx) {
    std::string_view last;
    garden::json::each(garden::json::at(ctx.request(), "messages"),
                       [&](std::string_view message) { last = message; });
    garden::json::Writer body;
    body.object().field("prompt", garden::json::text(garden::json::at(last, "parts", "0", "text"))).end();

    garden::HttpRequest request("POST", url_);
    request.header("Content-Type", "application/json").header("Authorization", "Bearer " + key_);
    request.body = body.take();
    request.first_byte_ms = ctx.within_ms(patience_ms_);
    auto reply = co_await ctx.http(std::move(request));
    if (reply.status() != 200) {
      const auto why = co_await reply.excerpt();  // a local: see the traps of g++ 12 in garden.hpp
      throw garden::Failure(status_of(reply.status()), why);
    }

    while (const auto event = co_await reply.next_sse())
      co_await ctx.emit(garden::json::text(garden::json::at(*event, "text")));
    co_await ctx.emit_json(R"({"finish": {"reason": "stop"}})");
  }

  garden::Task<> describe(garden::Context& ctx) { co_await ctx.emit_json(R"({"model": "hello-1"})"); }

  static constexpr garden::Verb<Hello> verbs[] = {{GARDEN_LLM_GENERATE, &Hello::generate},
                                                  {GARDEN_LLM_DESCRIBE, &Hello::describe}};

 private:
  static garden_status status_of(int http) {
    if (http == 401 || http == 403) return GARDEN_DENIED;
    if (http == 429) return GARDEN_RATE_LIMITED;
    return http >= 500 ? GARDEN_UNAVAILABLE : GARDEN_INVALID;
  }

  std::string url_, key_;
  std::uint32_t patience_ms_;
};
