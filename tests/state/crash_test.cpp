// Goal: kill -9 at any moment loses nothing that was acknowledged and leaves no run "running"; two processes
// share one file and know each other's runs. Method: a child process (writer/main.cpp) takes turns as fast as
// it can and says what was acknowledged; it is killed at a random moment, and everything it said must be
// true.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <map>
#include <random>
#include <sstream>

#include "base/limits.hpp"
#include "state/support.hpp"

extern char** environ;

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;

namespace {

// The writer as a child process; killed and waited for at the latest with this.
class Writer {
 public:
  explicit Writer(const std::string& state_file) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string program = GARDEN_STATE_WRITER, file = state_file;
    char* arguments[] = {program.data(), file.data(), nullptr};
    const int failed = ::posix_spawn(&child_, program.c_str(), &actions, nullptr, arguments, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
    if (failed != 0) throw std::runtime_error("cannot start " + program);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    kill();
    ::close(output_);
  }

  // One line of the child; false: it has ended.
  bool read_line(std::string& line) {
    for (line.clear();;) {
      char c = 0;
      if (::read(output_, &c, 1) != 1) return false;
      if (c == '\n') return true;
      line += c;
    }
  }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, &status_, 0);
    child_ = 0;
  }
  bool was_killed() const { return WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL; }

 private:
  pid_t child_ = 0;
  int output_ = -1, status_ = 0;
};

// What a writer said of one run.
struct Said {
  std::string session;
  std::int64_t message = 0, events = 0;
  bool finished = false;
};

void hear(const std::string& line, std::map<std::string, Said>& runs) {
  std::istringstream words(line);
  std::string what, run, session;
  std::int64_t number = 0;
  words >> what >> run >> session >> number;
  if (what == "ready") return;
  auto& said = runs[run];
  said.session = session;
  if (what == "begun") said.message = number;
  if (what == "event") said.events = number;
  if (what == "finished") said.finished = true;
}

// True if the store knows everything that was said of this run. One CHECK for each run, with a reason.
std::string wrong_with(Shop& shop, const std::string& id, const Said& said) {
  auto run = shop.run(id);
  if (!run) return "the run is lost: " + run.error().text();
  if (run->status != RunStatus::completed && run->status != RunStatus::interrupted) return "not closed";
  if (said.finished && run->status != RunStatus::completed) return "finished, but not on disk";
  auto messages = shop.messages(said.session).value().messages;
  std::int64_t number = 0, answers = 0;
  bool asked = false;
  for (const auto& message : messages) {
    if (message.number != ++number) return "message numbers have gaps";
    asked = asked || (message.number == said.message && message.run_id == id && message.role == "user");
    answers += message.run_id == id && message.role == "assistant";
  }
  if (!asked) return "the question is lost";
  if (answers != (run->status == RunStatus::completed ? 1 : 0)) return "answers do not match the status";
  auto events = shop.events(id).value().events;
  if (events.empty() || static_cast<std::int64_t>(events.size()) < said.events) return "events are lost";
  for (std::size_t i = 0; i + 1 < events.size(); ++i)
    if (events[i].id != static_cast<std::int64_t>(i) + 1) return "event ids have gaps";
  const bool interrupted = run->status == RunStatus::interrupted;
  if (events.back().type != (interrupted ? "run.error" : "run.completed")) return "no terminal event";
  if (interrupted && events.back().id <= base::limits::event_ids_reserved) return "an id may mean two things";
  return {};
}

std::size_t live_runs(Shop& shop) {
  return shop.list_runs({.status = RunStatus::running}).value().runs.size() +
         shop.list_runs({.status = RunStatus::queued}).value().runs.size();
}

}  // namespace

TEST_CASE("kill -9 loses nothing acknowledged and leaves no run running") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  SqliteBackend backend;
  std::map<std::string, Said> all;
  std::int64_t recovered = 0;
  for (int round = 0; round < 30; ++round) {
    std::map<std::string, Said> runs;
    Writer writer(backend.path());
    std::string line;
    REQUIRE(writer.read_line(line));
    const auto lines = std::uniform_int_distribution<>(0, 150)(random);
    for (int i = 0; i < lines && writer.read_line(line); ++i) hear(line, runs);
    ::usleep(std::uniform_int_distribution<useconds_t>(0, 3000)(random));  // any moment, not one after a line
    writer.kill();
    REQUIRE(writer.was_killed());
    while (writer.read_line(line)) hear(line, runs);

    auto store = backend.open();
    Shop shop(*store);
    recovered += shop.recover().value();
    CHECK(live_runs(shop) == 0);
    for (const auto& [id, said] : runs) CHECK(wrong_with(shop, id, said) == "");
    all.merge(runs);
  }
  CHECK(recovered > 0);  // or the kills came at no interesting moment
  auto store = backend.open();
  Shop shop(*store);
  for (const auto& [id, said] : all) CHECK(wrong_with(shop, id, said) == "");
}

TEST_CASE("two processes work on one file and leave each other's runs alone") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  std::map<std::string, Said> theirs;
  Writer writer(backend.path());
  std::string line;
  REQUIRE(writer.read_line(line));
  auto mine = shop.begin("mine", "a long question").run_id;
  for (int i = 0; i < 100; ++i) {
    auto begun = shop.begin("busy", "q");
    REQUIRE(shop.finish({.run_id = begun.run_id, .messages = {{"assistant", "a"}}}));
    for (int n = 0; n < 3 && writer.read_line(line); ++n) hear(line, theirs);
    if (i % 10 == 0) CHECK(shop.recover().value() == 0);
  }
  CHECK(shop.list_runs({.status = RunStatus::interrupted}).value().runs.empty());
  CHECK(shop.messages("busy").value().end == 200);
  writer.kill();
  while (writer.read_line(line)) hear(line, theirs);
  CHECK(shop.recover().value() <= 4);  // one for each thread of the writer
  CHECK(live_runs(shop) == 1);
  CHECK(shop.run(mine).value().status == RunStatus::running);
  CHECK(theirs.size() > 10);
  for (const auto& [id, said] : theirs) CHECK(wrong_with(shop, id, said) == "");
}
