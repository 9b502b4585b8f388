#include "plugins/child_process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace garden::plugins {
using base::Code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr int cannot_run = 127;

struct Pipe {
  int read = -1, write = -1;
  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  void close_write() { ::close(std::exchange(write, -1)); }
  ~Pipe() {
    if (read >= 0) ::close(read);
    if (write >= 0) ::close(write);
  }
};

// What loading a library may need, and nothing else: the rest of our environment holds keys and passwords.
std::vector<std::string> environment() {
  std::vector<std::string> kept;
  for (const char* name : {"PATH", "LD_LIBRARY_PATH", "TMPDIR", "LANG", "ASAN_OPTIONS", "LSAN_OPTIONS",
                           "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) kept.push_back(std::string(name) + "=" + value);
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

// In the child, between fork and exec: only calls that are safe there, nothing that allocates.
[[noreturn]] void become(const char* program, char** arguments, char** variables, int out, int err,
                         const ChildLimits& limits, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(cannot_run);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  close_range(3, ~0u, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.time_max.count() / 1000 + 1));
  limit(RLIMIT_NOFILE, 64);
  if (limits.memory_bytes_max != 0) limit(RLIMIT_AS, limits.memory_bytes_max);
  execve(program, arguments, variables);
  _exit(cannot_run);
}

// Reads what there is; false when the other end is closed. What is over the limit is let go, and noted.
bool read_some(int descriptor, std::string& text, const ChildLimits& limits, bool& too_much) {
  std::array<char, 16 * 1024> buffer;
  const ssize_t count = read(descriptor, buffer.data(), buffer.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  const auto got = static_cast<std::size_t>(count);
  const std::size_t room = limits.output_bytes_max - text.size();
  text.append(buffer.data(), std::min(room, got));
  if (got > room) too_much = true;
  return true;
}

void listen(ChildOutcome& outcome, int out, int err, const ChildLimits& limits) {
  const auto until = steady_clock::now() + limits.time_max;
  std::array<pollfd, 2> ends{pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
    if (left <= 0) {
      outcome.timed_out = true;
      return;
    }
    if (poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR) return;
    for (auto& end : ends) {
      if (end.fd < 0 || (end.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      auto& text = &end == &ends[0] ? outcome.output : outcome.errors;
      if (!read_some(end.fd, text, limits, outcome.too_much)) end.fd = -1;
    }
    if (outcome.too_much) return;
  }
}

// A child that has closed its output may still be running: it has the rest of its time for that.
void reap(ChildOutcome& outcome, pid_t child, steady_clock::time_point until) {
  int status = 0;
  while (!outcome.timed_out && !outcome.too_much) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (steady_clock::now() >= until) outcome.timed_out = true;
    poll(nullptr, 0, 1);
  }
  kill(-child, SIGKILL);  // with everything that it started
  if (outcome.timed_out || outcome.too_much) waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  if (WIFEXITED(status)) outcome.exit_status = WEXITSTATUS(status);
}

}  // namespace

std::string ChildOutcome::what_went_wrong(const ChildLimits& limits) const {
  if (timed_out) return "did not end within " + std::to_string(limits.time_max.count()) + " ms";
  if (too_much) return "wrote more than " + std::to_string(limits.output_bytes_max) + " bytes";
  if (signal != 0) return "was killed by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
  if (exit_status != 0) return "ended with status " + std::to_string(exit_status);
  return {};
}

base::Result<ChildOutcome> run_child(const std::filesystem::path& program,
                                     const std::vector<std::string>& arguments, const ChildLimits& limits) {
  Pipe out, err;
  if (!out.open() || !err.open())
    return base::fail(Code::unavailable, std::string("no pipe to a child: ") + std::strerror(errno));
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto variables = environment();
  auto word_pointers = pointers(words), variable_pointers = pointers(variables);
  const pid_t parent = getpid();
  const auto until = steady_clock::now() + limits.time_max;
  const pid_t child = fork();
  if (child < 0)
    return base::fail(Code::unavailable, std::string("no child process: ") + std::strerror(errno));
  if (child == 0)
    become(words[0].c_str(), word_pointers.data(), variable_pointers.data(), out.write, err.write, limits,
           parent);
  setpgid(child, child);  // also here: whoever comes first
  out.close_write();
  err.close_write();
  ChildOutcome outcome;
  listen(outcome, out.read, err.read, limits);
  reap(outcome, child, until);
  if (outcome.exit_status == cannot_run && outcome.output.empty())
    return base::fail(Code::unavailable, "cannot be run", program.string());
  return outcome;
}

}  // namespace garden::plugins
