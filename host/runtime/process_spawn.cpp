#include "runtime/process_spawn.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace garden::runtime {
namespace {
using base::Code;

constexpr int cannot_run = 127;

struct Pair {
  Descriptor ours, theirs;
};

std::unexpected<base::Error> system_error(const std::string& what) {
  return base::fail(Code::unavailable, what + ": " + std::strerror(errno));
}

bool open_output(Pair& pair) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  pair.ours = Descriptor(ends[0]);
  pair.theirs = Descriptor(ends[1]);
  return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

bool open_input(Pair& pair) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
  pair.ours = Descriptor(ends[0]);
  pair.theirs = Descriptor(ends[1]);
  return shutdown(ends[0], SHUT_RD) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

bool is_program(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0;
}

// Where a shell would find it; empty: nowhere.
std::string find_program(const std::string& name) {
  if (name.contains('/')) return is_program(name) ? name : std::string();
  const char* path = std::getenv("PATH");
  std::string_view left = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!left.empty()) {
    const auto folder = left.substr(0, left.find(':'));
    left.remove_prefix(std::min(folder.size() + 1, left.size()));
    const auto file = std::filesystem::path(folder.empty() ? "." : folder) / name;
    if (is_program(file)) return file;
  }
  return {};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

struct Becoming {
  const char* program;
  char** arguments;
  char** variables;
  int in, out, err, trouble;
  pid_t parent;
};

// In the child, between fork and exec: only calls that are safe there, nothing that allocates.
[[noreturn]] void become(const Becoming& child) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int signal = 1; signal < 32; signal++) ::signal(signal, SIG_DFL);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (getppid() == child.parent) {
    dup2(child.in, STDIN_FILENO);
    dup2(child.out, STDOUT_FILENO);
    dup2(child.err, STDERR_FILENO);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    execve(child.program, child.arguments, child.variables);
  }
  const int why = errno;
  [[maybe_unused]] const auto told = ::write(child.trouble, &why, sizeof why);
  _exit(cannot_run);
}

// Why exec failed, or 0. Returns when the child has become the program, or has ended.
int trouble_of(int descriptor) {
  int why = 0;
  for (;;) {
    const auto count = ::read(descriptor, &why, sizeof why);
    if (count < 0 && errno == EINTR) continue;
    return count == sizeof why ? why : 0;
  }
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

base::Result<Spawned> spawn(const std::vector<std::string>& command,
                            const std::vector<std::pair<std::string, std::string>>& environment) {
  if (command.empty() || command[0].empty()) return base::fail(Code::invalid, "the command is empty");
  const std::string program = find_program(command[0]);
  if (program.empty())
    return base::fail(Code::not_found,
                      "there is no program '" + command[0] + "'; install it, or give its path");
  Pair in, out, err, trouble;
  if (!open_input(in) || !open_output(out) || !open_output(err) || !open_output(trouble))
    return system_error("no pipes for '" + command[0] + "'");
  fcntl(trouble.ours.get(), F_SETFL, 0);
  auto words = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  auto word_pointers = pointers(words), variable_pointers = pointers(variables);
  const Becoming child{program.c_str(),  word_pointers.data(), variable_pointers.data(), in.theirs.get(),
                       out.theirs.get(), err.theirs.get(),     trouble.theirs.get(),     getpid()};
  const pid_t pid = fork();
  if (pid < 0) return system_error("'" + command[0] + "' could not be started");
  if (pid == 0) become(child);
  trouble.theirs = Descriptor();
  if (const int why = trouble_of(trouble.ours.get()); why != 0) {
    waitpid(pid, nullptr, 0);
    return base::fail(Code::unavailable, "'" + program + "' cannot be run: " + std::strerror(why));
  }
  Descriptor life(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));  // glibc 2.36 declares it for C only
  if (life.get() < 0) {
    const auto failed = system_error("'" + command[0] + "' cannot be watched");
    ::kill(-pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return failed;
  }
  return Spawned{pid, std::move(life), std::move(in.ours), std::move(out.ours), std::move(err.ours)};
}

}  // namespace garden::runtime
