#include "protocol.hpp"

#include <algorithm>

#include "garden/base64.hpp"
#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::tidb {
namespace {

constexpr std::string_view client_info = R"({"name":"agent-garden","version":")" GARDEN_VERSION R"("})";

std::string body_of(std::int64_t id, std::string_view method, const std::string& params) {
  std::string body = R"({"jsonrpc":"2.0",)";
  if (id != 0) body += "\"id\":" + std::to_string(id) + ",";
  return body + "\"method\":\"" + std::string(method) + "\",\"params\":{" + params + "}}";
}

}  // namespace

bool is_legacy_version(std::string_view version) {
  constexpr std::string_view known[] = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"};
  return std::ranges::find(known, version) != std::end(known);
}

std::string header_value(std::string_view text) {
  const bool plain = !text.empty() && text.front() != ' ' && text.back() != ' ' && !text.starts_with("=?") &&
                     std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
  return plain ? std::string(text) : "=?base64?" + base64(text) + "?=";
}

Question make_question(std::int64_t id, const Agreement& agreed, std::string_view method,
                       std::string_view params, std::string_view name) {
  Question question{.id = id, .method = std::string(method), .era = agreed.era};
  std::string all(params);
  if (agreed.era == Era::modern) {
    all += all.empty() ? "" : ",";
    all += R"("_meta":{"io.modelcontextprotocol/protocolVersion":")" + std::string(modern_version) +
           R"(","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":)" +
           std::string(client_info) + "}";
    question.headers.emplace_back("Mcp-Method", method);
    if (!name.empty()) question.headers.emplace_back("Mcp-Name", header_value(name));
  }
  const auto version = agreed.era == Era::modern ? modern_version : std::string_view(agreed.version);
  if (!version.empty()) question.headers.emplace_back("MCP-Protocol-Version", version);
  if (!agreed.session.empty()) question.headers.emplace_back("Mcp-Session-Id", agreed.session);
  question.body = body_of(id, method, all);
  return question;
}

Question make_initialize(std::int64_t id) {
  Question question{.id = id, .method = "initialize", .era = Era::legacy};
  question.body = body_of(id, "initialize",
                          R"("protocolVersion":")" + std::string(legacy_version) +
                              R"(","capabilities":{},"clientInfo":)" + std::string(client_info));
  return question;
}

Question make_notification(const Agreement& agreed, std::string_view method) {
  return make_question(0, agreed, method, {});
}

Discovered read_discovery(const Reply& reply) {
  constexpr std::int64_t header_mismatch = -32020, missing_capability = -32021, unsupported_version = -32022;
  const auto has_ours = [](std::string_view versions) {
    bool found = false;
    json::each(versions,
               [&found](std::string_view version) { found = found || json::same(version, modern_version); });
    return found;
  };
  if (!reply.failed) {
    const auto versions = json::member(reply.result(), "supportedVersions");
    if (has_ours(versions)) return Discovered::modern;
    return versions.empty() ? Discovered::legacy : Discovered::refused;
  }
  const auto code = reply.error_code();
  if (code == unsupported_version)
    return has_ours(json::at(reply.message, "error", "data", "supported")) ? Discovered::modern
                                                                           : Discovered::legacy;
  return code == header_mismatch || code == missing_capability ? Discovered::refused : Discovered::legacy;
}

}  // namespace garden::tidb
