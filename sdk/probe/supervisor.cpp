#include "supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include "garden/json.hpp"
#include "worker.hpp"

namespace garden::probe {
namespace {

using Clock = std::chrono::steady_clock;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_is_limited = false;  // a sanitizer's shadow alone is terabytes of address space
#else
constexpr bool memory_is_limited = true;
#endif

void lower_limit(__rlimit_resource resource, rlim_t value) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_max, value);
  limit.rlim_max = limit.rlim_cur;
  setrlimit(resource, &limit);
}

[[noreturn]] void become_worker(const std::string& file, int results, int noise, const Limits& limits,
                                pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(3);
  dup2(noise, STDOUT_FILENO);
  lower_limit(RLIMIT_CORE, 0);
  lower_limit(RLIMIT_FSIZE, limits.file_bytes);
  if (memory_is_limited) lower_limit(RLIMIT_AS, limits.memory_bytes);
  work(file, results);
}

// What the worker has told so far.
class Listener {
 public:
  explicit Listener(Report& report) : report_(report) {}

  void add(std::string_view bytes) {
    open_.append(bytes);
    for (;;) {
      const auto end = open_.find('\n');
      if (end == std::string::npos) return;
      if (end > 0) read(static_cast<Line>(open_.front()), std::string_view(open_).substr(1, end - 1));
      open_.erase(0, end + 1);
    }
  }
  bool ended() const { return ended_; }
  const std::string& stage() const { return stage_; }

 private:
  void read(Line kind, std::string_view json) {
    switch (kind) {
      case Line::stage: stage_ = json::text(json); break;
      case Line::defect: report_.defects.push_back(json::text(json)); break;
      case Line::warning: report_.warnings.push_back(json::text(json)); break;
      case Line::name: report_.name = json::text(json); break;
      case Line::version: report_.version = json::text(json); break;
      case Line::abi: report_.abi = json::text(json); break;
      case Line::component: report_.components.emplace_back(json); break;
      case Line::end: ended_ = true; break;
    }
  }

  Report& report_;
  std::string open_, stage_ = "before it was loaded";
  bool ended_ = false;
};

enum class End { told, closed, late, too_much };

// Listens until the worker has told all, or is gone, or its time is over.
End listen(int results, const Limits& limits, Listener& listener) {
  const auto until = Clock::now() + limits.time;
  std::size_t total = 0;
  char buffer[16 * 1024];
  while (!listener.ended()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd wait{results, POLLIN, 0};
    const int ready = left > 0 ? poll(&wait, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return End::late;
    const auto got = read(results, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return End::closed;
    total += static_cast<std::size_t>(got);
    if (total > limits.results_bytes) return End::too_much;
    listener.add({buffer, static_cast<std::size_t>(got)});
  }
  return End::told;
}

std::string ending_of(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return "it crashed (signal " + std::to_string(signal) + ", " + strsignal(signal) + ")";
  }
  return "it ended the process (status " + std::to_string(WEXITSTATUS(status)) + ")";
}

}  // namespace

Report probe(const std::string& file, const Limits& limits) {
  Report report;
  report.file = file;
  int results[2];
  const int noise = memfd_create("garden-probe-stdout", MFD_CLOEXEC);
  if (noise < 0 || pipe2(results, O_CLOEXEC) != 0) {
    report.defects.push_back(std::string("it could not be tried: ") + std::strerror(errno));
    return report;
  }
  const pid_t parent = getpid();
  const pid_t worker = fork();
  if (worker == 0) {
    close(results[0]);
    become_worker(file, results[1], noise, limits, parent);
  }
  close(results[1]);
  Listener listener(report);
  const End end = worker < 0 ? End::closed : listen(results[0], limits, listener);
  int status = 0;
  if (worker > 0) {
    if (end != End::closed) kill(worker, SIGKILL);
    while (waitpid(worker, &status, 0) < 0 && errno == EINTR) {
    }
  }
  close(results[0]);
  const auto& stage = listener.stage();
  if (worker < 0) report.defects.push_back("it could not be tried: no process can be started");
  if (end == End::closed && worker > 0) report.defects.push_back(ending_of(status) + " " + stage);
  if (end == End::late)
    report.defects.push_back("it did not come back within " + std::to_string(limits.time.count()) + " ms " +
                             stage);
  if (end == End::too_much) report.defects.push_back("it describes itself without end");
  struct stat seen{};
  if (fstat(noise, &seen) == 0 && seen.st_size > 0)
    report.warnings.push_back("it wrote " + std::to_string(seen.st_size) + " bytes to standard output");
  close(noise);
  return report;
}

}  // namespace garden::probe
