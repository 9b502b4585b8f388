// /agents: what is loaded and what it can do.
#include "api/routes.hpp"

namespace garden::api {
namespace {
using base::Json;

Json summary_of(const conversation::ServedAgent& agent) {
  return {{"name", agent.name},
          {"description", agent.config.description},
          {"version", agent.config.version},
          {"models", agent.models},
          {"questions", agent.config.questions}};
}

Json details_of(const conversation::ServedAgent& agent) {
  auto details = summary_of(agent);
  details["data"] = agent.connector;
  details["cache"] = agent.cache;
  details["tools"] = base::parse_json(agent.tools_json).value_or(Json::array());
  details["context"] = {{"queries", agent.config.context.queries},
                        {"ttl_s", agent.config.context.ttl.count() / 1000},
                        {"deadline_s", agent.config.context.deadline.count() / 1000}};
  details["limits"] = {{"steps", agent.limits.steps},
                       {"tool_calls", agent.limits.tool_calls},
                       {"time_s", agent.limits.time.count() / 1000}};
  return details;
}
}  // namespace

void add_agents(StoreRoutes& routes) {
  routes.get("/agents", [](StoreRequest&& asked, const http::PathParameters&, http::Responder responder) {
    Json agents = Json::array();
    for (const auto& agent : asked.store->agents) agents.push_back(summary_of(*agent));
    reply_json(responder, {{"agents", std::move(agents)}});
  });
  routes.get("/agents/{name}",
             [](StoreRequest&& asked, const http::PathParameters& path, http::Responder responder) {
               auto agent = asked.store->get_agent(path["name"]);
               if (!agent) return reply_error(responder, agent.error());
               reply_json(responder, details_of(**agent));
             });
}

}  // namespace garden::api
