// Goal: one file or one directory becomes a complete configuration, in the right order of precedence, and the
// difference of two says what a reload must do. Method: files in a folder of their own.
#include "config/configuration.hpp"

#include <catch2/catch.hpp>

#include "base/limits.hpp"
#include "config/agent_config.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using namespace garden::config;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view small =
    "store: {name: demo}\nplugins: {shop: {library: sqlite}, model: {library: offline}}\n"
    "agents: [{use: helper, llm: [model], data: shop}]\n";

LoadOptions with(Variables variables) {
  LoadOptions options;
  options.environment = environment_of(std::move(variables));
  return options;
}
Configuration good(const LoadedConfiguration& loaded) {
  if (!loaded) FAIL(text_of(loaded.error()));
  return *loaded;
}
Configuration read(const std::string& text, Variables variables = {}, const Overrides& overrides = {}) {
  return good(load_configuration_text(text, "test.yaml", with(std::move(variables)), overrides));
}
std::string bad(const LoadedConfiguration& loaded) {
  REQUIRE_FALSE(loaded.has_value());
  return text_of(loaded.error());
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the embedded demo is a complete configuration") {
  auto demo = good(load_configuration_text(embedded_demo(), "demo.yaml", {}));
  CHECK(demo.warnings.empty());
  REQUIRE(demo.stores.size() == 1);
  CHECK(demo.stores[0].agents.at(0).use == "inventory_intelligence");
  CHECK(demo.host.server.listen.is_loopback());
}

TEST_CASE("a store over TiDB, Gemini and Redis reads with and without its secrets") {
  const std::string text = R"(store: {name: artglass, timezone: America/Los_Angeles, currency: USD}
server: {listen: "127.0.0.1:5001"}
plugins:                                   # instances, by name
  gemini: {library: gemini, config: {api_key: "${GOOGLE_API_KEY}", model: gemini-3-flash-preview}}
  offline: {library: offline}
  shop:
    library: tidb
    config:
      direct: {host: "${TIDB_HOST}", port: 4000, user: "${TIDB_USER}", password: "${TIDB_PASSWORD}"}
      mcp: {command: [tidb-mcp-server]}
      order: [mcp, direct]
  cache:  {library: redis, config: {url: "${REDIS_URL}"}}
agents:
  - use: inventory_intelligence
    llm: [gemini, offline]
    data: shop
    cache: cache
state: {sqlite: {path: var/artglass.db}}
schedules:
  morning_intelligence_report: {agent: inventory_intelligence, cron: "15 9 * * *"}
)";
  auto bare = read(text);
  CHECK(bare.stores[0].plugin("shop")->disabled ==
        "TIDB_HOST is not set, TIDB_PASSWORD is not set, TIDB_USER is not set");
  CHECK(bare.warnings.size() == 4);  // three disabled, the schedules
  auto full = read(text, {{"GOOGLE_API_KEY", "k"},
                          {"TIDB_HOST", "h"},
                          {"TIDB_USER", "u"},
                          {"TIDB_PASSWORD", "#: '\""},
                          {"REDIS_URL", "rediss://x"}});
  CHECK(full.warnings.size() == 1);
  CHECK(full.stores[0].plugin("shop")->config["direct"]["password"] == "#: '\"");
}

TEST_CASE("a small file has everything by default") {
  namespace limits = base::limits;
  auto configuration = read(std::string(small));
  const auto& server = configuration.host.server;
  CHECK(server.listen == Address{"127.0.0.1", 5001});
  CHECK(server.head_bytes_max == limits::request_head_bytes_max);
  CHECK(server.body_bytes_max == limits::request_body_bytes_max);
  CHECK(server.stream_bytes_max == limits::stream_buffer_bytes_max);
  CHECK(server.ping_interval == limits::stream_ping_interval);
  CHECK(server.head_time == limits::request_head_time);
  CHECK(server.body_time == limits::request_body_time);
  CHECK(server.idle_time == limits::connection_idle_time);
  CHECK(server.write_time == limits::answer_stall_time);
  CHECK(server.shutdown_grace == 10s);
  CHECK(configuration.host.log.level == telemetry::Level::info);
  CHECK(configuration.host.agent_directories == std::vector<std::filesystem::path>{"agents"});
  const auto& store = configuration.stores.at(0);
  CHECK(store.title == "demo");
  CHECK(store.timezone == "UTC");
  CHECK(store.currency == "USD");
  CHECK(store.language_id == 1);
  CHECK(store.state_file == "var/demo.db");
  CHECK_FALSE(store.as_of);
  CHECK(store.settings.empty());
  CHECK(store.plugin("shop")->config == base::Json::object());
  CHECK(store.agent("helper")->name == "helper");
  CHECK(configuration.store("demo") == &configuration.stores[0]);
  CHECK(configuration.store("other") == nullptr);
}

TEST_CASE("everything that can be said arrives") {
  auto configuration = read(R"(
store: {name: s, title: The Shop, timezone: America/Los_Angeles, currency: EUR, language_id: 3}
as_of: 2026-03-31 18:00:00
assumptions: [Units are sheets.]
settings: {counted_statuses: [1, 2, 3], low_stock: 5, ratio: 0.5, label: x}
plugins:
  shop: {library: tidb, component: mysql, offload_threads: 8, config: {pool: {size: 4}, flags: [a]}}
  model: {library: offline}
agents:
  - {use: helper, name: second, llm: [model], data: shop, limits: {steps: 3, time: 1m}, queries: [mine, /abs]}
state: {sqlite: {path: /data/s.db}}
server: {listen: "[::]:80", allowed_hosts: [shop.example.com], idle_time: 5m}
telemetry: {log: {level: debug, format: json, file: logs/app.log}}
directories: {plugins: [plugins, /opt/p], agents: [mine], plugin_state: /var/p}
shards: 3
limits: {tokens: 1000, tool_calls: 9, steps: 4}
)");
  const auto& store = configuration.stores.at(0);
  CHECK(store.language_id == 3);
  CHECK(store.settings["language_id"] == 3);
  CHECK(store.settings["counted_statuses"] == base::Json::array({1, 2, 3}));
  CHECK(base::rfc3339(store.as_of.value()) == "2026-04-01T01:00:00Z");
  CHECK(store.assumptions.at(0) == "Units are sheets.");
  const auto& shop = *store.plugin("shop");
  CHECK(shop.component == "mysql");
  CHECK(shop.offload_threads == 8u);
  CHECK(base::to_text(shop.config) == R"({"pool":{"size":4},"flags":["a"]})");
  const auto& agent = *store.agent("second");
  CHECK(agent.queries == std::vector<std::filesystem::path>{"mine", "/abs"});
  auto limits = agent.limits.over(configuration.host.limits);
  CHECK(limits.steps == 3u);
  CHECK(limits.tool_calls == 9u);
  CHECK(limits.tokens == 1000u);
  CHECK(limits.time == 1min);
  CHECK(configuration.host.server.listen.text() == "[::]:80");
  CHECK(configuration.host.server.idle_time == 5min);
  CHECK(configuration.host.log.json);
  CHECK(configuration.host.log.file == "logs/app.log");
  CHECK(configuration.host.shards == 3);
}

TEST_CASE("the command line beats the environment beats the file beats the default") {
  auto listen = "server: {listen: \"0.0.0.0:80\"}\n" + std::string(small);
  auto port_of = [](const Configuration& c) { return c.host.server.listen.text(); };
  CHECK(port_of(read(listen)) == "0.0.0.0:80");
  CHECK(port_of(read(listen, {{"PORT", "81"}})) == "0.0.0.0:81");
  CHECK(port_of(read(std::string(small), {{"PORT", "81"}})) == "127.0.0.1:81");
  CHECK(port_of(read(listen, {{"PORT", "81"}}, {.listen = "127.0.0.1:82", .port = {}})) == "127.0.0.1:82");
  CHECK(port_of(read(listen, {{"PORT", "81"}}, {.listen = {}, .port = "83"})) == "0.0.0.0:83");
  CHECK(port_of(read(listen, {}, {.listen = "127.0.0.1:82", .port = "83"})) == "127.0.0.1:83");
  CHECK(
      has(bad(load_configuration_text(small, "x", with({{"PORT", "http"}}))), "PORT: error: must be a port"));
  CHECK(has(bad(load_configuration_text(small, "x", {}, {.listen = "here", .port = "1e3"})),
            "--listen: error: must be ADDRESS:PORT"));
}

TEST_CASE("an instance without its secret is disabled, and strict makes that an error") {
  auto text =
      "store: {name: demo}\nplugins:\n  gemini: {library: gemini, config: {api_key: \"${GOOGLE_API_KEY}\"}}\n"
      "  offline: {library: offline}\nagents: [{use: helper, llm: [gemini, offline]}]\n";
  auto without = read(text);
  CHECK(without.stores[0].plugin("gemini")->disabled == "GOOGLE_API_KEY is not set");
  CHECK(without.stores[0].plugin("offline")->disabled.empty());
  REQUIRE(without.warnings.size() == 1);
  CHECK(without.warnings[0].severity == Severity::warning);
  CHECK(text_of(strict(without)) ==
        "test.yaml:3:3: error: \"gemini\" is disabled: GOOGLE_API_KEY is not set, set what is missing, or "
        "remove the "
        "instance\n");
  auto with_key = read(text, {{"GOOGLE_API_KEY", "k"}});
  CHECK(with_key.warnings.empty());
  CHECK(with_key.stores[0].plugin("gemini")->config["api_key"] == "k");
  CHECK(strict(with_key).empty());
  CHECK_FALSE(difference(without, with_key).empty());
}

TEST_CASE("a component's complaint gets a place in the file") {
  auto configuration = read(
      "store: {name: demo}\nplugins:\n  shop:\n    library: sqlite\n    config:\n      path: 5\n"
      "agents: [{use: helper, llm: [shop]}]\n");
  const auto& store = configuration.stores[0];
  CHECK(store.problem_below(*store.plugin("shop"), "/path", "no such file").text() ==
        "test.yaml:6:13: error: no such file");
  CHECK(store.problem_below(*store.plugin("shop"), "/none/at/all", "x").position.line == 6);
}

TEST_CASE("an instance's configuration is checked against its component's schema") {
  auto schema =
      Schema::parse(R"({"type":"object","additionalProperties":false,"required":["path"],"properties":{
    "path":{"type":"string"},"port":{"type":"integer","default":4000},"pool":{"type":"integer"}}})")
          .value();
  auto configuration = read(
      "store: {name: demo}\nplugins:\n  good: {library: x, config: {path: p, pool: \"${POOL}\"}}\n"
      "  none: {library: x}\n  bad: {library: x, config: {pth: 5, pool: many}}\n"
      "  off: {library: x, config: {path: \"${NO_PATH}\"}}\nagents: [{use: helper, llm: [good]}]\n",
      {{"POOL", "7"}});
  const auto& store = configuration.stores[0];
  Problems problems;
  auto config_of = [&store, &schema, &problems](std::string_view name) {
    return base::to_text(store.checked_config(*store.plugin(name), schema, problems));
  };
  CHECK(config_of("good") == R"({"path":"p","pool":7,"port":4000})");
  CHECK(config_of("off") == R"({"path":null,"port":4000})");
  CHECK(problems.empty());
  config_of("none");
  config_of("bad");
  CHECK(text_of(problems) ==
        "test.yaml:4:3: error: the key \"path\" is missing, add \"path: ...\"\n"
        "test.yaml:5:21: error: the key \"path\" is missing, add \"path: ...\"\n"
        "test.yaml:5:30: error: unknown key \"pth\", did you mean \"path\"?\n"
        "test.yaml:5:44: error: pool must be a whole number, not text\n");
}

TEST_CASE("a directory holds one host and many stores") {
  testing::TempDir folder;
  folder.write("host.yaml", "server: {listen: \"127.0.0.1:99\"}\nlimits: {steps: 2}\n");
  folder.write("stores/b.yaml", "store: {name: b}\n" + std::string(small.substr(small.find('\n') + 1)));
  folder.write("stores/a.yaml", std::string(small));
  folder.write("stores/notes.txt", "not read");
  auto configuration = good(load_configuration(folder.path(), {}));
  CHECK(configuration.host.server.listen.port == 99);
  REQUIRE(configuration.stores.size() == 2);
  CHECK(configuration.stores[0].name == "demo");
  CHECK(configuration.stores[1].name == "b");
  CHECK(configuration.host.limits.steps == 2u);
}

TEST_CASE("what is wrong in a directory is said for all its files") {
  testing::TempDir folder;
  folder.write("host.yaml", "sever: {}\nshards: ${SHARDS}\n");
  folder.write("stores/a.yaml", std::string(small));
  folder.write("stores/b.yaml", std::string(small) + "server: {listen: \"127.0.0.1:1\"}\n");
  folder.write("stores/c.yaml", "store: {name: c}\nstate: {sqlite: {path: ./var/x/../demo.db}}\n" +
                                    std::string(small.substr(small.find('\n') + 1)));
  folder.write("stores/d.yml", "");
  auto text = bad(load_configuration(folder.path(), {}));
  CHECK(has(text, "host.yaml:1:1: error: unknown key \"sever\", did you mean \"server\"?"));
  CHECK(has(text, "host.yaml:2:9: error: shards: SHARDS is not set"));
  CHECK(has(text, "stores/b.yaml:1:15: error: the store \"demo\" is in"));
  CHECK(has(text, "stores/b.yaml:4:1: error: server is the host's, not a store's, move it to host.yaml"));
  CHECK(has(text, "stores/c.yaml:2:24: error: the store \"demo\" uses this state file already"));
  CHECK(has(text, "stores/d.yml: error: this file would not be read"));
  testing::TempDir empty;
  CHECK(has(bad(load_configuration(empty.path(), {})), "there is no stores/*.yaml in this folder"));
  CHECK(has(bad(load_configuration(empty.path() / "none.yaml", {})), "there is no such file"));
}

TEST_CASE("the difference of two configurations names what changed and nothing else") {
  auto base = read(std::string(small) + "settings: {a: 1}\n");
  CHECK(difference(base, base).empty());
  CHECK(difference(base, read("# moved\n\nsettings: {a: 1}\n" + std::string(small))).empty());
  auto other = read(R"(
store: {name: demo}
settings: {a: 2}
plugins: {shop: {library: sqlite, config: {path: x}}, fast: {library: offline}}
agents: [{use: helper, llm: [fast], data: shop}, {use: writer, llm: [fast]}]
server: {idle_time: 2m}
telemetry: {log: {level: warn}}
directories: {agents: [a, b]}
limits: {steps: 1}
state: {sqlite: {path: y}}
)");
  auto found = difference(base, other);
  CHECK(found.restart == std::vector<std::string>{"server"});
  CHECK(found.log_changed);
  CHECK(found.directories_changed);
  CHECK(found.limits_changed);
  REQUIRE(found.stores_changed.size() == 1);
  const auto& store = found.stores_changed[0];
  CHECK(store.plugins_added == std::vector<std::string>{"fast"});
  CHECK(store.plugins_removed == std::vector<std::string>{"model"});
  CHECK(store.plugins_changed == std::vector<std::string>{"shop"});
  CHECK(store.agents_added == std::vector<std::string>{"writer"});
  CHECK(store.agents_changed == std::vector<std::string>{"helper"});
  CHECK(store.agents_removed.empty());
  CHECK(store.settings_changed);
  CHECK(store.state_changed);
  auto renamed = base;
  renamed.stores[0].name = "new";
  CHECK(difference(base, renamed).stores_added == std::vector<std::string>{"new"});
  CHECK(difference(base, renamed).stores_removed == std::vector<std::string>{"demo"});
}

TEST_CASE("an agent's folder is read with its defaults") {
  testing::TempDir folder;
  folder.write("agents/helper/agent.yaml", "description: Helps.\n");
  folder.write("agents/helper/prompt.md", "You help.");
  auto agent = load_agent_config(folder.path() / "agents/helper/");
  if (!agent) FAIL(text_of(agent.error()));
  CHECK(agent->name == "helper");
  CHECK(agent->version == "1");
  CHECK(agent->prompt == folder.path() / "agents/helper/prompt.md");
  CHECK(agent->all_tools);
  CHECK(agent->context.ttl == 5min);
  CHECK(agent->context.deadline == base::limits::context_time_max);
  CHECK(agent->context.rows_max == 20);
  CHECK(agent->context.bytes_max == 32 * 1024);
  CHECK(find_agent({folder.path() / "none", folder.path() / "agents"}, "helper").value() ==
        folder.path() / "agents/helper");
  auto wrong = find_agent({folder.path() / "agents"}, "helpr");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().code == base::Code::not_found);
  CHECK(has(wrong.error().message, "did you mean \"helper\"?"));
}

TEST_CASE("an agent whose parts are missing says which") {
  testing::TempDir folder;
  folder.write(
      "helper/agent.yaml",
      "description: Helps.\nprompt: speech.md\ncomponent: x\ntools: [a]\ncontext: {queries: [a, b]}\n");
  auto agent = load_agent_config(folder.path() / "helper");
  REQUIRE_FALSE(agent.has_value());
  auto text = text_of(agent.error());
  CHECK(has(text, "agent.yaml:2:9: error: there is no prompt "));
  CHECK(has(text, "agent.yaml:3:12: error: a component needs its library"));
  CHECK(has(text, "agent.yaml:1:1: error: there is no folder "));
}

TEST_CASE("every embedded schema is in the subset and takes an empty default") {
  for (auto name : {"host.schema.json", "store.schema.json", "agent.schema.json"}) {
    auto schema = load_embedded_schema(name);
    if (!schema) FAIL(schema.error().text());
  }
  CHECK(load_embedded_schema("host.schema.json")->check(base::Json::object()).ok());
  CHECK(load_embedded_schema("none.schema.json").error().code == base::Code::not_found);
  CHECK(embedded_schema("demo.yaml").empty());
}

TEST_CASE("a store says which tables its shop has") {
  const std::string store(small);
  CHECK(read(store).stores[0].schema == SchemaUse{});
  CHECK(read(store + "schema: zencart\n").stores[0].schema == SchemaUse{});
  CHECK(read(store + "schema: woocommerce\n").stores[0].schema == SchemaUse{"woocommerce", "", ""});
  auto prefixed = read(store + "schema: {use: woocommerce, prefix: wp_2_}\n");
  CHECK(prefixed.stores[0].schema == SchemaUse{"woocommerce", "", "wp_2_"});
  garden::testing::TempDir folder;
  folder.write("store.yaml", store + "schema: tables/own.yaml\n");
  auto own = good(load_configuration(folder.file("store.yaml"), with({})));
  CHECK(own.stores[0].schema.file == folder.path() / "tables/own.yaml");
  CHECK(own.stores[0].schema.name.empty());
  CHECK(difference(read(store), prefixed).stores_changed.at(0).settings_changed);
  CHECK(has(bad(load_configuration_text(store + "schema: {prefix: x}\n", "test.yaml", with({}))),
            "4:9: error: schema"));
}
