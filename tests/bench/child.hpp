// Child: a server in a process of its own, so that its memory and processor time are nobody else's.
//
// The benchmarks fork before they start a thread; the child tells its port through a pipe and lives until it
// is told to end. Threads: made and used by one.
#pragma once
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

namespace garden::bench {

inline void pin_to_core(unsigned core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core % static_cast<unsigned>(::sysconf(_SC_NPROCESSORS_ONLN)), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

inline std::size_t resident_bytes(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::size_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// User and system time of all its threads.
inline double cpu_seconds(pid_t process) {
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(stat, text);
  long user = 0, system = 0;
  std::sscanf(text.c_str() + text.rfind(')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
              &system);
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

class Child {
 public:
  // `serve` runs in the child: it starts a server, calls `ready` with its port, and returns after SIGTERM.
  using Serve = std::function<void(const std::function<void(std::uint16_t)>& ready)>;
  explicit Child(const Serve& serve, bool pinned = true) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[0]);
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (pinned) pin_to_core(0);
      serve([&ends](std::uint16_t port) { (void)!::write(ends[1], &port, sizeof port); });
      ::_exit(0);
    }
    ::close(ends[1]);
    (void)!::read(ends[0], &port_, sizeof port_);
    ::close(ends[0]);
  }
  Child(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  std::uint16_t port() const { return port_; }
  std::size_t resident_bytes() const { return bench::resident_bytes(pid_); }
  double cpu_seconds() const { return bench::cpu_seconds(pid_); }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

// In the child, before any thread: signals are for wait_for_end alone.
inline void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, nullptr);
}
inline void wait_for_end() {
  sigset_t end;
  ::sigemptyset(&end);
  ::sigaddset(&end, SIGTERM);
  int signal = 0;
  ::sigwait(&end, &signal);
}

inline void raise_descriptor_limit() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace garden::bench
