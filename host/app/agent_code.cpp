#include "app/agent_code.hpp"

#include <algorithm>
#include <set>

#include "config/pointer.hpp"
#include "config/schema.hpp"
#include "config/suggest.hpp"
#include "garden/abi_agent.h"
#include "queries/catalogue.hpp"
#include "runtime/collect.hpp"

namespace garden::app {
namespace {
using base::Code;
using base::Json;
using config::Problems;

constexpr std::chrono::seconds tools_time_max{10};
constexpr std::size_t tools_bytes_max = 1024 * 1024;

// A file of the agent's folder, or a name that the catalogue looks for.
std::string place_of(const config::AgentConfig& agent) {
  std::error_code error;
  for (const auto& file : {agent.folder / agent.library, agent.folder / (agent.library + ".so")})
    if (std::filesystem::is_regular_file(file, error)) return file.string();
  return agent.library;
}

Json checked_config(const config::AgentConfig& agent, const plugins::Component& component,
                    Problems& problems) {
  auto schema = config::Schema::parse(component.config_schema.empty() ? R"({"type":"object"})"
                                                                      : component.config_schema);
  if (!schema) {
    problems.push_back(agent.document->at(
        "/library", "the library \"" + agent.library + "\" cannot be used: " + schema.error().message));
    return {};
  }
  if (!agent.config.is_null()) return agent.document->check(*schema, problems, "/config");
  auto checked = schema->check(Json::object());
  for (const auto& fault : checked.faults)
    problems.push_back(agent.document->at("/library", fault.message, fault.advice, fault.severity));
  return checked.value;
}

void create(const config::AgentConfig& agent, const std::string& name, const WiringParts& parts,
            std::shared_ptr<const plugins::Component> component, const Json& checked, WiredInstance& wired,
            Problems& problems) {
  runtime::InstanceSpec spec;
  spec.name = name;
  spec.component = std::move(component);
  spec.config_json = base::to_text(checked);
  auto made = parts.runtime->create(std::move(spec));
  if (made) {
    wired.instance = std::move(*made);
  } else if (made.error().code == Code::invalid) {
    problems.push_back(agent.document->at(
        agent.config.is_null() ? "/library" : "/config" + made.error().where, made.error().message));
  } else {
    wired.disabled = made.error().message;
    parts.log.error("app", "the library of agent " + name + " is disabled: " + made.error().message);
  }
}

// What the library answers to "tools": an array of well-formed tools, or what is wrong.
base::Result<Json> ask_for_tools(const WiredInstance& code, runtime::Runtime& runtime) {
  runtime::OperationRequest request{.instance = code.instance, .verb = GARDEN_AGENT_TOOLS, .request = "{}"};
  request.time_max = tools_time_max;
  auto answer = runtime::run(runtime, std::move(request), tools_bytes_max);
  if (answer.status == Code::unimplemented) return Json::array();
  if (!answer.ok()) return std::unexpected(answer.error({}));
  auto tools = base::parse_json(answer.joined(GARDEN_JSON));
  if (!tools || !tools->is_array()) return base::fail(Code::invalid, "they are no JSON array");
  std::set<std::string> names;
  for (auto& tool : *tools) {
    auto name = base::text_at(tool, "name");
    if (!config::is_identifier(name) || base::text_at(tool, "description").empty())
      return base::fail(Code::invalid, "a tool needs a name and a description: " + base::to_text(tool));
    if (!names.insert(name).second) return base::fail(Code::invalid, "two tools are called " + name);
    if (!base::member(tool, "parameters").is_object()) tool["parameters"] = {{"type", "object"}};
    if (!base::member(tool, "examples").is_array()) tool["examples"] = Json::array();
  }
  return std::move(*tools);
}

}  // namespace

WiredInstance wire_agent_code(const config::AgentConfig& agent, const std::string& name,
                              const WiringParts& parts, Problems& problems) {
  WiredInstance wired{name, agent.library, "agent", nullptr, {}};
  auto component = parts.catalogue.component(place_of(agent), agent.component);
  if (!component) {
    if (component.error().code == Code::unavailable)
      wired.disabled = component.error().message;
    else
      problems.push_back(agent.document->at("/library", component.error().message));
    return wired;
  }
  if ((*component)->functions.kind != GARDEN_AGENT) {
    problems.push_back(agent.document->at("/library",
                                          "its component " + (*component)->id + " is no agent but a " +
                                              std::string(plugins::kind_name((*component)->functions.kind)),
                                          "name one of kind agent with \"component\""));
    return wired;
  }
  Problems own;
  auto checked = checked_config(agent, **component, own);
  bool sound = !config::has_errors(own);
  problems.insert(problems.end(), own.begin(), own.end());
  if (sound && parts.runtime) create(agent, name, parts, std::move(*component), checked, wired, problems);
  return wired;
}

void add_tools(conversation::ServedAgent& agent, const WiredInstance& code, const WiringParts& parts,
               Problems& problems) {
  const auto& document = *agent.config.document;
  Json all = agent.queries.tools();
  if (code.instance && parts.runtime) {
    auto listed = ask_for_tools(code, *parts.runtime);
    if (!listed) {
      problems.push_back(
          document.at("/library", "its tools cannot be used: " + listed.error().message, "mend the library"));
      return;
    }
    for (auto& tool : *listed) {
      auto name = base::text_at(tool, "name");
      if (const auto* query = agent.queries.find(name))
        problems.push_back(document.at("/library",
                                       "its tool " + name + " is called as the query in " + query->file,
                                       "rename one of them"));
      agent.code->tools.push_back(name);
      all.push_back(std::move(tool));
    }
  }
  std::vector<std::string> known;
  for (const auto& tool : all) known.push_back(base::text_at(tool, "name"));
  agent.tools = agent.config.all_tools ? known : agent.config.tools;
  Json wanted = Json::array();
  for (std::size_t i = 0; i < agent.tools.size(); ++i) {
    auto found = std::ranges::find(known, agent.tools[i]);
    if (found != known.end())
      wanted.push_back(all[static_cast<std::size_t>(found - known.begin())]);
    else if (agent.config.library.empty() || code.instance)  // else it may be a tool of the library
      problems.push_back(document.at(config::child("/tools", i), "nothing is called " + agent.tools[i],
                                     config::suggestion(agent.tools[i], known)));
  }
  agent.tools_json = base::to_text(wanted);
}

}  // namespace garden::app
