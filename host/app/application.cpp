#include "app/application.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "app/front.hpp"
#include "app/ledger_clock.hpp"

namespace garden::app {
namespace {
using config::Problems;

config::Problem plain_problem(const std::string& file, const base::Error& error) {
  config::Problem problem;
  problem.position.file = error.where.empty() ? file : error.where;
  problem.message = error.message;
  return problem;
}

telemetry::LogOptions log_options(const config::Configuration& configuration,
                                  const ApplicationOptions& options) {
  auto log = configuration.host.log;
  if (!options.serves) log.level = telemetry::Level::error;
  if (options.log_level == "debug") log.level = telemetry::Level::debug;
  if (options.log_level == "info") log.level = telemetry::Level::info;
  if (options.log_level == "warn") log.level = telemetry::Level::warn;
  if (options.log_level == "error") log.level = telemetry::Level::error;
  return log;
}
}  // namespace

config::LoadedConfiguration read_configuration(const ApplicationOptions& options) {
  auto file_variables = config::load_env_file(".env");
  if (!file_variables) return std::unexpected(file_variables.error());
  config::LoadOptions load;
  load.environment = config::layered(config::process_environment(), config::environment_of(*file_variables));
  std::error_code error;
  auto path = options.config.empty() ? std::filesystem::path("config/demo.yaml")
                                     : std::filesystem::path(options.config);
  auto loaded = options.config.empty() && !std::filesystem::exists(path, error)
                    ? config::load_configuration_text(config::embedded_demo(), "demo.yaml (built in)", load,
                                                      options.overrides)
                    : config::load_configuration(path, load, options.overrides);
  if (!loaded || !options.strict) return loaded;
  if (auto problems = config::strict(*loaded); config::has_errors(problems))
    return std::unexpected(std::move(problems));
  return loaded;
}

plugins::CatalogueOptions catalogue_options(const config::Configuration& configuration,
                                            const ApplicationOptions& options, const Places& places) {
  plugins::CatalogueOptions catalogue;
  for (const auto& path : options.plugin_paths) catalogue.directories.push_back({path, false});
  for (const auto& path : configuration.host.plugin_directories)
    catalogue.directories.push_back({path, false});
  for (const auto& path : places.plugins) catalogue.directories.push_back({path, true});
  catalogue.state = configuration.host.plugin_state;
  catalogue.probe = places.probe;
  return catalogue;
}

std::vector<std::filesystem::path> agent_directories(const config::Configuration& configuration,
                                                     const Places& places) {
  auto directories = configuration.host.agent_directories;
  directories.insert(directories.end(), places.agents.begin(), places.agents.end());
  return directories;
}

std::expected<std::unique_ptr<Application>, Problems> Application::start(const ApplicationOptions& options) {
  auto configuration = read_configuration(options);
  if (!configuration) return std::unexpected(configuration.error());
  std::unique_ptr<Application> application(new Application(std::move(*configuration)));
  auto problems = application->open(options);
  if (!config::has_errors(problems)) return application;
  application->stop();
  return std::unexpected(std::move(problems));
}

Application::Application(config::Configuration configuration) : configuration_(std::move(configuration)) {}
Application::~Application() { stop(); }

Problems Application::open(const ApplicationOptions& options) {
  auto log = telemetry::Log::open(log_options(configuration_, options));
  if (!log) return {plain_problem("log", log.error())};
  log_ = std::move(*log);
  for (const auto& warning : configuration_.warnings) log_->warn("config", warning.text());

  auto places = find_places();
  std::error_code ignored;  // a folder that cannot be made is reported by the journal
  if (options.serves) std::filesystem::create_directories(configuration_.host.plugin_state, ignored);
  auto journal_file = configuration_.host.plugin_state / "journal";
  auto journal =
      options.serves
          ? plugins::CrashJournal::open(journal_file)
          : base::Result<std::unique_ptr<plugins::CrashJournal>>(plugins::CrashJournal::in_memory());
  if (!journal) {
    log_->warn("app", "no crash journal: " + journal.error().text());
    journal_ = plugins::CrashJournal::in_memory();
  } else {
    journal_ = std::move(*journal);
  }
  catalogue_ = std::make_unique<plugins::Catalogue>(catalogue_options(configuration_, options, places), *log_,
                                                    metrics_);
  for (const auto& culprit : journal_->culprits())
    catalogue_->quarantine(culprit.hash, "the host crashed in its " +
                                             std::string(plugins::callback_name(culprit.callback)) +
                                             " at the end of the last run; restart the host to try it again");
  auto runtime = runtime::Runtime::start({.shards = configuration_.host.shards}, *log_, metrics_, *journal_);
  if (!runtime) return {plain_problem("runtime", runtime.error())};
  runtime_ = std::move(*runtime);

  WiringParts parts{*catalogue_,
                    runtime_.get(),
                    *log_,
                    agent_directories(configuration_, places),
                    configuration_.host.limits,
                    {}};
  Problems problems;
  for (const auto& store : configuration_.stores) {
    auto found = open_store(store, parts);
    problems.insert(problems.end(), found.begin(), found.end());
  }
  return problems;
}

Problems Application::open_store(const config::StoreConfig& config, const WiringParts& parts) {
  auto wired = wire_store(config, parts);
  if (!wired) return wired.error();
  auto state = state::open_sqlite_store({.path = config.state_file.string()}, *log_, metrics_);
  if (!state) return {plain_problem(config.state_file.string(), state.error())};
  auto store = std::make_unique<Store>();
  store->name = config.name;
  store->state = std::move(*state);
  store->wired = std::move(*wired);
  store->conversation = std::make_unique<conversation::Conversation>(
      conversation::ConversationParts{*runtime_, *store->state, clock_, *log_, metrics_}, config.name);
  store->conversation->serve(store->wired.served);
  if (auto opened = store->conversation->open(); !opened)
    return {plain_problem("conversation", opened.error())};
  store->conversation->runs().recover([log = log_.get(),
                                       name = config.name](base::Result<std::int64_t> closed) {
    if (!closed)
      log->error("state", "store " + name +
                              ": runs of an earlier process could not be closed: " + closed.error().text());
    if (closed && *closed > 0)
      log->warn("state", "store " + name + ": " + std::to_string(*closed) +
                             " interrupted runs of an earlier process closed");
  });
  auto warnings = store->wired.warnings;
  stores_.push_back(std::move(store));
  return warnings;
}

Application::Store* Application::store(std::string_view name) const {
  auto found =
      std::ranges::find_if(stores_, [&](const auto& one) { return name.empty() || one->name == name; });
  return found == stores_.end() ? nullptr : found->get();
}

base::Result<> Application::serve() {
  if (const auto& listen = configuration_.host.server.listen; !listen.is_loopback())
    return base::fail(base::Code::denied,
                      "without API keys the host serves loopback addresses only, not " + listen.text() +
                          "; listen on 127.0.0.1 and let a proxy that checks its clients stand in front");
  std::vector<conversation::Conversation*> conversations, with_ledgers;
  for (const auto& store : stores_) {
    conversations.push_back(store->conversation.get());
    if (store->wired.served->ledger) with_ledgers.push_back(store->conversation.get());
  }
  api::HealthSource health{[this] { return this->health(); },
                           [this](std::function<void(base::Json)> done) { verbose_health(std::move(done)); },
                           [this] { return !stopped_; }};
  front_ = std::make_unique<Front>(configuration_.host.server, *runtime_, std::move(conversations),
                                   std::move(health), *log_, metrics_);
  auto started = front_->start();
  if (!started) front_.reset();
  if (started) ledger_clock_ = std::make_unique<LedgerClock>(std::move(with_ledgers));
  return started;
}

std::uint16_t Application::port() const { return front_ ? front_->port() : 0; }

// Runs that end in time end as they would have; the others are told why, and the next start finds them
// closed.
void Application::wait_for_runs(std::chrono::milliseconds grace) {
  auto live = [this] {
    std::size_t count = 0;
    for (const auto& store : stores_) count += store->conversation->live_runs();
    return count;
  };
  auto wait = [&](std::chrono::milliseconds time) {
    auto until = clock_.now() + time;
    while (live() > 0 && clock_.now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  };
  wait(grace);
  if (live() == 0) return;
  for (const auto& store : stores_) store->conversation->interrupt_all("the host is shutting down");
  wait(std::chrono::seconds(2));
}

void Application::stop() {
  if (std::exchange(stopped_, true)) return;
  ledger_clock_.reset();
  auto grace = configuration_.host.server.shutdown_grace;
  for (const auto& store : stores_) store->conversation->refuse_new();
  wait_for_runs(front_ ? grace : std::chrono::milliseconds(0));
  if (front_) front_->drain(std::chrono::seconds(2));
  if (runtime_) runtime_->stop(std::chrono::milliseconds(500));
  front_.reset();
  for (auto& store : stores_)
    store->state.reset();  // commits what was accepted; its answers find a stopped runtime
  stores_.clear();
  if (log_) log_->flush();
}

}  // namespace garden::app
