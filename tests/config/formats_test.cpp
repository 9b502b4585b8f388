// Goal: notations and .env files mean what people expect, and slips are refused. Method: direct calls.
#include "config/formats.hpp"

#include <catch2/catch.hpp>

#include "config/environment.hpp"
#include "config/pointer.hpp"
#include "config/suggest.hpp"
#include "config/text_file.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using namespace garden::config;
using namespace std::chrono_literals;

TEST_CASE("durations") {
  CHECK(parse_duration("150ms").value() == 150ms);
  CHECK(parse_duration("1h30m").value() == 90min);
  CHECK(parse_duration("1.5s").value() == 1500ms);
  CHECK(parse_duration("7d").value() == 168h);
  CHECK(parse_duration("1d2h3m4s5ms").value() == 26h + 3min + 4s + 5ms);
  CHECK(parse_duration("0").value() == 0ms);
  for (auto bad : {"", "5", "5 m", "m", "-5m", "1m1h", "5m5m", "1.s", ".5s", "5M", "1e3s",
                   "99999999999999999999s", "9999999d", "5m ", "5mx"}) {
    INFO(bad);
    CHECK_FALSE(parse_duration(bad).has_value());
  }
  for (auto text : {"1h30m", "150ms", "7d", "1d1ms"})
    CHECK(duration_text(parse_duration(text).value()) == text);
  CHECK(duration_text(90s) == "1m30s");
  CHECK(duration_text(0ms) == "0");
}

TEST_CASE("sizes") {
  CHECK(parse_size("512B").value() == 512);
  CHECK(parse_size("64KB").value() == 64'000);
  CHECK(parse_size("1MiB").value() == 1'048'576);
  CHECK(parse_size("1.5 GiB").value() == 1'610'612'736);
  for (auto bad : {"", "5", "5b", "KB", "-1KB", "1 MegaByte", "1kib", "99999999TiB"}) {
    INFO(bad);
    CHECK_FALSE(parse_size(bad).has_value());
  }
}

TEST_CASE("times of day and local times") {
  CHECK(parse_time_of_day("09:15").value() == 9h + 15min);
  CHECK(parse_time_of_day("23:59:59").value() == 24h - 1s);
  for (auto bad : {"", "9:15", "24:00", "12:60", "12:30:60", "12:3", "12-30", "12:30:", "ab:cd"})
    CHECK_FALSE(parse_time_of_day(bad).has_value());
  for (auto good : {"2026-03-31", "2026-03-31 18:00", "2026-03-31T18:00:59", "2024-02-29 00:00:00"})
    CHECK(check_format("local-time", good) == "");
  for (auto bad : {"2026-02-29", "2026-13-01", "26-03-31", "2026-03-31 24:00", "2026-03-31 18", "2026/03/31"})
    CHECK(check_format("local-time", bad) != "");
}

TEST_CASE("addresses") {
  CHECK(parse_address("127.0.0.1:5001").value() == Address{"127.0.0.1", 5001});
  CHECK(parse_address("localhost:0").value() == Address{"127.0.0.1", 0});
  CHECK(parse_address("[::1]:80").value().text() == "[::1]:80");
  CHECK(parse_address("[::1]:80").value().is_loopback());
  CHECK(parse_address("127.9.9.9:80").value().is_loopback());
  CHECK_FALSE(parse_address("0.0.0.0:80").value().is_loopback());
  for (auto bad :
       {"", ":", ":80", "5001", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80",
        "256.0.0.1:80", "example.com:80", "[127.0.0.1]:80", "127.0.0.1:80x", " 127.0.0.1:80"}) {
    INFO(bad);
    CHECK_FALSE(parse_address(bad).has_value());
  }
  CHECK_FALSE(parse_address(std::string_view("127.0.0.1\0:80", 13)).has_value());
}

TEST_CASE("names, zones and paths") {
  for (auto good : {"a", "gemini-2.5", "inventory_intelligence"}) CHECK(is_identifier(good));
  for (auto bad : {"", "1a", "a b", "a/b", "..", "é"}) CHECK_FALSE(is_identifier(bad));
  CHECK_FALSE(is_identifier(std::string(65, 'a')));
  CHECK(check_format("time-zone", "America/Argentina/Ushuaia") == "");
  for (auto bad : {"", "/etc/localtime", "../UTC", "Mars/Olympus", "America/"})
    CHECK(check_format("time-zone", bad) != "");
  CHECK(check_format("path", "var/x y.db") == "");
  CHECK(check_format("path", "a\nb") != "");
  CHECK(check_format("path", "") != "");
}

TEST_CASE("a slip is recognised, another word is not") {
  const std::vector<std::string> known{"listen", "allowed_hosts", "deadline", "ttl", "llm", "data"};
  CHECK(nearest_word("lisen", known) == "listen");
  CHECK(nearest_word("lsiten", known) == "listen");
  CHECK(nearest_word("LISTEN", known) == "listen");
  CHECK(nearest_word("allowed-hosts", known) == "allowed_hosts");
  CHECK(nearest_word("allowedHosts", known) == "allowed_hosts");
  CHECK(nearest_word("deadline_ms", known) == "deadline");
  CHECK(nearest_word("llms", known) == "llm");
  CHECK_FALSE(nearest_word("password", known));
  CHECK_FALSE(nearest_word("x", known));
  CHECK_FALSE(nearest_word("", known));
  CHECK_FALSE(nearest_word(std::string(100'000, 'l'), known));
  CHECK(suggestion("zzzzzz", {"a", "b"}) == "known are: a, b");
  CHECK(suggestion("zzzzzz", {}) == "");
}

TEST_CASE("env files") {
  auto parsed = parse_env_text(
      "# comment\n\nA=1\r\nexport B = two words  # comment\nC='$x # \"y\" \\n'\nD=\"a\\n\\\"b\\\" \\$ \\x\" "
      "# c\n"
      "E=pass#word\nF=\nA=2\nG=a=b\nH = \n",
      ".env");
  REQUIRE(parsed.has_value());
  CHECK(*parsed == Variables{{"A", "2"},
                             {"B", "two words"},
                             {"C", "$x # \"y\" \\n"},
                             {"D", "a\n\"b\" $ \\x"},
                             {"E", "pass#word"},
                             {"F", ""},
                             {"G", "a=b"},
                             {"H", ""}});
  auto bad = parse_env_text("A 1\n1A=2\n  B=\"x\nC='y' z\n=5", ".env");
  REQUIRE_FALSE(bad.has_value());
  CHECK(
      text_of(bad.error()) ==
      ".env:1:1: error: this line is not NAME=VALUE, write one variable a line, or put # before a comment\n"
      ".env:2:1: error: this line is not NAME=VALUE, write one variable a line, or put # before a comment\n"
      ".env:3:5: error: the quotes are not closed on this line, put the whole value into one pair of quotes\n"
      ".env:4:3: error: something follows the closing quotes, put the whole value into one pair of quotes\n"
      ".env:5:1: error: this line is not NAME=VALUE, write one variable a line, or put # before a comment\n");
  testing::TempDir folder;
  CHECK(load_env_file(folder.path() / ".env")->empty());
  folder.write(".env", "K=v\n");
  auto over = layered(environment_of({{"K", ""}, {"L", "upper"}}),
                      environment_of(*load_env_file(folder.path() / ".env")));
  CHECK(over("K") == "v");
  CHECK(over("L") == "upper");
  CHECK_FALSE(over("M"));
}

TEST_CASE("pointers name places") {
  auto json = base::parse_json(R"({"a/b":{"~":[1,{"":5}]},"01":[0]})").value();
  CHECK(*find(json, "/a~1b/~0/0") == 1);
  CHECK(*find(json, "/a~1b/~0/1/") == 5);
  CHECK(find(json, "") == &json);
  CHECK(*find(json, "/01/0") == 0);
  for (auto none : {"/x", "/a~1b/~0/2", "/a~1b/~0/00", "/a~1b/~0/-", "a", "/01/0/x"})
    CHECK(find(json, none) == nullptr);
  CHECK(child("/x", "a/b~c") == "/x/a~1b~0c");
  CHECK(last_of("/x/a~1b~0c") == "a/b~c");
  CHECK(parent_of("/x/a~1b") == "/x");
  CHECK(parent_of("") == "");
  CHECK(spoken("/agents/0/llm/1") == "agents[0].llm[1]");
  CHECK(spoken("/settings/a b/x") == "settings.\"a b\".x");
}

TEST_CASE("broken UTF-8 is found where it begins") {
  CHECK_FALSE(utf8_fault("aé€𝄞"));
  CHECK(utf8_fault("a\xff") == 1);
  CHECK(utf8_fault("\xc0\x80") == 0);
  CHECK(utf8_fault("\xe0\x80\x80") == 0);
  CHECK(utf8_fault("\xed\xa0\x80") == 0);
  CHECK(utf8_fault("\xf4\x90\x80\x80") == 0);
  CHECK(utf8_fault("ab\xe2\x82") == 2);
  CHECK(characters("aé€𝄞") == 4);
}
