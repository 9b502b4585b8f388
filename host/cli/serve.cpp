// agent-garden serve: the host. Ends on SIGINT or SIGTERM within its grace; a second signal ends it at once.
#include <condition_variable>
#include <cstdlib>
#include <mutex>

#include "cli/commands.hpp"
#include "cli/interrupts.hpp"

namespace garden::cli {

int serve(const Serve& command, const Terminal&) {
  auto options = application_options(command.common);
  options.serves = true;
  if (command.port) options.overrides.port = std::to_string(*command.port);
  auto application = start_application(options);
  if (!application) return exit_failed;
  if (auto started = application->serve(); !started) {
    complain("error: " + started.error().text());
    return exit_failed;
  }
  auto address = application->configuration().host.server.listen;
  address.port = application->port();
  application->log().info("serve", "listening on http://" + address.text());
  complain("Agent Garden serves " + std::to_string(application->stores().size()) + " store(s) on http://" +
           address.text() + "  (Ctrl-C stops it)");

  std::mutex mutex;
  std::condition_variable changed;
  bool stop = false;
  Interrupts interrupts([&](int count) {
    if (count > 1) std::_Exit(128 + 15);  // the grace was not wanted: everything acknowledged is on disk
    std::lock_guard guard(mutex);
    stop = true;
    changed.notify_one();
  });
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return stop; });
  lock.unlock();
  application->log().info("serve", "stopping: runs under way may finish");
  application->stop();
  return exit_done;
}

}  // namespace garden::cli
