// Goal: URLs are read as operators write them and refused without repeating a secret; replies come out whole
// however the network cuts them. Method: the parts called directly.
#include <catch2/catch.hpp>

#include "garden/failure.hpp"
#include "reply.hpp"
#include "url.hpp"

using garden::redis_cache::command;
using garden::redis_cache::parse_url;
using garden::redis_cache::Reply;
using garden::redis_cache::ReplyReader;
using garden::redis_cache::ReplyType;

TEST_CASE("URLs in all their forms") {
  auto url = parse_url("redis://localhost");
  CHECK(url.host == "localhost");
  CHECK(url.port == 6379);
  CHECK_FALSE(url.tls);
  CHECK(url.password.empty());
  url = parse_url("rediss://default:s%40cret%3a@eu1-x.upstash.io:31234");
  CHECK(url.tls);
  CHECK(url.user.empty());
  CHECK(url.password == "s@cret:");
  CHECK(url.host == "eu1-x.upstash.io");
  CHECK(url.port == 31234);
  CHECK(url.name() == "eu1-x.upstash.io:31234");
  url = parse_url("redis://shop:pass@10.0.0.1:7000/15");
  CHECK(url.user == "shop");
  CHECK(url.database == 15);
  url = parse_url("redis://:pass:word@[::1]:6380/");
  CHECK(url.user.empty());
  CHECK(url.password == "pass:word");
  CHECK(url.host == "::1");
  CHECK(url.port == 6380);
  CHECK(url.name() == "[::1]:6380");
}

TEST_CASE("URLs that cannot be are refused without saying what was in them") {
  for (const char* bad : {"",
                          "redis",
                          "http://h",
                          "redis:/h",
                          "redis://",
                          "redis://@",
                          "redis://sesame@h",
                          "redis://u:@h",
                          "redis://h:",
                          "redis://h:0",
                          "redis://h:65536",
                          "redis://h:sesame",
                          "redis://h/x",
                          "redis://h/1/2",
                          "redis://h/-1",
                          "redis://h/99999",
                          "redis://u:sesa%me@h",
                          "redis://u:p%2@h",
                          "redis://u:ses/ame@h",
                          "redis://u:ses@ame@h",
                          "redis://u:sesame?@h",
                          "redis://h#1",
                          "redis://[::1",
                          "redis://[::1]x",
                          "redis://[zz]",
                          "redis://[]",
                          "redis://u:p@sesame h",
                          "redis://h\n",
                          "redis://h/1?db=2"}) {
    INFO(bad);
    try {
      parse_url(bad);
      FAIL("it was taken");
    } catch (const garden::Failure& failure) {
      CHECK(failure.status() == GARDEN_INVALID);
      CHECK(failure.text().find("sesa") == std::string::npos);
    }
  }
  CHECK_THROWS_AS(parse_url("redis://" + std::string(5000, 'h')), garden::Failure);
}

TEST_CASE("replies fed byte by byte come at their last byte, whole") {
  const std::string all = [] {
    std::string text = "+OK\r\n:42\r\n$-1\r\n*-1\r\n-ERR no\r\n$7\r\n";
    text += std::string("a\r\n\0bcd", 7);
    text += "\r\n*2\r\n$1\r\ns\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nv\r\n$0\r\n\r\n";
    return text;
  }();
  ReplyReader reader(1000);
  std::vector<Reply> replies;
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < all.size(); ++i) {
    reader.feed(std::string_view(all).substr(i, 1));
    while (auto reply = reader.next()) {
      replies.push_back(std::move(*reply));
      at.push_back(i + 1);
    }
  }
  CHECK(reader.broken().empty());
  CHECK(at == std::vector<std::size_t>{5, 10, 15, 20, 29, 42, all.size()});
  REQUIRE(replies.size() == 7);
  CHECK(replies[0].view().text() == "OK");
  CHECK(replies[1].view().integer() == 42);
  CHECK(replies[2].view().type() == ReplyType::nil);
  CHECK(replies[3].view().type() == ReplyType::nil);
  CHECK(replies[4].view().type() == ReplyType::error);
  CHECK(replies[5].view().text() == std::string_view("a\r\n\0bcd", 7));
  const auto entry = replies[6].view()[1][0];
  CHECK(entry[0].text() == "1-1");
  CHECK(entry[1][0].text() == "v");
  CHECK(entry[1][1].text().empty());
  CHECK(entry[9][9][9].type() == ReplyType::nil);
  ReplyReader at_once(1000);
  at_once.feed(all);
  for (int i = 0; i < 7; ++i) CHECK(at_once.next());
  CHECK_FALSE(at_once.next());
  CHECK(at_once.broken().empty());
}

TEST_CASE("what is no RESP2, or too large, breaks the reader for good") {
  for (const char* bad : {"hello\r\n", "%1\r\n", ">1\r\n", "$x\r\n", ":x\r\n"}) {
    INFO(bad);
    ReplyReader reader(1000);
    reader.feed(bad);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.broken().empty());
    reader.feed("+OK\r\n");
    CHECK_FALSE(reader.next());
  }
  ReplyReader reader(1000);
  reader.feed("+OK\r\n$2000\r\n");
  CHECK(reader.next());
  for (int i = 0; i < 11 && reader.broken().empty(); ++i) {
    reader.feed(std::string(100, 'x'));
    CHECK_FALSE(reader.next());
  }
  CHECK_FALSE(reader.broken().empty());
}

TEST_CASE("commands carry any bytes") {
  CHECK(command({"SET", std::string_view("k\0", 2), "\r\n"}) ==
        std::string("*3\r\n$3\r\nSET\r\n$2\r\nk").append(1, '\0') + "\r\n$2\r\n\r\n\r\n");
  ;
  CHECK(command({"GET", {}}) == "*2\r\n$3\r\nGET\r\n$0\r\n\r\n");
}
