#include "app/agent_wiring.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

#include "app/agent_code.hpp"
#include "base/limits.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "garden/json_writer.hpp"

namespace garden::app {
namespace {
namespace limits = base::limits;
using config::Problems;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The target of an instance of the kind that is wanted there; empty (with a problem) when it is of another
// kind.
std::string target_of(const config::StoreConfig& store, const std::vector<WiredInstance>& instances,
                      const std::string& name, std::string_view kind, const std::string& pointer,
                      Problems& problems) {
  auto found = std::ranges::find(instances, name, &WiredInstance::name);
  if (name.empty() || found == instances.end()) return {};
  if (!found->kind.empty() && found->kind != kind)
    problems.push_back(
        store.document->at(pointer, "\"" + name + "\" is no " + std::string(kind) + " but a " + found->kind,
                           "name an instance of that kind"));
  return found->disabled.empty() ? std::string(kind) + ":" + name : std::string();
}

// The mapping that the store's tables need of this agent; with a problem where it has none of that name.
queries::ShopSchema schema_of(const config::StoreConfig& store, const std::filesystem::path& folder,
                              Problems& problems) {
  queries::ShopSchema schema{store.schema.file, store.schema.prefix};
  if (store.schema.name.empty()) return schema;
  schema.mapping = folder / "schemas" / (store.schema.name + ".yaml");
  std::error_code none;
  if (std::filesystem::is_regular_file(schema.mapping, none)) return schema;
  std::vector<std::string> known{"zencart"};
  for (const auto& entry : std::filesystem::directory_iterator(folder / "schemas", none))
    if (entry.path().extension() == ".yaml") known.push_back(entry.path().stem().string());
  std::ranges::sort(known);
  problems.push_back(store.document->at(
      "/schema", "the agent " + folder.filename().string() + " knows no schema \"" + store.schema.name + "\"",
      config::suggestion(store.schema.name, known)));
  return {};
}

// The store's word on columns about people.
queries::OpenedColumns opened_columns(const config::StoreConfig& store) {
  queries::OpenedColumns opened;
  for (const auto& column : store.personal_allowed) opened.emplace_back(column, queries::Mask::none);
  for (const auto& [column, mask] : store.personal_masked)
    opened.emplace_back(column, mask == "hash" ? queries::Mask::hash : queries::Mask::initials);
  return opened;
}

// The folder's settings completed from what the store says.
base::Json settings_of(const config::StoreConfig& store, const queries::Catalogue& catalogue,
                       Problems& problems) {
  auto given = store.settings.is_object() ? store.settings : base::Json::object();
  bool knows_language =
      std::ranges::any_of(catalogue.settings(), [](const auto& one) { return one.name == "language_id"; });
  if (knows_language && !given.contains("language_id")) given["language_id"] = store.language_id;
  auto complete = catalogue.settings_with(given);
  if (complete) return *complete;
  for (const auto& problem : complete.error())
    problems.push_back(store.document->at("/settings" + problem.pointer, problem.detail));
  return base::Json::object();
}

conversation::EffectiveLimits limits_of(const config::TurnLimits& given) {
  conversation::EffectiveLimits effective;
  effective.steps = given.steps.value_or(limits::turn_steps_max);
  effective.tool_calls = given.tool_calls.value_or(limits::turn_steps_max * limits::tool_calls_per_step_max);
  effective.tokens = given.tokens.value_or(0);
  effective.time = given.time.value_or(limits::turn_time_max);
  return effective;
}

// Numbers of the agent's own texts: settings, thresholds that formulas name, examples it may suggest.
answers::Evidence numbers_of(const conversation::ServedAgent& agent) {
  answers::Evidence numbers;
  numbers.add_values(agent.settings);
  for (const auto& question : agent.config.questions) numbers.add_mentioned(question);
  for (const auto& definition : agent.queries.all()) {
    numbers.add_mentioned(definition.formula);
    for (const auto& text : definition.caveats) numbers.add_mentioned(text);
    for (const auto& text : definition.examples) numbers.add_mentioned(text);
  }
  return numbers;
}

// The agent's library, its tools beside the queries, and the steps that queries need of it.
void add_code(conversation::ServedAgent& agent, std::vector<WiredInstance>& instances,
              const WiringParts& parts, Problems& problems) {
  WiredInstance code;
  if (!agent.config.library.empty()) code = wire_agent_code(agent.config, agent.name, parts, problems);
  if (code.instance) {
    agent.code = std::make_unique<conversation::AgentCode>();
    agent.code->instance = code.instance;
    agent.code->target = code_target(agent.name);
  }
  add_tools(agent, code, parts, problems);
  for (const auto& definition : agent.queries.all())
    if (!definition.compute.empty() && agent.config.library.empty())
      problems.push_back(
          {.position = {definition.file},
           .message = "the query needs the step " + definition.compute + ", but its agent has no library",
           .advice = "name one in agent.yaml (`library`), or remove `compute`"});
  if (!agent.config.library.empty()) instances.push_back(std::move(code));
}

}  // namespace

std::unique_ptr<const conversation::ServedAgent> wire_agent(const config::StoreConfig& store,
                                                            const config::AgentUse& use,
                                                            std::vector<WiredInstance>& instances,
                                                            const WiringParts& parts, Problems& problems) {
  auto folder = config::find_agent(parts.agent_directories, use.use);
  if (!folder) {
    problems.push_back(store.document->at(config::child(use.pointer, "use"), folder.error().message));
    return nullptr;
  }
  auto loaded = config::load_agent_config(*folder, parts.load);
  if (!loaded) {
    problems.insert(problems.end(), loaded.error().begin(), loaded.error().end());
    return nullptr;
  }
  std::vector<std::filesystem::path> folders{loaded->queries};
  folders.insert(folders.end(), use.queries.begin(), use.queries.end());
  auto catalogue = queries::Catalogue::load(*folder, std::move(folders), schema_of(store, *folder, problems),
                                            opened_columns(store));
  if (!catalogue) {
    problems.insert(problems.end(), catalogue.error().begin(), catalogue.error().end());
    return nullptr;
  }
  auto agent = std::make_unique<conversation::ServedAgent>();
  agent->name = use.name.empty() ? use.use : use.name;
  agent->config = std::move(*loaded);
  agent->queries = std::move(*catalogue);
  if (const auto* schema = agent->queries.schema(); schema && !schema->questions().empty())
    agent->config.questions = schema->questions();
  auto reports = reports::load_reports(agent->config.reports, agent->queries);
  if (reports)
    agent->reports = std::move(*reports);
  else
    problems.insert(problems.end(), reports.error().begin(), reports.error().end());
  agent->settings = settings_of(store, agent->queries, problems);
  agent->numbers = numbers_of(*agent);
  agent->system = read_file(agent->config.prompt);
  agent->system_json = garden::json::quoted(agent->system);
  add_code(*agent, instances, parts, problems);
  for (std::size_t i = 0; i < use.llm.size(); ++i) {
    auto target =
        target_of(store, instances, use.llm[i], "llm", config::child(use.pointer + "/llm", i), problems);
    if (!target.empty()) agent->models.push_back(std::move(target));
  }
  agent->connector =
      target_of(store, instances, use.data, "connector", config::child(use.pointer, "data"), problems);
  agent->cache =
      target_of(store, instances, use.cache, "cache", config::child(use.pointer, "cache"), problems);
  agent->limits = limits_of(use.limits.over(agent->config.limits).over(parts.limits));
  std::string definitions = agent->tools_json + base::to_text(agent->settings);
  for (const auto& definition : agent->queries.all()) definitions += definition.facts;
  for (const auto& name : agent->config.context.queries) definitions += name;
  for (const auto& assumption : store.assumptions) definitions += assumption;
  if (const auto* schema = agent->queries.schema())
    for (const auto& assumption : schema->assumptions()) definitions += assumption;
  agent->version = std::to_string(std::hash<std::string>()(definitions) & 0xffffffffff);
  return agent;
}

}  // namespace garden::app
