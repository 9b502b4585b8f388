#include "config/store_config.hpp"

#include <algorithm>
#include <set>

#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "config/typed.hpp"

namespace garden::config {
namespace {

using base::Json;

std::string in_quotes(const std::string& text) { return '"' + text + '"'; }

// Every reason why a scalar below `pointer` is missing, once each.
std::string reasons_below(const Document& document, const std::string& pointer) {
  std::string reasons;
  std::set<std::string> said;
  for (const auto& missing : document.missing())
    if (missing.pointer.starts_with(pointer + '/') && said.insert(missing.reason).second)
      reasons += (reasons.empty() ? "" : ", ") + missing.reason;
  return reasons;
}

class Reader {
 public:
  Reader(const Json& checked, const Document& document, Problems& problems)
      : checked_(checked), document_(document), problems_(problems) {}

  void read(StoreConfig& store) {
    read_store(store);
    read_plugins(store);
    read_agents(store);
    refuse_missing();
  }

 private:
  void refuse(const std::string& pointer, std::string message, std::string advice) {
    // A value that is missing or from outside is complained about elsewhere, and not repeated.
    if (document_.missing_below(pointer) == nullptr)
      problems_.push_back(document_.at(pointer, std::move(message), std::move(advice)));
  }
  void warn(const std::string& pointer, std::string message, std::string advice) {
    problems_.push_back(document_.at_key(pointer, std::move(message), std::move(advice), Severity::warning));
  }

  void read_store(StoreConfig& store) {
    const auto& about = base::member(checked_, "store");
    store.name = base::text_at(about, "name");
    store.title = base::text_at(about, "title", store.name);
    store.timezone = base::text_at(about, "timezone", "UTC");
    store.currency = base::text_at(about, "currency");
    if (const auto& settings = base::member(checked_, "settings"); settings.is_object())
      store.settings = settings;
    read_language(store, about);
    read_schema(store);
    const auto& personal = base::member(checked_, "personal_data");
    store.personal_allowed = texts_at(personal, "allow");
    for (const auto& [column, mask] : base::member(personal, "mask").items())
      if (mask.is_string()) store.personal_masked.emplace_back(column, mask.get<std::string>());
    store.assumptions = texts_at(checked_, "assumptions");
    auto path = base::text_at(base::member(base::member(checked_, "state"), "sqlite"), "path");
    store.state_file = path.empty() ? "var/" + store.name + ".db" : path;
    read_ledger(store);
    read_as_of(store);
  }

  void read_ledger(StoreConfig& store) {
    const auto& given = base::member(checked_, "ledger");
    auto& ledger = store.ledger;
    auto path = base::text_at(base::member(given, "sqlite"), "path");
    ledger.file = path.empty() ? store.state_file.parent_path() / (store.name + "-ledger.db")
                               : std::filesystem::path(path);
    ledger.use = base::text_at(given, "use", ledger.use);
    ledger.large_lines = base::integer_at(given, "large_lines", ledger.large_lines);
    ledger.days = base::integer_at(given, "days", ledger.days);
    ledger.overlap_ids = base::integer_at(given, "overlap_ids", ledger.overlap_ids);
  }

  // One thing under two names: the store's language, and the setting that queries use.
  void read_language(StoreConfig& store, const Json& about) {
    const auto& given = base::member(about, "language_id");
    const auto& setting = base::member(store.settings, "language_id");
    if (given.is_number_integer() && setting.is_number_integer() && given != setting)
      refuse("/settings/language_id", "settings.language_id and store.language_id differ",
             "remove one of them");
    if (given.is_number_integer()) store.settings["language_id"] = given;
    store.language_id = base::integer_at(store.settings, "language_id", 1);
  }

  // A text with a slash or an ending names a file; another one a mapping that comes with the agent.
  void read_schema(StoreConfig& store) {
    const auto& given = base::member(checked_, "schema");
    std::string pointer = given.is_object() ? "/schema/use" : "/schema";
    auto use = given.is_object() ? base::text_at(given, "use") : base::text_at(checked_, "schema");
    store.schema.prefix = given.is_object() ? base::text_at(given, "prefix") : std::string();
    if (use.find('/') != use.npos || use.ends_with(".yaml") || use.ends_with(".yml"))
      store.schema.file = document_.path_at(pointer);
    else if (use != "zencart")
      store.schema.name = use;
  }

  void read_as_of(StoreConfig& store) {
    auto text = base::text_at(checked_, "as_of");
    auto zone = base::TimeZone::load(store.timezone);
    if (text.empty() || !zone) return;
    if (auto when = zone->instant(text)) store.as_of = *when;
  }

  void read_plugins(StoreConfig& store) {
    const auto& plugins = base::member(checked_, "plugins");
    if (!plugins.is_object()) return;
    for (const auto& [name, given] : plugins.items()) {
      PluginConfig plugin;
      plugin.name = name;
      plugin.pointer = child("/plugins", name);
      plugin.library = base::text_at(given, "library");
      plugin.component = base::text_at(given, "component");
      plugin.config = base::member(given, "config");
      if (!plugin.config.is_object()) plugin.config = Json::object();
      if (auto threads = count_at(given, "offload_threads"); threads > 0)
        plugin.offload_threads = static_cast<unsigned>(threads);
      plugin.disabled = reasons_below(document_, plugin.pointer);
      if (!plugin.disabled.empty())
        warn(plugin.pointer, in_quotes(name) + " is disabled: " + plugin.disabled,
             "set what is missing, or remove the instance");
      store.plugins.push_back(std::move(plugin));
    }
  }

  void read_agents(StoreConfig& store) {
    const auto& agents = base::member(checked_, "agents");
    if (!agents.is_array()) return;
    for (std::size_t i = 0; i < agents.size(); ++i) read_agent(store, agents[i], child("/agents", i));
  }

  void read_agent(StoreConfig& store, const Json& given, const std::string& pointer) {
    AgentUse agent;
    agent.pointer = pointer;
    agent.use = base::text_at(given, "use");
    agent.name = base::text_at(given, "name", agent.use);
    agent.llm = texts_at(given, "llm");
    agent.data = base::text_at(given, "data");
    agent.cache = base::text_at(given, "cache");
    agent.limits = turn_limits_of(base::member(given, "limits"));
    auto folders = texts_at(given, "queries");
    for (std::size_t i = 0; i < folders.size(); ++i)
      agent.queries.push_back(document_.path_at(child(pointer + "/queries", i)));
    if (!agent.name.empty() && !names_.insert(agent.name).second)
      refuse(pointer, "there are two agents called " + in_quotes(agent.name),
             "give one of them another \"name\"");
    check_instances(store, agent);
    store.agents.push_back(std::move(agent));
  }

  void check_instances(const StoreConfig& store, const AgentUse& agent) {
    bool model = agent.llm.empty();
    for (std::size_t i = 0; i < agent.llm.size(); ++i) {
      check_instance(store, agent.llm[i], child(agent.pointer + "/llm", i));
      const auto* plugin = store.plugin(agent.llm[i]);
      model = model || plugin == nullptr || plugin->disabled.empty();
    }
    if (!model)
      warn(agent.pointer + "/llm", "every model of the agent " + in_quotes(agent.name) + " is disabled",
           "add one that needs no key: {library: offline}");
    if (!agent.data.empty()) check_instance(store, agent.data, agent.pointer + "/data");
    if (!agent.cache.empty()) check_instance(store, agent.cache, agent.pointer + "/cache");
  }

  void check_instance(const StoreConfig& store, const std::string& name, const std::string& pointer) {
    if (store.plugin(name) != nullptr) return;
    std::vector<std::string> known;
    for (const auto& plugin : store.plugins) known.push_back(plugin.name);
    if (document_.substituted(pointer))
      refuse(pointer, spoken(pointer) + " names no instance under plugins", {});
    else
      refuse(pointer, "there is no instance " + in_quotes(name) + " under plugins", suggestion(name, known));
  }

  // Outside of an instance there is nothing that could be disabled: the value is needed.
  void refuse_missing() {
    for (const auto& missing : document_.missing()) {
      if (missing.pointer.starts_with("/plugins/") && parent_of(missing.pointer) != "/plugins") continue;
      problems_.push_back(document_.at(missing.pointer, spoken(missing.pointer) + ": " + missing.reason,
                                       "set it, or give a default: ${NAME:-default}"));
    }
  }

  const Json& checked_;
  const Document& document_;
  Problems& problems_;
  std::set<std::string> names_;
};

}  // namespace

bool PluginConfig::same_as(const PluginConfig& other) const {
  return name == other.name && library == other.library && component == other.component &&
         config == other.config && offload_threads == other.offload_threads && disabled == other.disabled;
}

bool AgentUse::same_as(const AgentUse& other) const {
  return use == other.use && name == other.name && llm == other.llm && data == other.data &&
         cache == other.cache && limits == other.limits && queries == other.queries;
}

const PluginConfig* StoreConfig::plugin(std::string_view wanted) const {
  auto found = std::ranges::find(plugins, wanted, &PluginConfig::name);
  return found == plugins.end() ? nullptr : &*found;
}

const AgentUse* StoreConfig::agent(std::string_view wanted) const {
  auto found = std::ranges::find(agents, wanted, &AgentUse::name);
  return found == agents.end() ? nullptr : &*found;
}

Problem StoreConfig::problem_below(const PluginConfig& plugin, std::string_view pointer, std::string message,
                                   std::string advice) const {
  auto place = plugin.pointer + "/config" + std::string(pointer);
  return document->at(place, std::move(message), std::move(advice));
}

base::Json StoreConfig::checked_config(const PluginConfig& plugin, const Schema& schema,
                                       Problems& problems) const {
  return document->check(schema, problems, plugin.pointer + "/config");
}

StoreConfig store_config_of(const Json& checked, std::shared_ptr<const Document> document,
                            Problems& problems) {
  StoreConfig store;
  Reader(checked, *document, problems).read(store);
  store.document = std::move(document);
  return store;
}

}  // namespace garden::config
