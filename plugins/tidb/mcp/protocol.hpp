// Protocol: the words of MCP, in both of its eras.
//
// Until 2025-11-25 a client and a server shake hands (`initialize`) and may keep a session; since 2026-07-28
// every request says by itself who asks and in which version, and `server/discover` tells what there is.
// Threads: pure functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "link.hpp"

namespace garden::tidb {

inline constexpr std::string_view modern_version = "2026-07-28";
inline constexpr std::string_view legacy_version = "2025-11-25";  // what we offer; older ones are understood

// What was agreed with a server.
struct Agreement {
  Era era = Era::unknown;
  std::string version;
  std::string session;  // of HTTP in the old era; empty: none
};

bool is_legacy_version(std::string_view version);

// A request of the agreed era. `params`: the members of its params, as JSON without the brackets; `name`:
// what modern HTTP repeats in a header (a tool's name), or empty.
Question make_question(std::int64_t id, const Agreement& agreed, std::string_view method,
                       std::string_view params, std::string_view name = {});
Question make_initialize(std::int64_t id);
Question make_notification(const Agreement& agreed, std::string_view method);

// A value as a header may carry it: as it is, or as =?base64?...?=.
std::string header_value(std::string_view text);

// How a server understood `server/discover`.
enum class Discovered { modern, legacy, refused };
Discovered read_discovery(const Reply& reply);

}  // namespace garden::tidb
