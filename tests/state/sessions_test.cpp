// Goal: sessions list, read, search and forget exactly what was said in them. Method: turns through Runs, on
// a real store.
#include "state/sessions.hpp"

#include <catch2/catch.hpp>

#include "state/support.hpp"
#include "state/titles.hpp"

using namespace garden;
using namespace garden::state;
using namespace garden::state::testing;
using base::Code;

namespace {

// One whole turn with its answer; gives the run's id.
std::string turn(Shop& shop, const std::string& session, const std::string& text) {
  auto begun = shop.begin(session, text);
  RunEnd end{.run_id = begun.run_id, .messages = {{"assistant", "\"to " + text + "\""}}};
  REQUIRE(shop.finish(std::move(end)));
  return begun.run_id;
}
std::string roles(const std::vector<Message>& messages) {
  std::string text;
  for (const auto& message : messages)
    text += message.role.substr(0, 1) + std::to_string(message.number) + " ";
  return text;
}

}  // namespace

TEST_CASE("a session is made by its first turn and counts its messages") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  CHECK(shop.session("t1").error().code == Code::not_found);
  CHECK(shop.messages("t1").error().code == Code::not_found);
  CHECK(shop.history("t1").error().code == Code::not_found);
  auto first = shop.begin("t1", "What is out of stock?");
  CHECK((first.session_is_new && first.session_id == "t1" && first.message_number == 1));
  auto begun = shop.session("t1").value();
  CHECK((begun.title == "What is out of stock?" && begun.agent == "stock" && begun.message_count == 1));
  CHECK(begun.created_at == begun.updated_at);
  REQUIRE(shop.finish(
      {.run_id = first.run_id, .messages = {{"assistant", "[1]"}, {"tool", "[2]"}, {"assistant", "[3]"}}}));
  auto second = shop.begin("t1", "And tomorrow?");
  CHECK((!second.session_is_new && second.message_number == 5));
  auto session = shop.session("t1").value();
  CHECK((session.title == "What is out of stock?" && session.message_count == 5));
  CHECK((session.created_at == begun.created_at && session.updated_at > begun.updated_at));

  auto page = shop.messages("t1").value();
  CHECK(roles(page.messages) == "u1 a2 t3 a4 u5 ");
  CHECK((page.messages[2].content == "[2]" && page.messages[2].run_id == first.run_id && page.end == 5));
  page = shop.messages("t1", 1, 2).value();
  CHECK((roles(page.messages) == "a2 t3 " && page.more && page.end == 5));
  auto made = shop.begin("", "no id given");
  CHECK(made.session_id.starts_with("ses_"));
  CHECK(shop.session(made.session_id));
}

TEST_CASE("sessions are listed by their last use with pages and filters") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  for (int i = 0; i < 25; ++i)
    turn(shop, "s" + std::to_string(i), i % 5 == 0 ? "Low STOCK please" : "Orders");
  turn(shop, "s3", "again");
  std::vector<std::string> ids;
  std::string cursor;
  do {
    auto page = shop.list_sessions({}, 10, cursor).value();
    for (const auto& session : page.sessions) ids.push_back(session.session_id);
    cursor = page.next;
  } while (!cursor.empty());
  REQUIRE(ids.size() == 25);
  CHECK((ids[0] == "s3" && ids[1] == "s24" && ids[24] == "s0"));
  CHECK(shop.list_sessions().value().sessions[0].message_count == 4);
  CHECK(shop.list_sessions({.contains = "stock"}).value().sessions.size() == 5);
  CHECK(shop.list_sessions({.agent = "stock"}).value().sessions.size() == 25);
  CHECK(shop.list_sessions({.agent = "other"}).value().sessions.empty());
  CHECK(shop.list_sessions({}, 10, "nonsense!").error().code == Code::invalid);
  CHECK(shop.active() == 25);
  CHECK(shop.active(shop.session("s24").value().updated_at) == 2);  // s24 itself and s3
}

TEST_CASE("history is the newest that fits and begins with a question") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  for (int i = 0; i < 10; ++i) turn(shop, "s", "q" + std::to_string(i));
  CHECK(roles(shop.history("s").value()).starts_with("u1 a2 u3 "));
  CHECK(roles(shop.history("s", 0, {.messages_max = 4}).value()) == "u17 a18 u19 a20 ");
  CHECK(roles(shop.history("s", 0, {.messages_max = 3}).value()) == "u19 a20 ");
  CHECK(shop.history("s", 0, {.messages_max = 0}).value().empty());
  // {"text":"q9"} and "to q9" have 13 and 7 bytes.
  CHECK(roles(shop.history("s", 0, {.bytes_max = 45}).value()) == "u17 a18 u19 a20 ");
  CHECK(roles(shop.history("s", 0, {.bytes_max = 39}).value()) == "u19 a20 ");
  CHECK(shop.history("s", 0, {.bytes_max = 1}).value().empty());
}

TEST_CASE("in history an answer stands by its question although others waited meanwhile") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store);
  auto first = shop.begin("s", "one");
  auto second = shop.begin("s", "two", RunStatus::queued);
  auto third = shop.begin("s", "three", RunStatus::queued);
  REQUIRE(shop.finish({.run_id = first.run_id, .messages = {{"tool", "[]"}, {"assistant", "1"}}}));
  CHECK(roles(shop.messages("s").value().messages) == "u1 u2 u3 t4 a5 ");
  CHECK(roles(shop.history("s", second.message_number).value()) == "u1 t4 a5 ");
  CHECK(roles(shop.history("s", second.message_number, {.messages_max = 3}).value()) == "u1 t4 a5 ");
  REQUIRE(shop.finish({.run_id = second.run_id, .messages = {{"assistant", "2"}}}));
  CHECK(roles(shop.history("s", third.message_number).value()) == "u1 t4 a5 u2 a6 ");
  CHECK(roles(shop.history("s").value()) == "u1 t4 a5 u2 a6 u3 ");
}

TEST_CASE("a cleared session is gone with everything that belonged to it") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store), other(*store, "other");
  auto kept = turn(shop, "kept", "stays");
  auto done = turn(shop, "s", "goes");
  auto running = shop.begin("s", "goes too");
  REQUIRE(shop.append(running.run_id, {{1, "run.started", "{}"}}));
  CHECK(other.clear("s").value() == false);
  CHECK(shop.clear("s").value() == true);
  CHECK(shop.clear("s").value() == false);
  CHECK(shop.session("s").error().code == Code::not_found);
  for (const auto& id : {done, running.run_id}) {
    CHECK(shop.run(id).error().code == Code::not_found);
    CHECK(shop.events(id).error().code == Code::not_found);
  }
  CHECK(shop.append(running.run_id, {{2, "text.delta", "{}"}}).error().code == Code::not_found);
  CHECK(shop.finish({.run_id = running.run_id, .messages = {{"assistant", "1"}}}).error().code ==
        Code::not_found);
  CHECK(shop.list_sessions().value().sessions.size() == 1);
  CHECK(shop.run(kept));
  CHECK(shop.active() == 1);
  CHECK(shop.begin("s", "a new one").message_number == 1);
}

TEST_CASE("another shop's sessions do not exist here") {
  SqliteBackend backend;
  auto store = backend.open();
  Shop shop(*store), other(*store, "other");
  auto run = turn(shop, "s", "mine");
  CHECK(other.session("s").error().code == Code::not_found);
  CHECK(other.messages("s").error().code == Code::not_found);
  CHECK(other.run(run).error().code == Code::not_found);
  CHECK(other.events(run).error().code == Code::not_found);
  CHECK(other.append(run, {{1, "x", "{}"}}).error().code == Code::not_found);
  CHECK(other.finish({.run_id = run}).error().code == Code::not_found);
  CHECK(other.list_sessions().value().sessions.empty());
  CHECK(other.list_runs().value().runs.empty());
  CHECK(other.active() == 0);
  CHECK(other.begin("s", "theirs").message_number == 1);
  CHECK(shop.session("s").value().title == "mine");
}

TEST_CASE("a title is one short line of whole characters") {
  CHECK(title_of("  What\n\nis\tlow? ") == "What is low?");
  CHECK(title_of("").empty());
  CHECK(title_of("\x01\x02").empty());
  CHECK(title_of(std::string(80, 'x')) == std::string(80, 'x'));
  CHECK(title_of(std::string(81, 'x')) == std::string(77, 'x') + "…");
  std::string umlauts;
  for (int i = 0; i < 60; ++i) umlauts += "ü";
  auto title = title_of(umlauts);
  CHECK(title.size() <= 80);
  CHECK(title == umlauts.substr(0, 76) + "…");
  CHECK(title_of(std::string(60, 'x') + " " + std::string(60, 'y')) == std::string(60, 'x') + "…");
}
