#include "support/mariadb_server.hpp"

#include <fcntl.h>
#include <mysql.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "garden/json.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX wants it from the program

namespace garden::testing {
namespace {

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
};

MariaDbServer::User user_of(std::string_view facts, std::string_view name) {
  const auto pair = json::member(facts, name);
  return {json::text(json::element(pair, 0)), json::text(json::element(pair, 1))};
}

struct CloseMysql {
  void operator()(MYSQL* handle) const { mysql_close(handle); }
};

}  // namespace

MariaDbServer::MariaDbServer(const std::string& tls, std::vector<std::string> options) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that is gone is told by EPIPE
  const Pipe in, out;
  const std::string script = GARDEN_SOURCE_DIR "/tests/support/mariadb_server.py";
  std::vector<std::string> words{"python3", script, "--tls", tls, "--"};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  const int failed = posix_spawnp(&child_, "python3", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.ends[0]);
  ::close(out.ends[1]);
  to_child_ = in.ends[1];
  from_child_ = out.ends[0];
  if (failed != 0) throw std::runtime_error("python3 cannot be started");
  const auto facts = read_line();
  host_ = json::text(json::member(facts, "host"));
  port_ = static_cast<int>(json::integer(json::member(facts, "port")).value_or(0));
  socket_ = json::text(json::member(facts, "socket"));
  ca_ = json::text(json::member(facts, "ca"));
  other_ca_ = json::text(json::member(facts, "other_ca"));
  reader_ = user_of(facts, "reader");
  writer_ = user_of(facts, "writer");
}

MariaDbServer::~MariaDbServer() {
  ::close(to_child_);  // its standard input ends, and so does it
  ::close(from_child_);
  if (child_ > 0) waitpid(child_, nullptr, 0);
}

std::string MariaDbServer::read_line() {
  std::size_t end = 0;
  while ((end = unread_.find('\n')) == std::string::npos) {
    std::array<char, 4096> buffer{};
    const auto size = ::read(from_child_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw std::runtime_error("mariadb_server.py ended; see what it wrote above");
    unread_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  auto line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void MariaDbServer::tell(const std::string& word) {
  const auto line = word + "\n";
  if (::write(to_child_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    throw std::runtime_error("mariadb_server.py is gone");
  if (const auto answer = read_line(); answer != "ok") throw std::runtime_error(word + ": " + answer);
}

std::string MariaDbServer::sql(const std::string& statements) const {
  const std::unique_ptr<MYSQL, CloseMysql> handle(mysql_init(nullptr));
  mysql_options(handle.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  auto check = [&handle](bool good) {
    if (!good) throw std::runtime_error(mysql_error(handle.get()));
  };
  check(mysql_real_connect(handle.get(), nullptr, "root", "", "shop", 0, socket_.c_str(),
                           CLIENT_MULTI_STATEMENTS) != nullptr);
  check(mysql_real_query(handle.get(), statements.data(), statements.size()) == 0);
  std::string text;
  for (int more = 0; more == 0; more = mysql_next_result(handle.get())) {
    text.clear();
    MYSQL_RES* const rows = mysql_store_result(handle.get());
    check(rows != nullptr || mysql_errno(handle.get()) == 0);
    if (!rows) continue;
    const auto width = mysql_num_fields(rows);
    while (MYSQL_ROW row = mysql_fetch_row(rows))
      for (unsigned i = 0; i < width; ++i)
        text.append(row[i] ? row[i] : "NULL").append(i + 1 < width ? "\t" : "\n");
    mysql_free_result(rows);
  }
  check(mysql_errno(handle.get()) == 0);
  return text;
}

}  // namespace garden::testing
