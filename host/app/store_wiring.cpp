#include "app/store_wiring.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "app/agent_code.hpp"
#include "app/agent_wiring.hpp"
#include "app/ledger_wiring.hpp"
#include "base/limits.hpp"
#include "config/pointer.hpp"
#include "config/schema.hpp"

namespace garden::app {
namespace {
using base::Code;
using config::PluginConfig;
using config::Problems;
using config::StoreConfig;

// The instance's configuration checked against the component's own schema, with its defaults.
base::Json checked_config(const StoreConfig& store, const PluginConfig& plugin,
                          const plugins::Component& component, Problems& problems) {
  auto pointer = config::child(plugin.pointer, "config");
  auto schema = config::Schema::parse(component.config_schema.empty() ? R"({"type":"object"})"
                                                                      : component.config_schema);
  if (!schema) {
    problems.push_back(store.document->at(
        plugin.pointer, "the plugin \"" + plugin.library + "\" cannot be used: " + schema.error().message));
    return {};
  }
  if (!config::find(store.document->value(), pointer)) {  // the key is not there: its defaults are
    auto checked = schema->check(plugin.config.is_null() ? base::Json::object() : plugin.config);
    for (const auto& fault : checked.faults)
      problems.push_back(store.document->at(plugin.pointer, fault.message, fault.advice, fault.severity));
    return checked.value;
  }
  return store.document->check(*schema, problems, pointer);
}

void create_instance(const StoreConfig& store, const PluginConfig& plugin, const WiringParts& parts,
                     std::shared_ptr<const plugins::Component> component, const base::Json& checked,
                     WiredInstance& wired, Problems& problems) {
  runtime::InstanceSpec spec;
  spec.name = plugin.name;
  spec.component = std::move(component);
  spec.config_json = base::to_text(checked);
  if (plugin.offload_threads) spec.offload_threads = *plugin.offload_threads;
  auto made = parts.runtime->create(std::move(spec));
  if (made) {
    wired.instance = std::move(*made);
  } else if (made.error().code == Code::invalid) {
    problems.push_back(store.problem_below(plugin, made.error().where, made.error().message));
  } else {
    wired.disabled = made.error().message;
    parts.log.error("app", "plugin " + plugin.name + " is disabled: " + made.error().message);
  }
}

WiredInstance wire_instance(const StoreConfig& store, const PluginConfig& plugin, const WiringParts& parts,
                            Problems& problems) {
  WiredInstance wired{plugin.name, plugin.library, "", nullptr, plugin.disabled};
  auto component = parts.catalogue.component(plugin.library, plugin.component);
  if (!component) {
    if (component.error().code == Code::unavailable)
      wired.disabled = component.error().message;
    else
      problems.push_back(
          store.document->at(config::child(plugin.pointer, "library"), component.error().message));
    return wired;
  }
  wired.kind = plugins::kind_name((*component)->functions.kind);
  if (!wired.disabled.empty()) return wired;
  Problems own;
  auto checked = checked_config(store, plugin, **component, own);
  bool sound = !config::has_errors(own);
  problems.insert(problems.end(), own.begin(), own.end());
  if (sound && parts.runtime)
    create_instance(store, plugin, parts, std::move(*component), checked, wired, problems);
  return wired;
}

}  // namespace

std::expected<WiredStore, Problems> wire_store(const StoreConfig& store, const WiringParts& parts) {
  WiredStore wired;
  Problems problems;
  for (const auto& plugin : store.plugins)
    wired.instances.push_back(wire_instance(store, plugin, parts, problems));

  auto served = std::make_shared<conversation::ServedStore>();
  served->name = store.name;
  served->title = store.title;
  served->currency = store.currency;
  served->as_of = store.as_of;
  served->assumptions = store.assumptions;
  if (auto zone = base::TimeZone::load(store.timezone)) served->zone = *zone;
  for (const auto& use : store.agents)
    if (auto agent = wire_agent(store, use, wired.instances, parts, problems))
      served->agents.push_back(std::move(agent));
  for (const auto& agent : served->agents)
    if (const auto* schema = agent->queries.schema())
      for (const auto& assumption : schema->assumptions())
        if (std::ranges::find(served->assumptions, assumption) == served->assumptions.end())
          served->assumptions.push_back(assumption);
  wire_ledger(store, parts, *served, problems);
  if (config::has_errors(problems)) return std::unexpected(std::move(problems));

  // Instances of the kind agent are libraries of agents: `agent:NAME` means the agent itself.
  runtime::Scope::Targets targets;
  for (const auto& one : wired.instances)
    if (one.instance)
      targets.emplace(one.kind == "agent" ? code_target(one.name) : one.kind + ":" + one.name, one.instance);
  served->scope = std::make_shared<const runtime::Scope>(std::move(targets));
  wired.served = std::move(served);
  wired.warnings = std::move(problems);
  return wired;
}

}  // namespace garden::app
