// Goal: one answer, no event after the end, back-pressure that is told and not swallowed. Method: the two
// sides of a mailbox called in turn, without a connection; the races are the server's tests (conformance,
// TSan).
#include <catch2/catch.hpp>

#include "http/exchange.hpp"
#include "http/mailbox.hpp"

using namespace garden::http;

namespace {

struct CountingWaker final : Waker {
  int count = 0;
  void wake(std::shared_ptr<Waker>) override { ++count; }
};

// A stream with a cap of 1,000 bytes, its handler returned.
struct Stream {
  testing::Mailbox mailbox;
  std::shared_ptr<CountingWaker> waker = std::make_shared<CountingWaker>();
  SseSink sink;
  Exchange& exchange = *mailbox.exchange;
  Stream() {
    exchange.attach(waker);
    sink = mailbox.responder().sse();
    exchange.settle();
    Response head;
    REQUIRE(exchange.news(head) == Exchange::News::stream);
  }
  std::string take() {
    std::string bytes;
    exchange.take(bytes);
    return bytes;
  }
};

}  // namespace

TEST_CASE("an answer is given once") {
  testing::Mailbox mailbox;
  {
    auto responder = mailbox.responder();
    CHECK(responder.request_id() == "req_test");
    CHECK(responder.reply({201, {}, "first"}));
    CHECK_FALSE(responder.reply({202, {}, "second"}));
  }
  auto answer = mailbox.answer();
  CHECK(answer.status == 201);
  CHECK(mailbox.answer().status == 0);
  CHECK_FALSE(mailbox.exchange->reply({203, {}, ""}));
}

TEST_CASE("a dropped responder answers 500, a moved one does not") {
  testing::Mailbox mailbox;
  {
    auto responder = mailbox.responder();
    auto other = std::move(responder);
    other.reply({200, {}, ""});
  }
  CHECK(mailbox.answer().status == 200);
  testing::Mailbox dropped;
  {
    auto responder = dropped.responder();
  }
  auto answer = dropped.answer();
  CHECK(answer.status == 500);
  CHECK(answer.body.find("req_test") != std::string::npos);
}

TEST_CASE("nothing wakes while the handler runs, one look is enough afterwards") {
  testing::Mailbox mailbox;
  auto waker = std::make_shared<CountingWaker>();
  mailbox.exchange->attach(waker);
  auto sink = mailbox.responder().sse();
  sink.send("a");
  CHECK(waker->count == 0);
  mailbox.exchange->settle();
  Response head;
  mailbox.exchange->news(head);
  sink.send("b");
  sink.send("c");
  CHECK(waker->count == 1);
  std::string bytes;
  CHECK(mailbox.exchange->take(bytes));
  CHECK(bytes == "abc");
  sink.send("d");
  CHECK(waker->count == 2);
}

TEST_CASE("going over the cap ends the stream") {
  Stream stream;
  CHECK(stream.sink.send(std::string(999, 'x')));
  CHECK(stream.waker->count == 1);
  CHECK(stream.sink.queued() == 999);
  CHECK_FALSE(stream.sink.send("xx"));
  CHECK(stream.waker->count == 2);  // also while the connection waits for its socket
  CHECK(stream.exchange.overrun());
  CHECK_FALSE(stream.exchange.finished());  // what was queued may still go out
  CHECK(stream.take().size() == 999);
  CHECK(stream.exchange.finished() == Closed::over_cap);
  CHECK_FALSE(stream.sink.send("x"));
  Closed seen = Closed::by_app;
  stream.sink.on_closed([&seen](Closed why) { seen = why; });
  stream.exchange.end(Closed::over_cap);
  CHECK(seen == Closed::over_cap);
  CHECK(stream.sink.queued() == 0);
}

TEST_CASE("who asks for room is called when there is some") {
  Stream stream;
  int calls = 0;
  stream.sink.on_room([&] {
    ++calls;
    if (calls == 1) stream.sink.send("more");  // a callback may send
  });
  CHECK(stream.sink.has_room());
  stream.sink.send(std::string(501, 'x'));
  CHECK_FALSE(stream.sink.has_room());
  auto bytes = stream.take();
  stream.exchange.sent(200);
  CHECK(calls == 0);
  CHECK(stream.sink.has_room());  // room it is already, the call comes at a quarter
  stream.exchange.sent(301);
  CHECK(calls == 1);
  CHECK(stream.take() == "more");
  stream.exchange.sent(4);
  CHECK(calls == 1);  // once for each time it was full
  stream.sink.send(std::string(600, 'x'));
  stream.take();
  stream.exchange.sent(600);
  CHECK(calls == 2);
}

TEST_CASE("a closed stream sends what is queued and takes no more") {
  Stream stream;
  stream.sink.send("last");
  stream.sink.close();
  CHECK_FALSE(stream.sink.send("late"));
  CHECK_FALSE(stream.sink.has_room());
  CHECK_FALSE(stream.exchange.finished());
  CHECK(stream.take() == "last");
  CHECK(stream.exchange.finished() == Closed::by_app);
}

TEST_CASE("after the end every call is harmless") {
  Stream stream;
  stream.exchange.end(Closed::by_client);
  CHECK_FALSE(stream.sink.send("x"));
  CHECK_FALSE(stream.sink.has_room());
  stream.sink.close();
  int calls = 0;
  stream.sink.on_room([&calls] { ++calls; });
  stream.sink.on_closed([&calls](Closed why) { calls += why == Closed::by_client ? 10 : 0; });
  CHECK(calls == 10);
  stream.exchange.end(Closed::draining);
  CHECK(calls == 10);
  CHECK(stream.waker.use_count() == 1);  // the connection was let go
  SseSink nothing;
  CHECK_FALSE(nothing.send("x"));
}

TEST_CASE("an abandoned request is told so, an answered one is not") {
  testing::Mailbox mailbox;
  int calls = 0;
  auto responder = mailbox.responder();
  responder.on_abandoned([&calls](Closed why) { calls += why == Closed::late ? 1 : 100; });
  CHECK(mailbox.exchange->is_watched());
  mailbox.exchange->end(Closed::late);
  CHECK(calls == 1);
  CHECK_FALSE(responder.reply({200, {}, ""}));
  testing::Mailbox answered;
  auto other = answered.responder();
  other.on_abandoned([&calls](Closed) { calls += 1000; });
  other.reply({200, {}, ""});
  answered.answer();
  answered.exchange->end(Closed::by_client);
  CHECK(calls == 1);
}
