// Goal: after a crash the journal names who was running; after a clean end it names nobody.
// Method: a child of this process opens a journal, marks, and dies as a host would.
#include "plugins/crash_journal.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "support/temp_dir.hpp"

using namespace garden;
using plugins::Callback;
using plugins::CrashJournal;

namespace {

// Runs `life` in a child of ours and waits for the child's end.
template <class Life>
void in_a_child(Life life) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    life();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

}  // namespace

TEST_CASE("A host that is killed inside a component leaves the component's name, once") {
  testing::TempDir folder;
  const auto file = folder.file("journal");
  in_a_child([&file] {
    auto journal = CrashJournal::open(file);
    if (!journal) _exit(1);
    auto good = (*journal)->mark(), bad = (*journal)->mark();
    good.enter((*journal)->add("innocent", "aaaa"), Callback::event);
    good.leave();
    bad.enter((*journal)->add("culprit", "bbbb"), Callback::begin);
    kill(getpid(), SIGKILL);
  });
  {
    auto journal = CrashJournal::open(file);
    REQUIRE(journal.has_value());
    REQUIRE((*journal)->culprits().size() == 1);
    const auto& culprit = (*journal)->culprits().front();
    CHECK(culprit.component == "culprit");
    CHECK(culprit.hash == "bbbb");
    CHECK(culprit.callback == Callback::begin);
    CHECK(culprit.text() == "component 'culprit' was running (begin) when the host crashed");
  }
  auto again = CrashJournal::open(file);
  REQUIRE(again.has_value());
  CHECK((*again)->culprits().empty());
}

TEST_CASE("A crash outside of every component blames nobody") {
  testing::TempDir folder;
  in_a_child([&folder] {
    auto journal = CrashJournal::open(folder.file("journal"));
    auto mark = (*journal)->mark();
    mark.enter((*journal)->add("innocent", "aaaa"), Callback::event);
    mark.leave();
    kill(getpid(), SIGKILL);
  });
  auto journal = CrashJournal::open(folder.file("journal"));
  REQUIRE(journal.has_value());
  CHECK((*journal)->culprits().empty());
}

TEST_CASE("A journal belongs to one process; rubbish in its file is no journal") {
  testing::TempDir folder;
  std::ofstream(folder.file("journal")) << std::string(100'000, 'x');
  auto journal = CrashJournal::open(folder.file("journal"));
  REQUIRE(journal.has_value());
  CHECK((*journal)->culprits().empty());
  const auto second = CrashJournal::open(folder.file("journal"));
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == base::Code::unavailable);
  CHECK(CrashJournal::open("/nowhere/at/all").error().code == base::Code::unavailable);
}

TEST_CASE(
    "A component keeps its number; marks and components beyond the limit are taken, but not told apart") {
  auto journal = CrashJournal::in_memory();
  const auto number = journal->add("one", "h");
  CHECK(number == journal->add("one", "h"));
  CHECK(number != journal->add("one", "other"));
  for (std::size_t i = 0; i < CrashJournal::components_max; i++) journal->add("many", std::to_string(i));
  CHECK(journal->add("too many", "x") == 0);
  std::vector<CrashJournal::Mark> marks;
  for (std::size_t i = 0; i < CrashJournal::marks_max + 10; i++) marks.push_back(journal->mark());
  for (auto& mark : marks) mark.enter(number, Callback::event);
  for (auto& mark : marks) mark.leave();
}
