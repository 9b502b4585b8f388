// Goal: the coroutine form of garden.process/1, and the fake of it for tests of components.
// Method: a component that keeps a program and asks it, on a FakeHost whose programs are functions.
#include <catch2/catch.hpp>

#include "garden/alarm.hpp"
#include "garden/process.hpp"
#include "garden/signal.hpp"
#include "garden/testing/fake_process.hpp"

using namespace garden;
using testing::FakeHost;
using testing::FakeProcesses;
using testing::FakeProgram;

namespace {

struct Asker {
  std::optional<Process> process;
  Task<> run(Context& ctx) {
    if (!process) process = Process::start(ctx, ProcessRequest("/command").variable("MODE", "fast"));
    if (const auto status = process->write(ctx.request()); status != GARDEN_OK)
      throw Failure(GARDEN_UNAVAILABLE, std::string(name_of(status)));
    auto lines = process->read(ctx);
    const auto line = co_await lines.next();
    const std::string said = !line ? "(ended)" : (line->too_long ? "(long) " : "") + line->bytes;
    co_await ctx.emit(said);
  }
};

void answer(FakeProgram& self, const std::string& mode, std::string_view line) {
  if (line == "die") return self.end(GARDEN_UNAVAILABLE, "it ended with status 3");
  if (line == "long") return self.say("xx", GARDEN_INVALID);
  self.say(mode + " " + std::string(line));
  if (line == "twice") self.say("again");
}

// Hears a program for 100 ms, and says what it heard.
struct Hearer {
  Task<> run(Context& ctx) {
    auto process = Process::start(ctx, ProcessRequest("/command"));
    process.write(ctx.request());
    std::string heard;
    Signal<> over(ctx);
    const Alarm alarm(ctx, 100, [waker = over.waker()] { waker.set(); });
    const auto listener = process.listen(
        ctx, [&heard](const ProcessLine& line) { heard += line.bytes + ";"; },
        [&heard](garden_status, const std::string& how) { heard += how; });
    co_await over;
    co_await ctx.emit(heard);
  }
};

struct Bench {
  FakeHost host{component<Asker>(GARDEN_CONNECTOR, "asker", "", "{}")};
  FakeProcesses programs{host};
  Bench() {
    programs.on_start([](const FakeProcesses::Start& asked, FakeProgram& program) -> garden_status {
      program.on_line = [mode = asked.variable("MODE")](FakeProgram& self, std::string_view line) {
        answer(self, mode, line);
      };
      return GARDEN_OK;
    });
  }
};

}  // namespace

TEST_CASE("process: a program is asked by one operation after the other") {
  Bench bench;
  CHECK(bench.host.run("ask", "one").text() == "fast one");
  CHECK(bench.host.run("ask", "twice").text() == "fast twice");
  CHECK(bench.host.run("ask", "three").text() == "again");  // what one did not read, the next does
  CHECK(bench.host.run("ask", "long").text() == "fast three");
  CHECK(bench.host.run("ask", "x").text() == "(long) xx");
  CHECK(bench.programs.started() == 1);
  CHECK(bench.programs.at(0).lines_seen.size() == 5);
  CHECK(bench.host.violations().empty());
}

TEST_CASE("process: how it ended is the failure of who reads") {
  Bench bench;
  auto& op = bench.host.run("ask", "die");
  CHECK(op.status() == GARDEN_UNAVAILABLE);
  CHECK(op.result() == "it ended with status 3");
  CHECK(bench.host.run("ask", "late").status() == GARDEN_UNAVAILABLE);
  CHECK(bench.host.violations().empty());
}

TEST_CASE("process: a host without programs, and one that refuses, say so") {
  FakeHost bare(component<Asker>(GARDEN_CONNECTOR, "asker", "", "{}"));
  CHECK(bare.run("ask", "x").status() == GARDEN_UNIMPLEMENTED);
  FakeHost host(component<Asker>(GARDEN_CONNECTOR, "asker", "", "{}"));
  FakeProcesses programs(host);
  CHECK(host.run("ask", "x").status() == GARDEN_NOT_FOUND);
  CHECK(host.violations().empty());
}

TEST_CASE("process: a reader that is cancelled takes nothing along") {
  Bench bench;
  auto& op = bench.host.begin("ask", "");
  bench.host.cancel(op);
  bench.host.work();
  CHECK(bench.host.run("ask", "next").text() == "fast ");
  CHECK(bench.host.violations().empty());
}

TEST_CASE("process: a listener hears every line and the end, until its alarm") {
  for (const auto& [word, heard] : std::vector<std::pair<std::string, std::string>>{
           {"twice", " twice;again;"}, {"die", "it ended with status 3"}, {"long", "xx;"}}) {
    FakeHost host(component<Hearer>(GARDEN_CONNECTOR, "hearer", "", "{}"));
    FakeProcesses programs(host);
    programs.on_start([](const FakeProcesses::Start&, FakeProgram& program) -> garden_status {
      program.on_line = [](FakeProgram& self, std::string_view line) { answer(self, "", line); };
      return GARDEN_OK;
    });
    CHECK(host.run("hear", word).text() == heard);
    CHECK(host.violations().empty());
  }
}
