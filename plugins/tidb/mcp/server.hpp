// Server: an MCP server that can be asked to run a statement: found out, agreed with, and asked again when it
// has forgotten.
//
// Which era's protocol it speaks is found out once and kept; a handshake, the list of tools and the choice of
// one are made anew whenever the server is another process, or has lost the session. One operation does that,
// the others wait for it. Threads: as a Way's functions.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "link.hpp"
#include "protocol.hpp"
#include "tool.hpp"
#include "turn_taking.hpp"

namespace garden::tidb {

class Server {
 public:
  Server(McpSettings settings, Host host);

  struct Answer {
    std::string message;  // whole; its `result` is the tool's
    Tool tool;            // that was asked
  };
  // Makes the statement for the tool that will be asked. May throw Failure.
  using Write = std::function<std::string(const Tool&)>;
  // co_await: what the query tool answers to this statement. Throws Failure: UNAVAILABLE, DEADLINE,
  // UNIMPLEMENTED, INVALID (it refused the request itself).
  Task<Answer> run(Context& context, Write write, Clock::time_point until);

  void stop() noexcept { link_->stop(); }
  // [any] A sentence for the operator, or nothing: that it may write.
  std::string warning() const;

 private:
  struct Ready {
    std::uint64_t connection = 0;  // 0: not ready
    Agreement agreed;
    Tool tool;
  };

  Task<Ready> ready(Context& context, Clock::time_point until);
  Task<Agreement> agree(Context& context, Clock::time_point until);
  Task<bool> is_modern(Context& context, Clock::time_point until);
  Task<Agreement> initialize(Context& context, Clock::time_point until);
  Task<std::string> list_tools(Context& context, const Agreement& agreed, Clock::time_point until);
  Task<Reply> call_tool(Context& context, const Ready& now, const std::string& sql, Clock::time_point until);
  void forget(const Ready& old, bool era_too);
  std::int64_t next_id() { return ++last_id_; }

  const McpSettings settings_;
  const Host host_;
  std::unique_ptr<Link> link_;
  TurnTaking turns_;
  std::atomic<std::int64_t> last_id_{0};
  mutable std::mutex mutex_;  // of what follows
  Ready ready_;
  Era era_ = Era::unknown;
};

}  // namespace garden::tidb
