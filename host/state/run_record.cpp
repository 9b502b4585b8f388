#include "state/run_record.hpp"

#include <cstdlib>
#include <utility>

#include "base/json.hpp"
#include "state/times.hpp"

namespace garden::state {
namespace {
base::Json parsed(const std::string& head) { return base::parse_json(head).value_or(base::Json::object()); }
}  // namespace

std::string new_run_head(const std::string& origin, const std::string& holder) {
  return base::to_text({{"origin", origin}, {"holder", holder}});
}

std::string ended_run_head(const std::string& head, base::Wall now, const RunEnd& end) {
  auto object = parsed(head);
  object["ended_us"] = to_us(now);
  // Usage and error are JSON texts of the caller: kept as texts, so that they come back byte for byte.
  if (!end.finish_reason.empty()) object["finish_reason"] = end.finish_reason;
  if (!end.usage.empty()) object["usage"] = end.usage;
  if (!end.error.empty()) object["error"] = end.error;
  return base::to_text(object);
}

std::string holder_of(const std::string& head) { return base::text_at(parsed(head), "holder"); }

Run run_of(Document document) {
  auto head = parsed(document.head);
  Run run{.run_id = std::move(document.key),
          .session_id = std::move(document.labels.owner),
          .agent = std::move(document.labels.group),
          .origin = base::text_at(head, "origin"),
          .status = run_status(document.labels.state).value_or(RunStatus::interrupted),
          .created_at = from_us(std::strtoll(document.labels.sort.c_str(), nullptr, 10)),
          .finish_reason = base::text_at(head, "finish_reason"),
          .usage = base::text_at(head, "usage"),
          .error = base::text_at(head, "error"),
          .answer = std::move(document.body)};
  if (auto ended = base::integer_at(head, "ended_us", 0); ended != 0) run.ended_at = from_us(ended);
  return run;
}

}  // namespace garden::state
