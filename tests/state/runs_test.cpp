// Goal: a run's life is recorded as it happened, ids never mean two things, and a run that nobody works on
// any more is closed. Method: turns on a real store; a process that died is a store that was closed early.
#include "state/runs.hpp"

#include <catch2/catch.hpp>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "state/support.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;
using base::Code;

TEST_CASE("a run is recorded from the question to the answer") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  auto begun = shop.begin("s", "question", RunStatus::queued);
  CHECK(begun.run_id.starts_with("run_"));
  auto run = shop.run(begun.run_id).value();
  CHECK((run.status == RunStatus::queued && run.session_id == "s" && run.agent == "stock" &&
         run.origin == "chat"));
  CHECK_FALSE(run.ended_at);
  auto mark = [&] {
    return wait_for<void>([&](auto done) { shop.runs.mark_running(begun.run_id, std::move(done)); });
  };
  CHECK(mark());
  CHECK(mark().error().code == Code::conflict);
  CHECK(shop.run(begun.run_id).value().status == RunStatus::running);
  REQUIRE(
      shop.append(begun.run_id, {{1, "run.started", R"({"a":1})"}, {2, "text.delta", R"({"text":"x"})"}}));
  RunEnd end{.run_id = begun.run_id,
             .finish_reason = "stop",
             .usage = R"({"input_tokens": 7})",
             .answer = R"({"text":"answer"})",
             .messages = {{"assistant", R"(["answer"])"}},
             .events = {{3, "run.completed", "{}"}}};
  REQUIRE(shop.finish(end));
  CHECK(shop.finish(end).error().code == Code::conflict);
  CHECK(shop.append(begun.run_id, {{4, "text.delta", "{}"}}).error().code == Code::conflict);
  run = shop.run(begun.run_id).value();
  CHECK((run.status == RunStatus::completed && run.finish_reason == "stop" && run.origin == "chat"));
  CHECK((run.usage == R"({"input_tokens": 7})" && run.error.empty() && run.answer == R"({"text":"answer"})"));
  CHECK(run.ended_at.value() > run.created_at);
  CHECK(shop.messages("s").value().messages.at(1).content == R"(["answer"])");

  auto page = shop.events(begun.run_id).value();
  REQUIRE(page.events.size() == 3);
  CHECK((page.events[1].id == 2 && page.events[1].type == "text.delta" &&
         page.events[1].data == R"({"text":"x"})"));
  CHECK((page.end == 3 && page.status == RunStatus::completed && !page.more));
  CHECK(shop.events(begun.run_id, 1, 1).value().more);
  CHECK(shop.events(begun.run_id, 3).value().events.empty());
}

TEST_CASE("a run that is told what it began with ends in the same way, unread") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  auto asked = shop.begin("s", "question"), told = shop.begin("s", "question");
  RunEnd end{
      .run_id = asked.run_id, .messages = {{"assistant", R"(["answer"])"}}, .events = {{1, "x", "{}"}}};
  REQUIRE(shop.finish(end));
  end.run_id = told.run_id;
  end.session_id = "s";
  end.origin = "chat";
  REQUIRE(shop.finish(end));
  CHECK(shop.finish(end).error().code == Code::conflict);
  auto run = shop.run(told.run_id).value();
  CHECK(
      (run.status == RunStatus::completed && run.origin == "chat" && run.session_id == "s" && run.ended_at));
  CHECK(shop.messages("s").value().messages.size() == 4);
  end.run_id = "run_of_nobody";
  CHECK(shop.finish(end).error().code == Code::not_found);
  CHECK(shop.messages("s").value().messages.size() == 4);
}

TEST_CASE("a run cannot end as live nor begin twice") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  auto begun = shop.begin("s", "question");
  CHECK(shop.finish({.run_id = begun.run_id, .status = RunStatus::running}).error().code == Code::invalid);
  NewTurn again{.session_id = "s", .run_id = begun.run_id, .agent = "stock", .content = "{}"};
  auto twice = wait_for<TurnBegun>([&](auto done) { shop.runs.begin_turn(again, std::move(done)); });
  CHECK(twice.error().code == Code::conflict);
  CHECK(shop.messages("s").value().end == 1);
}

TEST_CASE("runs are listed by session, agent and status, without their answers") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  for (int i = 0; i < 6; ++i) {
    auto begun = shop.begin(i % 2 == 0 ? "even" : "odd", "q");
    if (i < 4) {
      RunEnd end{.run_id = begun.run_id,
                 .status = i == 0 ? RunStatus::failed : RunStatus::completed,
                 .error = i == 0 ? R"({"title":"no model"})" : "",
                 .answer = "{}"};
      REQUIRE(shop.finish(end));
    }
  }
  auto all = shop.list_runs().value().runs;
  REQUIRE(all.size() == 6);
  CHECK(
      (all[0].created_at > all[5].created_at && all[5].status == RunStatus::failed && all[3].answer.empty()));
  CHECK(all[5].error == R"({"title":"no model"})");
  CHECK(shop.list_runs({.session_id = "odd"}).value().runs.size() == 3);
  CHECK(shop.list_runs({.agent = "stock", .status = RunStatus::completed}).value().runs.size() == 3);
  CHECK(shop.list_runs({.session_id = "even", .status = RunStatus::running}).value().runs.size() == 1);
  auto page = shop.list_runs({}, 4).value();
  CHECK(page.runs.size() == 4);
  CHECK(shop.list_runs({}, 4, page.next).value().runs.size() == 2);
}

TEST_CASE("event ids are never handed out unreserved") {
  EventIds ids(3);
  CHECK((ids.take() == 1 && ids.take() == 2 && ids.take() == 3 && ids.take() == 0 && ids.last() == 3));
  ids.extend(2);
  CHECK(ids.take() == 0);
  ids.extend(4);
  CHECK((ids.take() == 4 && ids.take() == 0));

  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  auto begun = shop.begin("s", "q");
  CHECK(begun.reserved_to == base::limits::event_ids_reserved);
  auto reserved = shop.append(begun.run_id, {{1000, "x", "{}"}}).value();
  CHECK(reserved == 1000 + base::limits::event_ids_reserved);
  CHECK(shop.append(begun.run_id, {{1000, "x", "{}"}}).error().code == Code::conflict);
  // A live run may have shown ids that are not on disk yet; beyond the reserved ones none.
  CHECK(shop.events(begun.run_id, reserved).value().events.empty());
  CHECK(shop.events(begun.run_id, reserved + 1).error().code == Code::gone);
  CHECK(shop.events(begun.run_id, -1).error().code == Code::gone);
  REQUIRE(shop.finish({.run_id = begun.run_id, .events = {{1001, "run.completed", "{}"}}}));
  CHECK(shop.events(begun.run_id, 1001));
  CHECK(shop.events(begun.run_id, 1002).error().code == Code::gone);
}

TEST_CASE("what a dead process left running is closed behind the reserved ids") {
  SqliteBackend backend;
  std::string dead_running, dead_queued, finished;
  {
    auto store = backend.open();
    Shop shop(*store);
    dead_running = shop.begin("s", "running").run_id;
    REQUIRE(shop.append(dead_running, {{1, "run.started", "{}"}}));
    dead_queued = shop.begin("s", "queued", RunStatus::queued).run_id;
    finished = shop.begin("s", "finished").run_id;
    REQUIRE(shop.finish({.run_id = finished}));
  }
  auto store = backend.open(), elsewhere = backend.open();
  Shop shop(*store), there(*elsewhere), other_shop(*store, "other");
  auto alive = there.begin("s2", "alive").run_id, mine = shop.begin("s3", "mine").run_id;
  CHECK(other_shop.recover().value() == 0);
  CHECK(shop.recover().value() == 2);
  CHECK(there.recover().value() == 0);
  CHECK(shop.run(alive).value().status == RunStatus::running);
  CHECK(shop.run(mine).value().status == RunStatus::running);
  CHECK(shop.run(finished).value().status == RunStatus::completed);
  for (const auto& id : {dead_running, dead_queued}) {
    auto run = shop.run(id).value();
    CHECK((run.status == RunStatus::interrupted && run.finish_reason == "interrupted" && run.ended_at));
    CHECK(base::parse_json(run.error).has_value());
  }
  // A client that saw event 57 before the crash gets the end, not silence and not another event 58.
  auto page = shop.events(dead_running, 57).value();
  REQUIRE(page.events.size() == 1);
  CHECK(page.events[0].id == 2 + base::limits::event_ids_reserved);
  CHECK(page.events[0].type == "run.error");
  auto data = base::parse_json(page.events[0].data).value();
  CHECK(base::integer_at(base::member(data, "problem"), "status", 0) == 503);
  CHECK(shop.events(dead_running, page.end + 1).error().code == Code::gone);
  CHECK(there.finish({.run_id = dead_running}).error().code == Code::conflict);
}

TEST_CASE("two recoveries at once close each run once") {
  SqliteBackend backend;
  {
    auto store = backend.open();
    Shop shop(*store);
    for (int i = 0; i < 250; ++i) shop.begin("s" + std::to_string(i), "q");
  }
  auto first = backend.open(), second = backend.open();
  Shop one(*first), two(*second);
  std::atomic<std::int64_t> closed = 0;
  std::atomic<int> answered = 0;
  auto count = [&closed, &answered](base::Result<std::int64_t> result) {
    closed += result.value_or(-1000);
    ++answered;
  };
  one.runs.recover(count);
  two.runs.recover(count);
  while (answered != 2) std::this_thread::yield();
  CHECK(closed == 250);
  CHECK(one.list_runs({.status = RunStatus::running}).value().runs.empty());
  auto all = one.list_runs({}, 1000).value().runs;
  REQUIRE(all.size() == 250);
  for (const auto& run : all) CHECK(one.events(run.run_id).value().events.size() == 1);
}
