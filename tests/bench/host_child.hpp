// HostChild: the shipped program, serving a demo shop with the gemini plugin pointed at a model of ours.
//
// The configuration, the shop and the state file are in a temporary folder that goes with the object; where
// it is made decides how long the disk keeps a turn waiting, which is not the host's doing. Threads: made and
// used by one; a host that does not start ends the benchmark.
#pragma once
#include <sys/prctl.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/child.hpp"
#include "bench/sockets.hpp"
#include "support/temp_dir.hpp"

namespace garden::bench {

class HostChild {
 public:
  HostChild(std::string program, std::uint16_t model, const std::filesystem::path& within)
      : directory_(within), program_(std::move(program)) {
    ::close(listen_somewhere(port_));
    const auto folder = directory_.path().string();
    const auto config = folder + "/store.yaml";
    std::ofstream(config)
        << "store: {name: bench, timezone: America/Los_Angeles, currency: USD}\n"
        << "server: {listen: \"127.0.0.1:" << port_ << "\"}\n"
        << "directories: {plugin_state: " << folder << "/plugins}\n"
        << "telemetry: {log: {level: warn}}\n"
        << "plugins:\n"
        << "  shop: {library: sqlite, config: {path: " << folder << "/shop.db}}\n"
        << "  cache: {library: memory}\n"
        << "  model: {library: gemini, config: {api_key: bench, base_url: \"http://127.0.0.1:" << model
        << "\"}}\n"
        << "agents: [{use: inventory_intelligence, llm: [model], data: shop, cache: cache}]\n"
        << "state: {sqlite: {path: " << folder << "/state.db}}\n";
    auto made = start({"db", "demo", "--file", folder + "/shop.db"});
    int status = 0;
    ::waitpid(made, &status, 0);
    if (status != 0) give_up("the demo shop");
    process_ = start({"serve", "--config", config});
    wait_until_up();
  }
  ~HostChild() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  HostChild(const HostChild&) = delete;
  std::uint16_t port() const { return port_; }
  std::size_t resident_bytes() const { return bench::resident_bytes(process_); }
  double cpu_seconds() const { return bench::cpu_seconds(process_); }
  // Waits until the host has done what it does by itself after its start: the ledger's first refresh is no
  // part of what a turn costs.
  void settle() const {
    constexpr auto look = std::chrono::milliseconds(200);
    constexpr double idle_s = 0.015;  // of a look: a tick of the clock
    for (int looks = 0; looks < 150; ++looks) {
      const auto before = cpu_seconds();
      std::this_thread::sleep_for(look);
      if (cpu_seconds() - before <= idle_s) return;
    }
    give_up("waiting for the host to be idle");
  }

 private:
  pid_t start(std::vector<std::string> arguments) {
    pid_t child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)!std::freopen("/dev/null", "w", stdout);
    std::vector<char*> all{program_.data()};
    for (auto& argument : arguments) all.push_back(argument.data());
    all.push_back(nullptr);
    ::execv(program_.c_str(), all.data());
    ::_exit(127);
  }
  void wait_until_up() const {
    for (auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);;) {
      int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      auto address = loopback(port_);
      bool up = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
      ::close(fd);
      if (up) return;
      if (std::chrono::steady_clock::now() > end || ::waitpid(process_, nullptr, WNOHANG) != 0)
        give_up("the host did not start");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  testing::TempDir directory_;
  std::string program_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
};

}  // namespace garden::bench
