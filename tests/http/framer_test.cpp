// Goal: the same bytes give the same requests however they are split, and what two readers could read
// differently is refused. Method: tables of requests, each fed whole, byte by byte and in every two pieces.
#include <catch2/catch.hpp>

#include "http/framer.hpp"

using namespace garden::http;

namespace {

constexpr std::size_t head_max = 1024, body_max = 4096;

struct Read {
  std::vector<std::string> requests;  // "METHOD path?query body"
  int refusal = 0;
  bool operator==(const Read&) const = default;
};

struct Reader {
  BodyBudget budget{64 * 1024};
  Framer framer{head_max, body_max, budget};
  Read read;
  void feed(std::string_view bytes) {
    framer.feed(bytes);
    for (;;) {
      Request request;
      auto got = framer.next(request);
      if (got == Framer::Got::go_on) continue;
      if (got == Framer::Got::refused) read.refusal = framer.refusal().status;
      if (got != Framer::Got::whole) return;
      read.requests.push_back(request.method + " " + request.path + "?" + request.query + " " + request.body);
    }
  }
};

Read read_split(std::string_view bytes, std::size_t first, std::size_t step) {
  Reader reader;
  reader.feed(bytes.substr(0, first));
  for (std::size_t at = first; at < bytes.size(); at += step) reader.feed(bytes.substr(at, step));
  return reader.read;
}

// However it is split, it reads the same.
Read read_all_ways(std::string_view bytes) {
  auto whole = read_split(bytes, bytes.size(), 1);
  CHECK(read_split(bytes, 0, 1) == whole);
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    INFO("cut at " << cut);
    CHECK(read_split(bytes, cut, bytes.size()) == whole);
  }
  return whole;
}

int refusal_of(const std::string& bytes) {
  auto read = read_all_ways(bytes);
  CHECK(read.requests.empty());
  return read.refusal;
}

const std::string host = "Host: x\r\n";

}  // namespace

TEST_CASE("requests, one after the other, in any pieces") {
  auto read = read_all_ways("GET /a?b=c HTTP/1.1\r\n" + host +
                            "\r\n"
                            "POST /d HTTP/1.1\r\n" +
                            host + "Content-Length: 5\r\n\r\nhello" + "\r\n" + "POST /e HTTP/1.1\r\n" + host +
                            "Transfer-Encoding: chunked\r\n\r\n"
                            "5\r\nhello\r\n7;x=\"y\"\r\n world!\r\n0\r\nX-T: 1\r\n\r\n"
                            "GET /f HTTP/1.1\r\n" +
                            host + "\r\n");
  CHECK(read.refusal == 0);
  CHECK(read.requests ==
        std::vector<std::string>{"GET /a?b=c ", "POST /d? hello", "POST /e? hello world!", "GET /f? "});
}

TEST_CASE("headers are all there and trailers are not") {
  Reader reader;
  reader.framer.feed(
      "POST / HTTP/1.1\r\nHost: x\r\nX: 1\r\nx: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\nAuthorization: evil\r\n\r\n");
  Request request;
  REQUIRE(reader.framer.next(request) == Framer::Got::whole);
  Headers expected = {{"Host", "x"}, {"X", "1"}, {"x", "2"}, {"Transfer-Encoding", "chunked"}};
  CHECK(request.headers == expected);
}

TEST_CASE("what two readers could read differently is refused") {
  std::string post = "POST / HTTP/1.1\r\n" + host;
  CHECK(refusal_of(post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello") == 400);
  CHECK(refusal_of(post + "Content-Length: 5, 5\r\n\r\nhello") == 400);
  CHECK(refusal_of(post + "Content-Length: +5\r\n\r\nhello") == 400);
  CHECK(refusal_of(post + "Content-Length: -5\r\n\r\n") == 400);
  CHECK(refusal_of(post + "Content-Length: 0x5\r\n\r\nhello") == 400);
  CHECK(refusal_of(post + "Content-Length:\r\n\r\n") == 400);
  CHECK(refusal_of(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(refusal_of(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n") == 400);
  CHECK(refusal_of(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") ==
        400);
  CHECK(refusal_of(post + "Transfer-Encoding: gzip, chunked\r\n\r\n") == 501);
  CHECK(refusal_of(post + "Transfer-Encoding: xchunked\r\n\r\n") == 501);
  CHECK(refusal_of(post + "Transfer-Encoding : chunked\r\n\r\n") == 400);
  CHECK(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 400);
  CHECK(refusal_of("GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\n Host: x\r\n\r\n") == 400);
}

TEST_CASE("lines end in CR LF") {
  CHECK(refusal_of("GET / HTTP/1.1\nHost: x\n\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: x\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: x\r\n\n") == 400);
  CHECK(refusal_of("\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\rHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nX: a\rb\r\nHost: x\r\n\r\n") == 400);
  std::string chunked = "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(refusal_of(chunked + "5\nhello\n0\n\n") == 400);
  CHECK(refusal_of(chunked + "5\r\nhello\n0\r\n\r\n") == 400);
}

TEST_CASE("malformed chunks are refused") {
  std::string chunked = "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  for (std::string body :
       {"5;x=\"\n\"\r\nhello\r\n0\r\n\r\n", "g\r\nhello\r\n", "-5\r\nhello\r\n", "5\r\nhelloX\r\n0\r\n\r\n",
        "\r\n\r\n\r\n", "5 \r\nhello", "fffffffffffffffff\r\nhello", "0\r\nContent-Length: 5\r\n\r\n"}) {
    INFO(body);
    CHECK(refusal_of(chunked + body) == 400);
  }
}

TEST_CASE("methods, versions and addresses") {
  CHECK(refusal_of("BREW / HTTP/1.1\r\nHost: x\r\n\r\n") == 501);
  CHECK(refusal_of("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n") == 501);
  CHECK(refusal_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
  CHECK(refusal_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
  CHECK(refusal_of("GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET * HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET /\xC3\xBC HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET  / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("GET /\r\nHost: x\r\n\r\n") == 400);
  CHECK(refusal_of("\x16\x03\x01\x02") == 400);
  CHECK(refusal_of("\r\n\r\n\r\n\r\n\r\n\r\n") == 400);
  CHECK(read_all_ways("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").requests ==
        std::vector<std::string>{"OPTIONS *? "});
  CHECK(read_all_ways("GET HTTP://x:80?q HTTP/1.1\r\nHost: X:80\r\n\r\n").requests ==
        std::vector<std::string>{"GET /?q "});
  CHECK(read_all_ways("GET / HTTP/1.0\r\n\r\n").requests.size() == 1);
}

TEST_CASE("everything has a limit") {
  std::string get = "GET / HTTP/1.1\r\n" + host;
  CHECK(refusal_of("GET /" + std::string(head_max, 'a')) == 414);
  CHECK(refusal_of(get + "X: " + std::string(head_max, 'a') + "\r\n\r\n") == 431);
  std::string many;
  for (int i = 0; i < 128; ++i) many += "a:\r\n";
  CHECK(refusal_of(get + many + "\r\n") == 431);
  std::string post = "POST / HTTP/1.1\r\n" + host;
  CHECK(refusal_of(post + "Content-Length: 4097\r\n\r\n") == 413);
  CHECK(refusal_of(post + "Content-Length: 1000000000000000000\r\n\r\n") == 413);
  CHECK(refusal_of(post + "Content-Length: 99999999999999999999999\r\n\r\n") == 400);
  std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(read_split(chunked + "1001\r\n" + std::string(4097, 'x'), 9999, 1).refusal == 413);
  CHECK(read_split(chunked + "5;" + std::string(head_max, 'x'), 0, 100).refusal == 431);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 100; ++i) trailers += "X-" + std::to_string(i) + ": aaaaaaaaaaaa\r\n";
  CHECK(read_split(chunked + trailers, 0, 50).refusal == 431);
}

TEST_CASE("all bodies together have a limit, and it is given back") {
  BodyBudget budget(1500);
  Framer first(head_max, body_max, budget), second(head_max, body_max, budget);
  std::string thousand =
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x');
  Request request;
  first.feed(thousand);
  REQUIRE(first.next(request) == Framer::Got::whole);
  {
    auto lease = first.take_lease();
    CHECK(budget.used() == 1000);
    second.feed(thousand);
    CHECK(second.next(request) == Framer::Got::refused);
    CHECK(second.refusal().status == 503);
  }
  Framer third(head_max, body_max, budget);
  CHECK(budget.used() == 0);
  third.feed(thousand.substr(0, thousand.size() - 1));
  CHECK(third.next(request) == Framer::Got::more);
  CHECK(budget.used() == 999);
}

TEST_CASE("100-continue is said once, and only when the body is still to come") {
  BodyBudget budget(10000);
  std::string head = "POST / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  Request request;
  Framer framer(head_max, body_max, budget);
  framer.feed(head);
  CHECK(framer.next(request) == Framer::Got::go_on);
  CHECK(framer.next(request) == Framer::Got::more);
  framer.feed("ok");
  CHECK(framer.next(request) == Framer::Got::whole);
  framer.feed(head + "ok");
  CHECK(framer.next(request) == Framer::Got::whole);
  CHECK(refusal_of("POST / HTTP/1.1\r\n" + host + "Expect: wonders\r\nContent-Length: 2\r\n\r\n") == 417);
}

TEST_CASE("what the client wishes for its connection") {
  auto wishes = [](const std::string& head) {
    Reader reader;
    reader.feed(head);
    CHECK(reader.read.requests.size() == 1);
    return reader.framer.wishes;
  };
  CHECK(wishes("GET / HTTP/1.1\r\nHost: x\r\n\r\n").keep_alive);
  CHECK_FALSE(wishes("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").keep_alive);
  CHECK_FALSE(wishes("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK(wishes("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").http10);
  CHECK(wishes("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").is_head);
}
