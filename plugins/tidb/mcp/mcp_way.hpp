// McpWay: the way to the database through an MCP server's query tool.
//
// Such a tool takes one text and gives rows without types. So only named queries come this way: their
// parameters become literals here (literal.hpp), and what the columns mean is what the query declares. A
// server that does not say that it only reads is refused unless the configuration trusts it. Threads: as Way.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "garden/host.hpp"
#include "server.hpp"
#include "way.hpp"

namespace garden::tidb {

class McpWay final : public Way {
 public:
  McpWay(McpSettings settings, Host host) : server_(std::move(settings), host) {}

  std::string_view name() const override { return "mcp"; }
  void stop() noexcept override { server_.stop(); }
  Task<> query(Context& context, const Query& query, garden::tidb::Answer& answer) override;
  Task<std::string> describe(Context& context) override;
  Task<> probe(Context& context, std::chrono::milliseconds patience) override;
  std::string warning() const override { return server_.warning(); }

 private:
  Server server_;
};

}  // namespace garden::tidb
