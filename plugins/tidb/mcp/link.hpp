// Link: how messages reach one MCP server and its answers come back: over a child's pipes, or over HTTP.
//
// A link knows JSON-RPC and its transport, and nothing of what is asked. Each question has a number of its
// own; many may be under way at once. Whatever a server sends besides (notifications, questions of its own,
// lines that are no JSON) is answered or passed over here. Threads: as a Way's functions; questions on the
// lanes of their operations.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "garden/context.hpp"
#include "garden/host.hpp"
#include "garden/task.hpp"
#include "settings.hpp"

namespace garden::tidb {

using Clock = std::chrono::steady_clock;

enum class Era { unknown, modern, legacy };  // with and without `server/discover`; see protocol.hpp

// A question, ready to be sent.
struct Question {
  std::int64_t id = 0;  // 0: a notification, which has no answer
  std::string method, body;
  Era era = Era::legacy;
  std::vector<std::pair<std::string, std::string>> headers;  // of HTTP only
};

struct Reply {
  bool failed = false;    // the server answered with an error
  std::string message;    // the whole JSON-RPC message; empty: an answer that was none, see `http_status`
  int http_status = 200;  // of HTTP
  std::string session;    // of HTTP: the Mcp-Session-Id that came with it

  std::string_view result() const;  // JSON, a slice of `message`
  std::int64_t error_code() const;  // of a failed one; 0: it says none
  std::string error_text() const;
};

class Link {
 public:
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  virtual ~Link() = default;

  // co_await: a server that can be asked, started if need be; one caller at a time. Its number: another one
  // than last time means that the server knows nothing of what was agreed before. Throws
  // Failure(UNAVAILABLE).
  virtual Task<std::uint64_t> connect(Context& context) = 0;
  // [any] The number of the server that can be asked now; 0: none.
  virtual std::uint64_t connected() const = 0;

  // co_await: the answer. Throws Failure: UNAVAILABLE (the server is away or went away), DEADLINE (`until`),
  // UNIMPLEMENTED (the answer is too large). For a notification: when it was sent.
  virtual Task<Reply> ask(Context& context, Question question, Clock::time_point until) = 0;

  virtual void stop() noexcept {}
};

std::unique_ptr<Link> make_stdio_link(const McpSettings& settings, Host host);
std::unique_ptr<Link> make_http_link(const McpSettings& settings, Host host);

}  // namespace garden::tidb
