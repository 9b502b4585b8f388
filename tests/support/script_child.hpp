// ScriptChild: a server that a Python script owns, for tests in C++: the script starts it, tells its facts in
// one line of JSON, obeys words and ends with its standard input, so also when the test is killed.
//
// Threads: one at a time. Failures throw std::runtime_error.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace garden::testing {

// What mariadb_server.py and redis_server.py are started with: how they speak TLS, then the server's own
// options.
std::vector<std::string> server_words(const std::string& tls, const std::vector<std::string>& options);

class ScriptChild {
 public:
  // script: of tests/support. Returns when the server is up.
  ScriptChild(const std::string& script, const std::vector<std::string>& arguments);
  ScriptChild(const ScriptChild&) = delete;
  ScriptChild& operator=(const ScriptChild&) = delete;
  ~ScriptChild();

  const std::string& facts() const { return facts_; }
  // Returns when the script has done it.
  void tell(const std::string& word);

 private:
  std::string read_line();

  const std::string script_;
  pid_t child_ = -1;
  int to_child_ = -1, from_child_ = -1;
  std::string unread_, facts_;
};

}  // namespace garden::testing
