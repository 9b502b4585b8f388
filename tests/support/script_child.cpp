#include "support/script_child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX wants it from the program

namespace garden::testing {
namespace {

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
};

}  // namespace

std::vector<std::string> server_words(const std::string& tls, const std::vector<std::string>& options) {
  std::vector<std::string> words{"--tls", tls, "--"};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

ScriptChild::ScriptChild(const std::string& script, const std::vector<std::string>& arguments)
    : script_(script) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that is gone is told by EPIPE
  const Pipe in, out;
  std::vector<std::string> words{"python3", GARDEN_SOURCE_DIR "/tests/support/" + script};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  const int failed = posix_spawnp(&child_, "python3", &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.ends[0]);
  ::close(out.ends[1]);
  to_child_ = in.ends[1];
  from_child_ = out.ends[0];
  if (failed != 0) throw std::runtime_error("python3 cannot be started");
  facts_ = read_line();
}

ScriptChild::~ScriptChild() {
  ::close(to_child_);  // its standard input ends, and so does it
  ::close(from_child_);
  if (child_ > 0) waitpid(child_, nullptr, 0);
}

std::string ScriptChild::read_line() {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos) {
    std::array<char, 4096> buffer{};
    const auto size = ::read(from_child_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw std::runtime_error(script_ + " ended; see what it wrote above");
    unread_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  auto line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void ScriptChild::tell(const std::string& word) {
  const auto line = word + "\n";
  if (::write(to_child_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    throw std::runtime_error(script_ + " is gone");
  if (const auto answer = read_line(); answer != "ok") throw std::runtime_error(word + ": " + answer);
}

}  // namespace garden::testing
