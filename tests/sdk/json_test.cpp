// Goal: the reader finds what is there, is total on any bytes, and never reads outside of them; the checker
// accepts exactly JSON; the writer's text can always be read. Method: examples; tables of right and wrong
// texts; random and mutated texts in buffers of exactly their size, so that the address sanitizer sees a byte
// too far; a clock-free bound on work by growing inputs.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <random>

#include "garden/json.hpp"
#include "garden/json_check.hpp"
#include "garden/json_writer.hpp"

namespace json = garden::json;

namespace {

const std::string frame =
    R"( {"a" : [1, {"b\"c": "x\ny", "d": []}, "]}"], "\u0065": -1.5e3, "t": true, "n": null,
  "candidates": [{"content": {"parts": [{"text": "gr\u00fc\u00df \ud83d\ude00 \/"}]}}], "a": "second"} )";

void use_everything(std::string_view text) {
  const auto type = json::type_of(text);
  (void)type;
  std::string out;
  json::append_text(out, text);
  const auto look = [&](std::string_view value) {
    REQUIRE(value.data() >= text.data());
    REQUIRE(value.data() + value.size() <= text.data() + text.size());
    json::append_text(out, value);
    (void)json::integer(value);
    (void)json::number(value);
    (void)json::boolean(value);
  };
  json::each(text, look);
  json::each_member(text, [&](std::string_view key, std::string_view value) {
    look(key);
    look(value);
    (void)json::same(key, "a");
  });
  for (const auto slice :
       {json::at(text, {"a", "1", "b\"c"}), json::pointer(text, "/a/1/b~1"), json::element(text, 3)})
    if (!slice.empty()) look(slice);
  (void)json::valid(text);
}

// In a buffer of its own, so that nothing readable follows it.
void use_exactly(const std::string& text) {
  const std::unique_ptr<char[]> copy(new char[text.size()]);
  text.copy(copy.get(), text.size());
  use_everything({copy.get(), text.size()});
}

}  // namespace

TEST_CASE("json: values by path") {
  CHECK(json::at(frame, {"a", "0"}) == "1");
  CHECK(json::at(frame, "a", "0") == "1");
  CHECK(json::at(frame, "a", std::string("1"), std::string_view("d")) == "[]");
  CHECK(json::at(frame) == frame);
  CHECK(json::text(json::at(frame, {"a", "1", "b\"c"})) == "x\ny");
  CHECK(json::at(frame, {"a", "1", "d"}) == "[]");
  CHECK(json::text(json::at(frame, {"a", "2"})) == "]}");
  CHECK(json::number(json::at(frame, {"e"})) == -1500.0);
  CHECK(json::boolean(json::at(frame, {"t"})) == true);
  CHECK(json::type_of(json::at(frame, {"n"})) == json::Type::null);
  CHECK(json::text(json::pointer(frame, "/candidates/0/content/parts/0/text")) ==
        "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80 /");
  CHECK(json::pointer(frame, "") == frame);
  for (const auto& nothing :
       {json::at(frame, {"a", "3"}), json::at(frame, {"a", "x"}), json::at(frame, {"b"}),
        json::at(frame, {"t", "x"}), json::at(frame, {"a", "-1"}), json::pointer(frame, "a"),
        json::at(frame, {"a", "99999999999999999999"})})
    CHECK(nothing.empty());
}

TEST_CASE("json: types and numbers") {
  CHECK(json::integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  for (const auto* wrong : {"", "9223372036854775808", "1.0", "1e3", "\"1\"", "true", " 1", "+1", "0x1"})
    CHECK_FALSE(json::integer(wrong));
  for (const auto* wrong : {"", "nan", "inf", "-inf", "\"1\"", "null", "0x10", "1e999999", "[1]"})
    CHECK_FALSE(json::number(wrong));
  CHECK(json::number("0.1") == 0.1);
  CHECK_FALSE(json::boolean("True"));
  CHECK(json::type_of("  [") == json::Type::array);
  CHECK(json::type_of("") == json::Type::none);
}

TEST_CASE("json: elements and members one by one") {
  std::vector<std::string> seen;
  const auto add = [&](std::string_view value) { seen.emplace_back(value); };
  json::each("[1, [2,3] ,\"4\"]", add);
  json::each("[]", add);
  json::each("{}", add);
  json::each("[5", add);
  json::each("[,6]", add);
  CHECK(seen == std::vector<std::string>{"1", "[2,3]", "\"4\"", "5"});
  std::string members;
  json::each_member(R"({"a": 1, "\u0062": {"c": 2}})", [&](std::string_view key, std::string_view value) {
    members += json::text(key) + "=" + std::string(value) + ";";
  });
  CHECK(members == "a=1;b={\"c\": 2};");
}

TEST_CASE("json: broken escapes become U+FFFD, not garbage") {
  const std::string fffd = "\xef\xbf\xbd";
  CHECK(json::text(R"("\ud83d")") == fffd);
  CHECK(json::text(R"("\ud83dx")") == fffd + "x");
  CHECK(json::text(R"("\ud83d\u0041")") == fffd + "A");
  CHECK(json::text(R"("\ude00")") == fffd);
  CHECK(json::text(R"("\u12")") == fffd + "12");
  CHECK(json::text(R"("\uzzzz")") == fffd + "zzzz");
  CHECK(json::text(R"("\u0000")") == std::string(1, '\0'));
  CHECK(json::text("no string").empty());
  CHECK(json::text("\"").empty());
}

TEST_CASE("json: valid is exactly JSON") {
  for (const auto* right : {"0", "-0", "10", "1.5", "-1e-3", "1E+2", "true", "false", "null", "\"\"",
                            "\"\\u00e9\\n\"", "\"\xc3\xa9\"", "[]", "{}", " [ 1 , 2 ] ",
                            "{\"a\":{\"b\":[{}]}}", "[[[]],{\"\":0}]", "\"\\ud83d\""}) {
    INFO(right);
    CHECK(json::valid(right));
  }
  CHECK(json::valid(frame));
  for (const auto* wrong : {"",
                            " ",
                            "01",
                            "1.",
                            ".5",
                            "+1",
                            "1e",
                            "-",
                            "nan",
                            "tru",
                            "truex",
                            "\"",
                            "\"\\x\"",
                            "\"\\u12g4\"",
                            "\"\t\"",
                            "\"\xc3\"",
                            "\"\xc0\xaf\"",
                            "[",
                            "]",
                            "[1,]",
                            "[,1]",
                            "[1 2]",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\":1,}",
                            "{a:1}",
                            "{1:1}",
                            "[}",
                            "{]",
                            "[1}",
                            "1 2",
                            "[] []",
                            "{\"a\":1 \"b\":2}",
                            "'a'",
                            "[1,2",
                            "\"a\" \"b\""}) {
    INFO(wrong);
    CHECK_FALSE(json::valid(wrong));
  }
  CHECK_FALSE(json::valid(std::string_view("1\0", 2)));
  CHECK(json::valid(std::string(64, '[') + std::string(64, ']')));
  CHECK_FALSE(json::valid(std::string(65, '[') + std::string(65, ']')));
}

TEST_CASE("json: any bytes, nothing read outside of them") {
  std::mt19937 dice(20261122);
  const std::string alphabet = "{}[]\",:\\ \n0129.eE+-truefalsnu\xc3\xa9\xff\x01" + std::string(1, '\0');
  const auto random_char = [&] { return alphabet[dice() % alphabet.size()]; };
  for (int i = 0; i < 20'000; ++i) {
    std::string text(dice() % 40, ' ');
    for (auto& c : text) c = random_char();
    use_exactly(text);
  }
  for (int i = 0; i < 20'000; ++i) {
    auto text = frame.substr(dice() % 20, dice() % frame.size());
    for (auto n = dice() % 4; n > 0 && !text.empty(); --n) text[dice() % text.size()] = random_char();
    use_exactly(text);
  }
  for (std::size_t length = 0; length <= frame.size(); ++length) use_exactly(frame.substr(0, length));
}

TEST_CASE("json: hostile texts take linear work and no stack") {
  const std::size_t size = 2'000'000;
  const std::string slashes = "\"" + std::string(size, '\\') + "\"";
  std::string quotes = "\"";
  for (std::size_t i = 0; i < size / 2; ++i) quotes += "\\\"";
  CHECK(json::element("[" + slashes + "]", 0) == slashes);
  CHECK(json::element("[" + quotes + "\"]", 0) == quotes + "\"");
  CHECK(json::element("[" + quotes, 0).empty());
  CHECK(json::element("[" + std::string(size, '['), 0).empty());
  const std::string deep = std::string(size, '[') + std::string(size, ']');
  CHECK(json::at(deep, {"0"}).size() == deep.size() - 2);
  CHECK_FALSE(json::valid(deep));
}

TEST_CASE("Writer: commas, nesting, kinds of values") {
  json::Writer out;
  out.object()
      .field("a", 1)
      .field("b", "x")
      .field("c", std::string("y"))
      .field("d", true)
      .field("e", nullptr);
  out.key("f")
      .array()
      .value(1.5)
      .value(std::int64_t{-2})
      .raw("{\"g\":[]}")
      .array()
      .end()
      .object()
      .end()
      .end();
  out.key("h").exact(9007199254740992).key("i").exact(9007199254740993).field("j", std::nan("")).end();
  CHECK(out.text() ==
        R"({"a":1,"b":"x","c":"y","d":true,"e":null,"f":[1.5,-2,{"g":[]},[],{}],"h":9007199254740992,)"
        R"("i":"9007199254740993","j":null})");
  CHECK(json::valid(out.text()));
  CHECK(out.take().size() > 0);
  CHECK(out.value(0.1).text() == "0.1");
}

TEST_CASE("Writer: text in quotes reads back, whatever it is") {
  CHECK(json::quoted("a\"b\\c\n\r\t\x01/\x7f") == "\"a\\\"b\\\\c\\n\\r\\t\\u0001/\x7f\"");
  CHECK(json::quoted("caf\xc3\xa9 \xf0\x9f\x98\x80") == "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
  CHECK(json::text(json::quoted("x\xffy\xc3")) == "x\xef\xbf\xbdy\xef\xbf\xbd");
  std::mt19937 dice(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(dice() % 12, ' ');
    for (auto& c : text) c = static_cast<char>(dice());
    const auto written = json::quoted(text);
    REQUIRE(json::valid(written));
    if (garden::is_utf8(text)) REQUIRE(json::text(written) == text);
  }
}

TEST_CASE("UTF-8: whole characters and nothing else") {
  for (const auto* right : {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                            "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    CHECK(garden::is_utf8(right));
  for (const auto* wrong :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xef\xbf",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xcc"})
    CHECK_FALSE(garden::is_utf8(wrong));
  CHECK(garden::utf8_prefix("gr\xc3\xbc\xc3\x9f", 3) == "gr");
  CHECK(garden::utf8_prefix("gr\xc3\xbc\xc3\x9f", 4) == "gr\xc3\xbc");
  CHECK(garden::utf8_prefix("abc", 10) == "abc");
}
