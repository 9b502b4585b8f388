#include "support/redis_server.hpp"

#include <hiredis/hiredis.h>

#include <memory>
#include <stdexcept>

#include "garden/json.hpp"

namespace garden::testing {
namespace {

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Connected = std::unique_ptr<redisContext, Free>;

Connected connected(int port) {
  Connected context(redisConnectWithTimeout("127.0.0.1", port, {30, 0}));
  if (!context || context->err != 0) throw std::runtime_error("the Redis of this test cannot be reached");
  redisSetTimeout(context.get(), {30, 0});
  return context;
}

void append(redisContext& context, const std::vector<std::string_view>& arguments) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const auto argument : arguments) {
    texts.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  redisAppendCommandArgv(&context, static_cast<int>(texts.size()), texts.data(), sizes.data());
}

std::string text_of(const redisReply& reply) {
  std::string text;
  switch (reply.type) {
    case REDIS_REPLY_INTEGER: return std::to_string(reply.integer);
    case REDIS_REPLY_NIL: return "(nil)";
    case REDIS_REPLY_ARRAY:
      for (std::size_t i = 0; i < reply.elements; ++i) text += text_of(*reply.element[i]) + "\n";
      return text;
    default: return {reply.str, reply.len};
  }
}

}  // namespace

RedisServer::RedisServer(const std::string& tls, const std::vector<std::string>& options)
    : child_("redis_server.py", server_words(tls, options)),
      port_(static_cast<int>(json::integer(json::member(child_.facts(), "port")).value_or(0))),
      tls_port_(static_cast<int>(json::integer(json::member(child_.facts(), "tls_port")).value_or(0))),
      ca_(json::text(json::member(child_.facts(), "ca"))),
      other_ca_(json::text(json::member(child_.facts(), "other_ca"))) {
  for (std::size_t i = 0; i + 1 < options.size(); ++i)
    if (options[i] == "--requirepass") password_ = options[i + 1];
}

std::string RedisServer::url(const std::string& credentials) const {
  return "redis://" + credentials + "127.0.0.1:" + std::to_string(port_);
}

std::string RedisServer::tls_url() const { return "rediss://localhost:" + std::to_string(tls_port_); }

std::string RedisServer::command(std::initializer_list<std::string_view> arguments) const {
  const auto context = connected(port_);
  std::string text;
  std::vector<std::vector<std::string_view>> commands;
  if (!password_.empty()) commands.push_back({"AUTH", password_});
  commands.emplace_back(arguments);
  for (const auto& command : commands) {
    append(*context, command);
    void* reply = nullptr;
    if (redisGetReply(context.get(), &reply) != REDIS_OK) throw std::runtime_error(context->errstr);
    text = text_of(*std::unique_ptr<redisReply, Free>(static_cast<redisReply*>(reply)));
  }
  return text;
}

void RedisServer::begin_command(std::initializer_list<std::string_view> arguments) const {
  const auto context = connected(port_);
  append(*context, arguments);
  int done = 0;
  while (done == 0)
    if (redisBufferWrite(context.get(), &done) != REDIS_OK) throw std::runtime_error(context->errstr);
}

}  // namespace garden::testing
