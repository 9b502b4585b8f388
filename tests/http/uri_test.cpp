// Goal: what leaves percent-decoding is text, what a Host may be is decided once, and numbers in a query are
// whole and bounded. Method: tables of good and bad input.
#include <catch2/catch.hpp>

#include "http/uri.hpp"

using namespace garden::http;

TEST_CASE("percent decoding takes text and refuses what is none") {
  CHECK(percent_decode("a%20b%2Fc") == "a b/c");
  CHECK(percent_decode("gr%C3%BCn") == "gr\xC3\xBCn");
  CHECK(percent_decode("a+b") == "a+b");
  CHECK(percent_decode("a+b", Plus::as_space) == "a b");
  CHECK(percent_decode("") == "");
  for (auto bad :
       {"%", "%4", "%g0", "%0g", "a%00b", "%ff", "%C3", "%C0%AF", "%ED%A0%80", "%F5%80%80%80", "%-1"}) {
    INFO(bad);
    CHECK_FALSE(percent_decode(bad));
  }
}

TEST_CASE("percent encoding comes back") {
  std::string all = "a/b?c=d&e f%~-._\xC3\xBC\xF0\x9F\x94\xA5";
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_encode("a b/c~") == "a%20b%2Fc~");
}

TEST_CASE("utf-8 is strict") {
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
  for (std::string bad :
       {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("query parameters: first value, empty values, limits") {
  auto query = QueryParameters::parse("a=1&b=x+y&a=2&&flag&e=");
  REQUIRE(query);
  CHECK(query->get("a") == "1");
  CHECK(query->text("b") == "x y");
  CHECK(query->get("flag") == "");
  CHECK(query->get("e") == "");
  CHECK_FALSE(query->get("none"));
  CHECK(query->all().size() == 5);
  CHECK_FALSE(QueryParameters::parse("a=%zz"));
  CHECK_FALSE(QueryParameters::parse("%=1"));
  std::string many;
  for (int i = 0; i < 64; ++i) many += "k=v&";
  CHECK(QueryParameters::parse(many));
  CHECK(QueryParameters::parse(many + "k=v").error().code == garden::base::Code::invalid);
}

TEST_CASE("whole numbers in a query are bounded") {
  auto query = QueryParameters::parse("n=20&big=99999999999999999999&neg=-1&x=1a&empty=&plus=%2B1").value();
  CHECK(query.integer("n", 5, 1, 100) == 20);
  CHECK(query.integer("none", 5, 1, 100) == 5);
  for (auto name : {"big", "neg", "x", "empty", "plus"}) {
    INFO(name);
    CHECK(query.integer(name, 5, 0, 100).error().code == garden::base::Code::invalid);
  }
  CHECK_FALSE(query.integer("n", 5, 1, 19));
}

TEST_CASE("a Host is a host") {
  auto local = parse_host("[::1]:5001");
  REQUIRE(local);
  CHECK(local->host == "::1");
  CHECK(local->port == "5001");
  CHECK(parse_host("shop.example")->port == "");
  CHECK(parse_host("shop.example:")->host == "shop.example");
  CHECK(parse_host("my_host-1.local:80"));
  for (auto bad : {"", ":80", "a b", "a:0", "a:65536", "a:80x", "a:123456", "[::1", "[x]:1", "[::1]x", "::1",
                   "a/b", "a@b", "a,b", "a:80:80", "%61"}) {
    INFO(bad);
    CHECK_FALSE(parse_host(bad));
  }
}

TEST_CASE("loopback names") {
  for (auto yes :
       {"localhost", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1", "127.9.9.9", "::1"}) {
    INFO(yes);
    CHECK(is_loopback(yes));
  }
  for (auto no :
       {"localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "::2", "xlocalhost", "", "127.1"}) {
    INFO(no);
    CHECK_FALSE(is_loopback(no));
  }
}
