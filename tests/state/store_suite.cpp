#include "state/store_suite.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "base/limits.hpp"
#include "state/times.hpp"

namespace garden::state::testing {
namespace {
using base::Code;

Address at(std::string key, std::string collection = "things") {
  return {"shop", std::move(collection), key};
}
Create thing(std::string key, Labels labels = {}) {
  return {
      .address = at(key), .labels = std::move(labels), .head = "head of " + key, .body = "body of " + key};
}
Listing things() { return {.filter = {.scope = "shop", .collection = "things"}}; }
std::vector<Entry> lines(std::vector<std::string> bodies) {
  std::vector<Entry> entries;
  for (auto& body : bodies)
    entries.push_back(
        {.at = from_us(1'700'000'000'123'456), .type = "line", .tag = "t", .body = std::move(body)});
  return entries;
}
std::string keys(const Page& page) {
  std::string text;
  for (const auto& document : page.documents) text += document.key + " ";
  return text;
}
std::string keys(Store& store, Listing listing) { return keys(list(store, std::move(listing)).value()); }

}  // namespace

void documents_keep_their_promises(Backend& backend) {
  auto store = backend.open();
  const Labels labels{"owner", "group", "state", "sort", "search"};
  auto created = commit(*store, {thing("a", labels)}).value();
  CHECK((created[0].changed == 1 && created[0].version == 1 && created[0].log_end == 0));

  auto found = get(*store, at("a")).value();
  CHECK((found.key == "a" && found.version == 1 && found.head == "head of a" && found.body == "body of a"));
  CHECK(found.labels.owner + found.labels.group + found.labels.state == "ownergroupstate");
  CHECK(found.labels.sort + found.labels.search == "sortsearch");
  CHECK(get(*store, at("b")).error().code == Code::not_found);
  CHECK(get(*store, at("a", "others")).error().code == Code::not_found);

  CHECK(commit(*store, {thing("a")}).error().code == Code::conflict);
  auto keeping = thing("a");
  keeping.keep_existing = true;
  keeping.head = "another";
  auto kept = commit(*store, {keeping}).value();
  CHECK((kept[0].changed == 0 && kept[0].version == 1));
  CHECK(get(*store, at("a"))->head == "head of a");

  CHECK(commit(*store, {Update{.address = at("b"), .head = "x"}}).error().code == Code::not_found);
  CHECK(commit(*store, {Update{.address = at("a"), .expect = {.version = 2}, .head = "x"}}).error().code ==
        Code::conflict);
  CHECK(commit(*store, {Update{.address = at("a"), .expect = {.states = {"other"}}}}).error().code ==
        Code::conflict);
  auto updated = commit(*store, {Update{.address = at("a"),
                                        .expect = {.version = 1, .states = {"other", "state"}},
                                        .state = "",
                                        .body = std::string("new\0body", 8)}});
  CHECK(updated.value()[0].version == 2);
  found = get(*store, at("a")).value();
  CHECK((found.version == 2 && found.head == "head of a" && found.body == std::string("new\0body", 8)));
  CHECK((found.labels.state.empty() && found.labels.sort == "sort"));

  CHECK(commit(*store, {Remove{at("a"), {.version = 1}}}).error().code == Code::conflict);
  CHECK(commit(*store, {Remove{at("a"), {}}}).value()[0].changed == 1);
  CHECK(commit(*store, {Remove{at("a"), {}}}).error().code == Code::not_found);
  CHECK(get(*store, at("a")).error().code == Code::not_found);

  auto huge = thing("huge");
  huge.body = std::string(base::limits::state_batch_bytes_max + 1, 'x');
  CHECK(commit(*store, {huge}).error().code == Code::invalid);
}

void batches_are_all_or_nothing(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(*store, {thing("a")}));
  auto failed = commit(*store, {thing("b"), Append{.address = at("a"), .entries = lines({"one"})},
                                Update{.address = at("a"), .head = "changed"}, thing("a")});
  REQUIRE(failed.error().code == Code::conflict);
  CHECK(failed.error().where == "things/a");
  CHECK(get(*store, at("b")).error().code == Code::not_found);
  auto a = get(*store, at("a")).value();
  CHECK((a.version == 1 && a.log_end == 0 && a.head == "head of a"));

  // Each operation sees what the ones before it in the batch did.
  auto done = commit(*store, {thing("c"), Append{.address = at("c"), .entries = lines({"one", "two"})},
                              Update{.address = at("c"), .expect = {.version = 1}, .head = "changed"}});
  CHECK((done.value()[1].log_end == 2 && (*done)[2].version == 2 && (*done)[2].log_end == 2));
  CHECK(commit(*store, {}).value().empty());

  // Conflicts of some batches in a group do not touch the others.
  std::vector<std::optional<base::Result<Committed>>> results(100);
  std::atomic<int> missing = 100;
  for (int i = 0; i < 100; ++i)
    store->commit({thing("g" + std::to_string(i)), thing(i % 2 == 0 ? "h" + std::to_string(i) : "a")},
                  [&results, &missing, i](base::Result<Committed> result) {
                    results[static_cast<std::size_t>(i)] = std::move(result);
                    --missing;
                  });
  REQUIRE(commit(*store, {}));  // behind them
  REQUIRE(missing == 0);
  for (int i = 0; i < 100; ++i) {
    CHECK(results[static_cast<std::size_t>(i)]->has_value() == (i % 2 == 0));
    CHECK(get(*store, at("g" + std::to_string(i))).has_value() == (i % 2 == 0));
  }
}

void logs_keep_their_order(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(*store, {thing("a", {.state = "running", .sort = "1"})}));
  CHECK(commit(*store, {Append{.address = at("b")}}).error().code == Code::not_found);
  CHECK(read_log(*store, {.address = at("b")}).error().code == Code::not_found);
  CHECK(commit(*store, {Append{.address = at("a"), .entries = lines({"one", "two"})}}).value()[0].log_end ==
        2);

  auto slice = read_log(*store, {.address = at("a")}).value();
  REQUIRE(slice.entries.size() == 2);
  CHECK((slice.entries[0].number == 1 && slice.entries[0].body == "one" && slice.entries[0].type == "line"));
  CHECK((slice.entries[0].tag == "t" && to_us(slice.entries[0].at) == 1'700'000'000'123'456));
  CHECK((slice.log_end == 2 && slice.log_reserved == 2 && slice.state == "running" && !slice.more));

  // Given numbers leave gaps, never go back; a reservation only grows; the version stays.
  auto given = lines({"ten", "eleven", "next"});
  given[0].number = 10;
  given[1].number = 11;
  REQUIRE(commit(*store, {Append{.address = at("a"), .entries = given, .reserve_to = 100, .sort = "2"}}));
  CHECK(commit(*store, {Append{.address = at("a"), .entries = given}}).error().code == Code::conflict);
  CHECK(commit(*store, {Append{.address = at("a"), .expect = {.states = {"over"}}}}).error().code ==
        Code::conflict);
  REQUIRE(commit(*store, {Append{.address = at("a"), .reserve_to = 50}}));
  auto a = get(*store, at("a")).value();
  CHECK((a.log_end == 12 && a.log_reserved == 100 && a.version == 1 && a.labels.sort == "2"));

  auto numbers = [&store](LogRange range) {
    range.address = at("a");
    auto read = read_log(*store, range).value();
    std::string text;
    for (const auto& entry : read.entries) text += std::to_string(entry.number) + " ";
    return text + (read.more ? "more" : "");
  };
  CHECK(numbers({}) == "1 2 10 11 12 ");
  CHECK(numbers({.after = 2}) == "10 11 12 ");
  CHECK(numbers({.after = 12}).empty());
  CHECK(numbers({.entries_max = 2}) == "1 2 more");
  CHECK(numbers({.newest_first = true, .entries_max = 2}) == "11 12 more");
  CHECK(numbers({.after = 2, .newest_first = true, .entries_max = 3}) == "10 11 12 ");
  CHECK(numbers({.entries_max = 0}) == "more");
  CHECK(numbers({.bytes_max = 7}) == "1 2 more");                       // 3 + 3 bytes
  CHECK(numbers({.newest_first = true, .bytes_max = 1}) == "12 more");  // the first always comes

  REQUIRE(commit(*store, {Remove{at("a"), {}}, thing("a")}));
  CHECK(read_log(*store, {.address = at("a")}).value().entries.empty());
}

void lists_are_exact(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(
      *store, {thing("a", {"x", "g", "on", "3", "Low stock"}), thing("b", {"x", "h", "off", "1", "Reorder"}),
               thing("c", {"y", "g", "on", "2", "stock value"}), thing("d", {"", "", "", "2", ""}),
               Append{.address = at("b"), .entries = lines({"1", "2", "3"})}}));
  CHECK(keys(*store, things()) == "a d c b ");
  auto page = list(*store, things()).value();
  CHECK((page.next.empty() && page.documents[0].head == "head of a" && page.documents[0].body.empty()));
  CHECK(page.documents[3].log_end == 3);
  auto listing = things();
  listing.newest_first = false;
  CHECK(keys(*store, listing) == "b c d a ");

  auto filtered = [&store](Filter filter) {
    filter.scope = "shop";
    filter.collection = "things";
    auto text = keys(*store, {.filter = filter});
    if (filter.contains.empty()) {
      CHECK(count(*store, filter).value() == static_cast<std::int64_t>(text.size() / 2));
    }
    return text;
  };
  CHECK(filtered({.owner = "x"}) == "a b ");
  CHECK(filtered({.group = "g"}) == "a c ");
  CHECK(filtered({.state = "off"}) == "b ");
  CHECK(filtered({.owner = "x", .group = "g", .state = "on"}) == "a ");
  CHECK(filtered({.owner = "z"}).empty());
  CHECK(filtered({.sort_from = "2"}) == "a d c ");
  CHECK(filtered({.contains = "STOCK"}) == "a c ");
  CHECK(filtered({.group = "g", .contains = "value"}) == "c ");
  CHECK(filtered({.contains = "%"}).empty());

  // Labels follow updates.
  REQUIRE(commit(*store, {Update{.address = at("a"), .state = "off", .sort = "0", .search = "none"}}));
  CHECK(filtered({.state = "off"}) == "b a ");
  CHECK(filtered({.contains = "low"}).empty());

  CHECK(commit(*store, {RemoveOwned{"shop", "things", "x"}}).value()[0].changed == 2);
  CHECK(keys(*store, things()) == "d c ");
  CHECK(commit(*store, {RemoveOwned{"shop", "things", "x"}}).value()[0].changed == 0);
  REQUIRE(commit(*store, {thing("b")}));
  CHECK(read_log(*store, {.address = at("b")}).value().entries.empty());
}

void pages_are_stable_under_inserts(Backend& backend) {
  auto store = backend.open();
  auto sort_of = [](int i) { return std::to_string(1000 + i); };
  for (int i = 0; i < 50; ++i)
    REQUIRE(commit(*store, {thing("old" + std::to_string(i), {.sort = sort_of(i / 2)})}));
  std::vector<std::string> seen;
  auto listing = things();
  listing.limit = 7;
  for (int page_number = 0;; ++page_number) {
    auto page = list(*store, listing).value();
    for (const auto& document : page.documents) seen.push_back(document.key);
    if (page.next.empty()) break;
    REQUIRE(page_number < 50);
    CHECK(page.documents.size() == 7);
    CHECK(page.next.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          std::string::npos);
    listing.cursor = page.next;
    // Newer ones come in front, and the one the cursor stands on may go.
    REQUIRE(commit(*store, {thing("new" + std::to_string(page_number), {.sort = "9999"})}));
    REQUIRE(commit(*store, {Remove{at(page.documents.back().key), {}}}));
  }
  CHECK(seen.size() == 50);
  CHECK(std::set(seen.begin(), seen.end()).size() == 50);
  for (const auto& bad : std::vector<std::string>{"!", "A", "MTAwOg", "x y", std::string(5000, 'A')}) {
    listing.cursor = bad;
    CHECK(list(*store, listing).error().code == Code::invalid);
  }
}

void searches_look_at_a_bounded_number(Backend& backend) {
  auto store = backend.open();
  const auto many = base::limits::state_scan_max + 10;
  Batch batch;
  for (std::size_t i = 0; i < many; ++i)
    batch.push_back(thing("k" + std::to_string(i),
                          {.sort = std::to_string(100'000 + i), .search = i == 3 ? "needle" : "hay"}));
  REQUIRE(commit(*store, std::move(batch)));
  auto listing = things();
  listing.filter.contains = "needle";
  auto page = list(*store, listing).value();
  CHECK(page.documents.empty());
  REQUIRE_FALSE(page.next.empty());
  listing.cursor = page.next;
  page = list(*store, listing).value();
  CHECK(keys(page) == "k3 ");
  CHECK(page.next.empty());
  listing = things();
  listing.limit = 1'000'000;
  CHECK(list(*store, listing).value().documents.size() == base::limits::state_page_max);
}

void scopes_do_not_see_each_other(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(*store, {thing("a", {.owner = "o", .sort = "1"}),
                          Append{.address = at("a"), .entries = lines({"one"})}}));
  const Address elsewhere{"other", "things", "a"};
  CHECK(get(*store, elsewhere).error().code == Code::not_found);
  CHECK(read_log(*store, {.address = elsewhere}).error().code == Code::not_found);
  CHECK(commit(*store, {Remove{elsewhere, {}}}).error().code == Code::not_found);
  CHECK(commit(*store, {RemoveOwned{"other", "things", "o"}}).value()[0].changed == 0);
  CHECK(list(*store, {.filter = {.scope = "other", .collection = "things"}}).value().documents.empty());
  CHECK(count(*store, {.scope = "other", .collection = "things"}).value() == 0);
  auto same = thing("a");
  same.address = elsewhere;
  REQUIRE(commit(*store, {same}));
  CHECK(get(*store, at("a"))->log_end == 1);
  CHECK(get(*store, elsewhere)->log_end == 0);
}

void answers_come_in_order(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(*store, {thing("a")}));
  std::vector<int> order;  // written on the store's writer only
  std::atomic<bool> one_thread = true;
  std::optional<std::thread::id> writer;
  for (int i = 0; i < 500; ++i)
    store->commit({Append{.address = at("a"), .entries = lines({std::to_string(i)})}},
                  [&order, &one_thread, &writer, i](base::Result<Committed> result) {
                    if (!writer) writer = std::this_thread::get_id();
                    if (*writer != std::this_thread::get_id()) one_thread = false;
                    if (result && (*result)[0].log_end == i + 1) order.push_back(i);
                  });
  // What a `done` has reported, a read that begins in it sees.
  auto seen = wait_for<LogSlice>([&store](auto done) {
    store->commit({Append{.address = at("a"), .entries = lines({"last"})}},
                  [&store, done = std::move(done)](base::Result<Committed>) mutable {
                    store->read_log({.address = at("a"), .after = 500}, std::move(done));
                  });
  });
  CHECK(seen.value().entries.at(0).body == "last");
  CHECK(one_thread);
  REQUIRE(order.size() == 500);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

void many_threads_lose_nothing(Backend& backend) {
  auto store = backend.open();
  REQUIRE(commit(*store, {thing("shared")}));
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t)
    threads.emplace_back([&store, &failures, t] {
      auto mine = "t" + std::to_string(t);
      if (!commit(*store, {thing(mine, {.group = "g", .sort = mine})})) ++failures;
      for (int i = 0; i < 40; ++i) {
        auto done = commit(*store, {Append{.address = at("shared"), .entries = lines({mine})},
                                    Update{.address = at(mine), .expect = {.version = i + 1}, .head = "x"}});
        if (!done) ++failures;
        if (get(*store, at(mine)).value().version != i + 2) ++failures;
        if (i % 10 == 0 && list(*store, things()).value().documents.empty()) ++failures;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(failures == 0);
  auto slice = read_log(*store, {.address = at("shared")}).value();
  REQUIRE(slice.entries.size() == 480);
  CHECK(slice.entries.back().number == 480);
}

void closing_keeps_what_was_accepted(Backend& backend) {
  std::atomic<int> saved = 0, refused = 0, read = 0;
  {
    auto store = backend.open();
    REQUIRE(commit(*store, {thing("a")}));
    auto* raw = store.get();
    for (int i = 0; i < 200; ++i)
      store->commit({Append{.address = at("a"), .entries = lines({"x"})}},
                    [&saved, &refused, &read, raw](base::Result<Committed> result) {
                      if (result) ++saved;
                      raw->get(at("a"), [&read](base::Result<Document> found) { read += found.has_value(); });
                      // The door may be shut by now: then the answer comes at once and is an error.
                      raw->commit({thing("late")},
                                  [&refused](base::Result<Committed> late) { refused += !late; });
                    });
  }
  CHECK(saved == 200);
  CHECK(read == 200);
  CHECK(refused >= 199);  // all but the first, which may have been in time
  auto store = backend.open();
  CHECK(get(*store, at("a")).value().log_end == 200);
}

void openings_know_each_other(Backend& backend) {
  auto first = backend.open(), second = backend.open();
  const auto gone = second->holder();
  CHECK(first->holder() != second->holder());
  CHECK(is_open(*first, first->holder()).value());
  CHECK(is_open(*first, second->holder()).value());
  CHECK(is_open(*second, first->holder()).value());
  CHECK_FALSE(is_open(*first, "holder_nobody").value());
  second.reset();
  CHECK_FALSE(is_open(*first, gone).value());
  second = backend.open();
  CHECK_FALSE(is_open(*second, gone).value());
  REQUIRE(commit(*first, {thing("a")}));
  REQUIRE(get(*second, at("a")));
  REQUIRE(commit(*second, {Append{.address = at("a"), .entries = lines({"1"})}}));
  CHECK(read_log(*first, {.address = at("a")}).value().log_end == 1);
}

}  // namespace garden::state::testing
