#include "conversation/served_store.hpp"

#include <algorithm>

#include "config/suggest.hpp"

namespace garden::conversation {

bool ServedAgent::may_call(std::string_view tool) const {
  return std::ranges::find(tools, tool) != tools.end();
}

const reports::Definition* ServedAgent::report(std::string_view report_name) const {
  auto found = std::ranges::find(reports, report_name, &reports::Definition::name);
  return found == reports.end() ? nullptr : &*found;
}

base::Result<const reports::Definition*> ServedAgent::get_report(std::string_view report_name) const {
  if (const auto* found = report(report_name)) return found;
  std::vector<std::string> names;
  for (const auto& one : reports) names.push_back(one.name);
  auto advice = config::suggestion(report_name, names);
  return base::fail(base::Code::not_found, name + " has no report \"" + std::string(report_name) + "\"" +
                                               (advice.empty() ? "" : "; " + advice));
}

const ServedAgent* ServedStore::agent(std::string_view agent_name) const {
  auto found = std::ranges::find_if(agents, [&](const auto& one) { return one->name == agent_name; });
  return found == agents.end() ? nullptr : found->get();
}

base::Result<const ServedAgent*> ServedStore::get_agent(std::string_view agent_name) const {
  if (const auto* found = agent(agent_name)) return found;
  std::vector<std::string> names;
  for (const auto& one : agents) names.push_back(one->name);
  auto advice = config::suggestion(agent_name, names);
  return base::fail(base::Code::not_found, "Unknown agent \"" + std::string(agent_name) + "\"" +
                                               (advice.empty() ? "" : "; " + advice));
}

bool ServedStore::has_code() const {
  return std::ranges::any_of(agents, [](const auto& one) { return one->code != nullptr; });
}

const ServedAgent* ServedStore::agent_with_code(const runtime::Instance& instance) const {
  auto found = std::ranges::find_if(
      agents, [&](const auto& one) { return one->code && one->code->instance.get() == &instance; });
  return found == agents.end() ? nullptr : found->get();
}

std::string ServedStore::local_day(const base::Clock& clock) const {
  return zone.local_day(as_of.value_or(clock.wall()));
}

queries::QueryEnvironment ServedStore::environment(const ServedAgent& agent, const base::Clock& clock) const {
  queries::QueryEnvironment environment;
  environment.clock = &clock;
  environment.as_of = as_of.value_or(clock.wall());
  environment.zone = zone;
  environment.currency = currency;
  environment.connector = agent.connector;
  const auto* filler = ledger ? this->agent(ledger_agent) : nullptr;
  if (filler && filler->connector == agent.connector) environment.ledger = ledger.get();
  if (agent.code) environment.code = agent.code->target;
  environment.personal = &agent.queries.personal();
  environment.settings = agent.settings;
  environment.assumptions = assumptions;
  return environment;
}

}  // namespace garden::conversation
