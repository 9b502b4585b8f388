// Application: the whole host, put together from a configuration and taken apart in the right order.
//
// This is the one place where rooms meet: it reads the configuration, makes the log, the runtime and the
// stores, hands each what it needs by its constructor, and, if asked, listens. A command that answers in the
// terminal uses the same Application without the listener. stop() lets runs finish within the configured
// grace, marks the rest interrupted, and ends everything from the top of the house to the cellar. Threads:
// one thread makes, serves and stops it; not a shard.
#pragma once
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/places.hpp"
#include "app/store_wiring.hpp"
#include "base/clock.hpp"
#include "config/configuration.hpp"
#include "conversation/conversation.hpp"
#include "http/server.hpp"
#include "plugins/crash_journal.hpp"
#include "state/sqlite_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace garden::app {

class Front;        // the listener and its routes
class LedgerClock;  // keeps ledgers up to date while the host serves

struct ApplicationOptions {
  std::string config;  // file or directory; empty: config/demo.yaml, or the one built in
  std::vector<std::string> plugin_paths;
  config::Overrides overrides;
  bool strict = false;
  bool serves = false;    // false: a command; logs only errors unless a level is given
  std::string log_level;  // empty: as configured
};

// The configuration with the environment (process over .env) and the overrides applied. Also for `check`.
config::LoadedConfiguration read_configuration(const ApplicationOptions& options);
// The catalogue's options for a configuration; `places` are of this program.
plugins::CatalogueOptions catalogue_options(const config::Configuration& configuration,
                                            const ApplicationOptions& options, const Places& places);
std::vector<std::filesystem::path> agent_directories(const config::Configuration& configuration,
                                                     const Places& places);

class Application {
 public:
  static std::expected<std::unique_ptr<Application>, config::Problems> start(
      const ApplicationOptions& options);
  ~Application();  // stop()
  Application(const Application&) = delete;

  // Listens. The error says what to do (another program on the port).
  base::Result<> serve();
  std::uint16_t port() const;

  struct Store {
    std::string name;
    std::unique_ptr<state::Store> state;
    std::unique_ptr<conversation::Conversation> conversation;
    WiredStore wired;
  };
  const std::vector<std::unique_ptr<Store>>& stores() const { return stores_; }
  // The store of that name, or the first when the name is empty; null: there is none.
  Store* store(std::string_view name = {}) const;
  runtime::Runtime& runtime() { return *runtime_; }
  const config::Configuration& configuration() const { return configuration_; }
  const base::Clock& clock() const { return clock_; }
  telemetry::Log& log() { return *log_; }

  void stop();

  base::Json health() const;  // what GET /health answers
  void verbose_health(std::function<void(base::Json)> done);

 private:
  explicit Application(config::Configuration configuration);
  config::Problems open(const ApplicationOptions& options);
  config::Problems open_store(const config::StoreConfig& config, const WiringParts& parts);
  void wait_for_runs(std::chrono::milliseconds grace);

  config::Configuration configuration_;
  base::SystemClock clock_;
  base::Steady started_ = clock_.now();
  telemetry::Metrics metrics_;
  std::unique_ptr<telemetry::Log> log_;
  std::unique_ptr<plugins::CrashJournal> journal_;
  std::unique_ptr<plugins::Catalogue> catalogue_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::vector<std::unique_ptr<Store>> stores_;
  std::unique_ptr<Front> front_;
  std::unique_ptr<LedgerClock> ledger_clock_;
  bool stopped_ = false;
};

}  // namespace garden::app
