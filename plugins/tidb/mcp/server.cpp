#include "server.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "garden/json_writer.hpp"

namespace garden::tidb {
namespace {

using std::chrono::seconds;

constexpr auto discovery_time = seconds(3);  // an old server over pipes may not answer what it does not know
constexpr std::size_t tool_pages_max = 20;
constexpr std::size_t tools_bytes_max = 1024 * 1024;

std::unique_ptr<Link> make_link(const McpSettings& settings, Host host) {
  return settings.has_command ? make_stdio_link(settings, host) : make_http_link(settings, host);
}

// The server does not know (any more) what was agreed.
bool has_forgotten(const Reply& reply, const Agreement& agreed) {
  if (!reply.failed) return false;
  const auto code = reply.error_code();
  if (code == -32020 || code == -32022) return true;
  if (reply.http_status == 404 && !agreed.session.empty()) return true;
  return reply.http_status == 400 && code != -32602;
}

}  // namespace

Server::Server(McpSettings settings, Host host)
    : settings_(std::move(settings)), host_(host), link_(make_link(settings_, host)) {}

std::string Server::warning() const {
  const std::lock_guard lock(mutex_);
  if (ready_.connection == 0 || ready_.tool.read_only) return {};
  return "the MCP server does not promise to only read, and is used because of `trust`";
}

Task<Server::Answer> Server::run(Context& context, Write write, Clock::time_point until) {
  for (int attempt = 0;; ++attempt) {
    const bool last = attempt == 1;
    const auto now = co_await ready(context, until);
    const auto sql = write(now.tool);
    std::optional<Failure> lost;
    try {
      auto reply = co_await call_tool(context, now, sql, until);
      if (!reply.failed) {
        Answer answer{std::move(reply.message), now.tool};
        co_return answer;
      }
      const auto text =
          "the MCP server refuses to run its tool '" + now.tool.name + "': " + reply.error_text();
      if (last || !has_forgotten(reply, now.agreed)) throw Failure(GARDEN_INVALID, text);
      forget(now, true);
      continue;
    } catch (const Failure& failure) {
      if (last || failure.status() != GARDEN_UNAVAILABLE) throw;
      lost.emplace(failure);
    }
    // It went away while it was asked, or before: what is only read may be asked again, once.
    forget(now, false);
    if (link_->connected() == now.connection && settings_.has_command) throw Failure(*lost);
  }
}

Task<Reply> Server::call_tool(Context& context, const Ready& now, const std::string& sql,
                              Clock::time_point until) {
  json::Writer arguments;
  arguments.object().field(now.tool.argument, sql).end();
  auto question = make_question(
      next_id(), now.agreed, "tools/call",
      "\"name\":" + json::quoted(now.tool.name) + ",\"arguments\":" + arguments.text(), now.tool.name);
  if (!now.tool.header.empty() && now.agreed.era == Era::modern)
    question.headers.emplace_back("Mcp-Param-" + now.tool.header, header_value(sql));
  auto reply = co_await link_->ask(context, std::move(question), until);
  const auto kind = json::member(reply.result(), "resultType");
  if (!reply.failed && !kind.empty() && !json::same(kind, "complete"))
    throw Failure(GARDEN_UNIMPLEMENTED, "the MCP server wants more input than a statement");
  co_return reply;
}

void Server::forget(const Ready& old, bool era_too) {
  const std::lock_guard lock(mutex_);
  if (ready_.connection != old.connection || ready_.agreed.session != old.agreed.session) return;
  ready_ = {};
  if (era_too) era_ = Era::unknown;
}

Task<Server::Ready> Server::ready(Context& context, Clock::time_point until) {
  const auto current = [this]() -> std::optional<Ready> {
    const std::lock_guard lock(mutex_);
    if (ready_.connection != 0 && ready_.connection == link_->connected()) return ready_;
    return std::nullopt;
  };
  if (auto now = current()) co_return std::move(*now);
  const auto turn = co_await turns_.take(context);
  if (auto now = current()) co_return std::move(*now);
  Ready made;
  made.connection = co_await link_->connect(context);
  made.agreed = co_await agree(context, until);
  const auto tools = co_await list_tools(context, made.agreed, until);
  made.tool = find_tool(tools, settings_.tool);
  if (!made.tool.read_only && !settings_.trust)
    throw Failure(
        GARDEN_UNAVAILABLE,
        "the MCP server does not promise that its tool '" + made.tool.name +
            "' only reads; switch that on (dbhub: readonly = true for execute_sql in its file), or set "
            "`trust: true` if its database user may only SELECT");
  host_.info("MCP server ready: protocol " + made.agreed.version + ", tool " + made.tool.name +
             (made.tool.read_only ? ", read only" : ", trusted"));
  const std::lock_guard lock(mutex_);
  ready_ = made;
  co_return made;
}

Task<Agreement> Server::agree(Context& context, Clock::time_point until) {
  Era known = Era::unknown;
  {
    const std::lock_guard lock(mutex_);
    known = era_;
  }
  const bool modern = known == Era::unknown ? co_await is_modern(context, until) : known == Era::modern;
  Agreement agreed{.era = Era::modern, .version = std::string(modern_version), .session = {}};
  if (!modern) agreed = co_await initialize(context, until);
  const std::lock_guard lock(mutex_);
  era_ = agreed.era;
  co_return agreed;
}

Task<bool> Server::is_modern(Context& context, Clock::time_point until) {
  const Agreement offered{.era = Era::modern, .version = std::string(modern_version), .session = {}};
  bool silent = false;
  try {
    const auto patience = settings_.has_command ? std::min(until, Clock::now() + discovery_time) : until;
    const auto reply =
        co_await link_->ask(context, make_question(next_id(), offered, "server/discover", {}), patience);
    const auto found = read_discovery(reply);
    if (found == Discovered::refused)
      throw Failure(GARDEN_UNAVAILABLE, "the MCP server speaks none of our protocols: " + reply.error_text());
    co_return found == Discovered::modern;
  } catch (const Failure& failure) {
    silent = failure.status() == GARDEN_DEADLINE && Clock::now() < until;
    if (!silent) throw;
  }
  co_return false;
}

Task<Agreement> Server::initialize(Context& context, Clock::time_point until) {
  const auto reply = co_await link_->ask(context, make_initialize(next_id()), until);
  if (reply.failed)
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server refuses the handshake: " + reply.error_text());
  Agreement agreed{.era = Era::legacy,
                   .version = json::text(json::member(reply.result(), "protocolVersion")),
                   .session = reply.session};
  if (!is_legacy_version(agreed.version))
    throw Failure(GARDEN_UNAVAILABLE, "the MCP server wants protocol version '" + agreed.version +
                                          "', which is none that is known");
  co_await link_->ask(context, make_notification(agreed, "notifications/initialized"), until);
  co_return agreed;
}

Task<std::string> Server::list_tools(Context& context, const Agreement& agreed, Clock::time_point until) {
  std::string all, params;
  for (std::size_t page = 0; page < tool_pages_max; ++page) {
    const auto reply =
        co_await link_->ask(context, make_question(next_id(), agreed, "tools/list", params), until);
    if (reply.failed)
      throw Failure(GARDEN_UNAVAILABLE, "the MCP server does not list its tools: " + reply.error_text());
    json::each(json::member(reply.result(), "tools"), [&all](std::string_view tool) {
      if (all.size() + tool.size() < tools_bytes_max) all += (all.empty() ? "" : ",") + std::string(tool);
    });
    const auto cursor = json::member(reply.result(), "nextCursor");
    if (json::type_of(cursor) != json::Type::string) break;
    params = "\"cursor\":" + std::string(cursor);
  }
  co_return "[" + all + "]";
}

}  // namespace garden::tidb
