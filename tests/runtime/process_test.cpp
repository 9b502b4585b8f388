// Goal: what garden.process/1 promises: lines in and out in order across operations, back-pressure both ways,
// every end named, nothing left behind, and nothing started that the configuration does not name.
// Method: a component of the SDK that runs small shell programs from its configuration, on two shards.
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/json.hpp"
#include "garden/garden.hpp"
#include "garden/process.hpp"
#include "runtime/line_cutter.hpp"
#include "support/temp_dir.hpp"
#include "support/test_host.hpp"

using namespace garden;
using namespace std::chrono_literals;
using base::Code;
using testing::TestHost;

namespace {

// Keeps one program from "start" on; every other verb does one thing to it.
struct Runner {
  std::optional<Process> process;
  std::optional<ProcessLines> kept;

  Task<> start(Context& ctx) {
    const auto asked = base::parse_json(ctx.request()).value();
    ProcessRequest request(base::text_at(asked, "command", "/program"));
    for (const auto& [name, value] : base::member(asked, "env").items())
      request.variable(name, value.get<std::string>());
    request.line_bytes_max = static_cast<std::size_t>(base::integer_at(asked, "line_bytes_max", 1 << 20));
    process = Process::start(ctx, request);
    co_return;
  }
  Task<> say(Context& ctx) {
    const auto status = process->write(ctx.request());
    if (status != GARDEN_OK) throw Failure(status, "refused");
    co_return;
  }
  // Reads so many lines; all that there are, without a number.
  Task<> read(Context& ctx) {
    auto left = ctx.request().empty() ? 1 << 30 : std::atoi(std::string(ctx.request()).c_str());
    auto lines = process->read(ctx);
    while (left-- > 0) {
      auto line = co_await lines.next();
      if (!line) break;
      const std::string text = (line->too_long ? "too long: " : "") + line->bytes + "\n";
      co_await ctx.emit(text, GARDEN_RAW);
    }
  }
  Task<> end(Context& ctx) {
    process->end(static_cast<std::uint32_t>(std::atoi(std::string(ctx.request()).c_str())));
    co_return;
  }
  static constexpr Verb<Runner> verbs[] = {
      {"start", &Runner::start}, {"say", &Runner::say}, {"read", &Runner::read}, {"end", &Runner::end}};
};

struct Bench {
  explicit Bench(const std::string& script, std::uint32_t flags = GARDEN_REENTRANT) {
    auto component = std::make_shared<plugins::Component>();
    component->functions = garden::component<Runner>(GARDEN_CONNECTOR, "runner", "", "{}", flags);
    component->id = "runner";
    base::Json config = {{"program", {"sh", "-c", script}},
                         {"missing", {"no-such-program-here"}},
                         {"unfit", {"/etc/passwd"}},
                         {"text", "sh"}};
    auto made = host.runtime->create(
        {.name = "runner", .component = component, .config_json = base::to_text(config)});
    REQUIRE(made);
    instance = *made;
  }
  runtime::Answer ask(std::string verb, std::string request = {}, std::chrono::milliseconds time_max = 30s) {
    return host.ask(instance, std::move(verb), std::move(request), {}, time_max);
  }
  Code start(const std::string& request = "{}") { return ask("start", request).status; }

  TestHost host{{.shards = 2}};
  std::shared_ptr<runtime::Instance> instance;
};

std::string bytes_of(const runtime::Answer& answer) { return answer.joined(GARDEN_RAW); }

bool is_alive(int pid) { return ::kill(pid, 0) == 0; }

}  // namespace

TEST_CASE("process: lines go in and out in order, and outlive the operations that use them") {
  Bench bench("while read -r line; do echo \"got $line\"; done", GENERATE(1u, 0u));
  REQUIRE(bench.start() == Code::ok);
  for (int i = 0; i < 50; i++) REQUIRE(bench.ask("say", std::to_string(i)).status == Code::ok);
  std::string all;
  for (int i = 0; i < 10; i++) all += bytes_of(bench.ask("read", "5"));
  std::string expected;
  for (int i = 0; i < 50; i++) expected += "got " + std::to_string(i) + "\n";
  CHECK(all == expected);
  CHECK(bench.ask("end", "20000").status == Code::ok);
  CHECK(bench.ask("say", "late").status == Code::not_found);
  const auto last = bench.ask("read");
  CHECK(last.status == Code::ok);
  CHECK(bytes_of(last).empty());
  CHECK(bench.ask("read").status == Code::unavailable);
}

TEST_CASE("process: every end is named, and the last words are heard") {
  struct Case {
    std::string script, words, how;
  };
  for (const auto& [script, words, how] :
       std::vector<Case>{{"echo one; printf two; exit 3", "one\ntwo\n", "status 3"},
                         {"echo one; kill -9 $$", "one\n", "signal 9"},
                         {"printf 'a\\r\\n\\nb\\n'; exit 1", "a\n\nb\n", "status 1"}}) {
    Bench bench(script);
    REQUIRE(bench.start() == Code::ok);
    const auto answer = bench.ask("read");
    CHECK(bytes_of(answer) == words);
    CHECK(answer.status == Code::unavailable);
    CHECK(answer.body.contains(how));
  }
}

TEST_CASE("process: only what the configuration names is started, with nothing of ours") {
  ::setenv("SOME_SECRET", "s3cret", 1);
  Bench bench("env");
  CHECK(bench.start(R"({"command":"/other"})") == Code::denied);
  CHECK(bench.start(R"({"command":"/text"})") == Code::denied);
  CHECK(bench.start(R"({"command":"no pointer"})") == Code::denied);
  CHECK(bench.start(R"({"command":"/missing"})") == Code::not_found);
  CHECK(bench.start(R"({"command":"/unfit"})") == Code::not_found);
  CHECK(bench.start(R"({"env":{"LD_PRELOAD":"x.so"}})") == Code::denied);
  CHECK(bench.start(R"({"env":{"A=B":"x"}})") == Code::invalid);
  REQUIRE(bench.start(R"({"env":{"MODE":"two words","HOME":"/nowhere"}})") == Code::ok);
  const auto seen = bytes_of(bench.ask("read"));
  CHECK(seen.contains("MODE=two words\n"));
  CHECK(seen.contains("HOME=/nowhere\n"));
  CHECK(seen.contains("PATH="));
  CHECK_FALSE(seen.contains("SOME_SECRET"));
  REQUIRE(bench.start() == Code::ok);
  CHECK(bench.ask("say", "two\nlines").status == Code::invalid);
  CHECK(bench.ask("say", std::string("zero\0byte", 9)).status == Code::invalid);
}

TEST_CASE("process: a line that is too long is cut and the next one is whole") {
  Bench bench("printf 'head'; head -c 3000000 /dev/zero | tr '\\0' x; echo tail; echo next");
  REQUIRE(bench.start(R"({"line_bytes_max":100000})") == Code::ok);
  const auto seen = bytes_of(bench.ask("read"));
  CHECK(seen.starts_with("too long: headxxx"));
  CHECK(seen.contains("xxxtail\nnext\n"));
  CHECK(seen.size() < 700);
}

TEST_CASE("process: what nobody reads makes the program wait, and nothing is lost") {
  const testing::TempDir folder;
  const auto mark = (folder.path() / "done").string();
  Bench bench("seq 200000; touch " + mark);
  REQUIRE(bench.start() == Code::ok);
  CHECK(bytes_of(bench.ask("read", "1")) == "1\n");
  CHECK_FALSE(std::filesystem::exists(mark));  // 1.3 MB do not fit into what is kept
  const auto rest = bytes_of(bench.ask("read"));
  CHECK(rest.ends_with("\n199999\n200000\n"));
  CHECK(rest.size() == 1288893);
  CHECK(std::filesystem::exists(mark));
}

TEST_CASE("process: a program that does not read is not fed for ever") {
  Bench bench("exec sleep 1000");
  REQUIRE(bench.start() == Code::ok);
  const std::string line(100'000, 'x');
  auto status = Code::ok;
  int taken = 0;
  for (; taken < 100 && status == Code::ok; taken++) status = bench.ask("say", line).status;
  CHECK(status == Code::rate_limited);
  CHECK(taken >= 10);
}

TEST_CASE("process: one reads at a time; a reader that is cancelled leaves the lines to the next") {
  Bench bench("read -r go; seq 100");
  REQUIRE(bench.start() == Code::ok);
  const auto slow = bench.ask("read", "", 100ms);  // there is nothing yet: its deadline ends it
  CHECK(slow.status == Code::deadline);
  REQUIRE(bench.ask("say", "go").status == Code::ok);
  CHECK(bytes_of(bench.ask("read", "1")) == "1\n");
  CHECK(bytes_of(bench.ask("read")).starts_with("2\n3\n"));
}

TEST_CASE("process: one that ignores everything is killed with all that it started") {
  const testing::TempDir folder;
  const auto file = (folder.path() / "pids").string();
  const std::string script = "trap '' TERM; sleep 1000 & echo $! > " + file + "; echo $$ >> " + file +
                             "; echo up; while :; do wait; done";
  SECTION("at the end it was asked for") {
    Bench bench(script);
    REQUIRE(bench.start() == Code::ok);
    CHECK(bytes_of(bench.ask("read", "1")) == "up\n");
    CHECK(bench.ask("end", "50").status == Code::ok);
    CHECK(bench.ask("read").body.contains("signal 9"));
  }
  SECTION("when the host stops") {
    Bench bench(script);
    REQUIRE(bench.start() == Code::ok);
    CHECK(bytes_of(bench.ask("read", "1")) == "up\n");
  }
  std::ifstream pids(file);
  int pid = 0, seen = 0;
  for (; pids >> pid; seen++) CHECK(testing::eventually([pid] { return !is_alive(pid); }));
  CHECK(seen == 2);
}

TEST_CASE("process: an instance runs a limited number of programs; ended ones do not count") {
  Bench bench("read -r line");
  for (int i = 0; i < 8; i++) REQUIRE(bench.start() == Code::ok);
  CHECK(bench.start() == Code::rate_limited);
  CHECK(bench.host.metric("garden_limit_hits_total", "limit=\"processes_per_instance_max\"") == 1);
  REQUIRE(bench.ask("end", "20000").status == Code::ok);
  CHECK(testing::eventually([&] { return bench.start() == Code::ok; }));
}

TEST_CASE("line cutter: the pieces do not matter") {
  const std::string text = "a\r\n\nlonger line\n" + std::string(1000, 'y') + "\nend";
  for (std::size_t step = 1; step < 40; step++) {
    runtime::LineCutter cutter(20);
    std::vector<std::pair<std::string, bool>> lines;
    const auto take = [&](std::string line, bool too_long) { lines.emplace_back(std::move(line), too_long); };
    for (std::size_t at = 0; at < text.size(); at += step)
      cutter.feed(std::string_view(text).substr(at, step), take);
    cutter.close(take);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == std::pair<std::string, bool>{"a", false});
    CHECK(lines[2] == std::pair<std::string, bool>{"longer line", false});
    CHECK(lines[3].second);
    CHECK(lines[3].first.size() <= 512);
    CHECK(lines[4] == std::pair<std::string, bool>{"end", false});
  }
}
