// Goal: a document means what its author sees, across files and variables, and every value keeps its place.
// Method: small texts and files in a folder of their own, read back as JSON.
#include "config/document.hpp"

#include <catch2/catch.hpp>

#include "base/json.hpp"
#include "support/temp_dir.hpp"

using namespace garden;
using namespace garden::config;

namespace {

Document loaded(const Document::Loaded& result) {
  if (!result) FAIL(text_of(result.error()));
  return *result;
}
Document read(std::string_view text, Variables variables = {}) {
  LoadOptions options;
  options.environment = environment_of(std::move(variables));
  return loaded(Document::load_text(text, "folder/test.yaml", options));
}
std::string json(std::string_view text, Variables variables = {}) {
  return base::to_text(read(text, std::move(variables)).value());
}
std::string problem(const Document::Loaded& result) {
  REQUIRE_FALSE(result.has_value());
  return text_of(result.error());
}

}  // namespace

TEST_CASE("plain scalars are typed as JSON would and never otherwise") {
  CHECK(json("a: [1, -7, 0, 1.5, 1e3, -0.25E-2, true, false, null, ~]") ==
        R"({"a":[1,-7,0,1.5,1000.0,-0.0025,true,false,null,null]})");
  CHECK(
      json("a: [no, yes, on, Off, True, 012, 1_000, 0x1F, 0o17, +5, .5, 1., 1:30, 2026-01-01, .inf, .nan]") ==
      R"({"a":["no","yes","on","Off","True","012","1_000","0x1F","0o17","+5",".5","1.","1:30",)"
      R"("2026-01-01",".inf",".nan"]})");
  CHECK(json("a: [\"1\", 'true', \"null\", '']\nb: |\n  12\nc: >-\n  true\n") ==
        R"({"a":["1","true","null",""],"b":"12\n","c":"true"})");
  CHECK(json("a: 9223372036854775807\nb: 18446744073709551615\nc: -9223372036854775808") ==
        R"({"a":9223372036854775807,"b":18446744073709551615,"c":-9223372036854775808})");
}

TEST_CASE("keys are text, whatever they look like") {
  CHECK(json("no: 1\n1: 2\ntrue: 3\n\"\": 4\n1.5: 5") == R"({"no":1,"1":2,"true":3,"":4,"1.5":5})");
}

TEST_CASE("a byte order mark, CRLF, and a missing last line end are taken") {
  CHECK(json("\xef\xbb\xbf"
             "a: 1\r\nb: two words\r\n") == R"({"a":1,"b":"two words"})");
  CHECK(json("---\na: 1\n...\n") == R"({"a":1})");
  CHECK(json("a: |\n  text") == R"({"a":"text\n"})");
}

TEST_CASE("every key and value has its place, counted in characters") {
  auto document = read("store:\n  näme: {x: 1, \"y z\": [a,\n    b]}\n");
  CHECK(document.position("").text() == "folder/test.yaml:1:1");
  CHECK(document.key_position("/store").text() == "folder/test.yaml:1:1");
  CHECK(document.position("/store").text() == "folder/test.yaml:2:3");
  CHECK(document.position("/store/näme/x").text() == "folder/test.yaml:2:13");
  CHECK(document.key_position("/store/näme/y z").text() == "folder/test.yaml:2:16");
  CHECK(document.position("/store/näme/y z/1").text() == "folder/test.yaml:3:5");
  CHECK(document.position("/store/näme/nothing/here").text() == "folder/test.yaml:2:9");
  CHECK(document.at("/store/näme/x", "wrong", "mend it").text() ==
        "folder/test.yaml:2:13: error: wrong, mend it");
}

TEST_CASE("any character of a variable survives, and is not read again") {
  std::string wild = "a\"b'c: {x} #y\n${HOME} $$ \\n é %";
  auto document = read("a: ${WILD}\nb: \"<${WILD}>\"\nc: 'x${N}y${N}'\n", {{"WILD", wild}, {"N", "5"}});
  CHECK(document.value()["a"] == wild);
  CHECK(document.value()["b"] == "<" + wild + ">");
  CHECK(document.value()["c"] == "x5y5");
}

TEST_CASE("dollars, defaults and blanks") {
  CHECK(json("a: $$\nb: a$$b$c $\nc: $${X}\nd: ${X:-}\ne: ${X:-a b:-c}\nf: ${E:-used}\ng: ${S:-not}",
             {{"E", ""}, {"S", "set"}}) ==
        R"({"a":"$","b":"a$b$c $","c":"${X}","d":"","e":"a b:-c","f":"used","g":"set"})");
  LoadOptions plain;
  plain.substitute = false;
  CHECK(loaded(Document::load_text("a: ${X} $$", "x", plain)).value()["a"] == "${X} $$");
}

TEST_CASE("what is missing is named and null") {
  auto document =
      read("a: {key: \"${KEY}\", both: \"${KEYS}:${KEY}:${KEYS}\"}\nb: [1, \"${file:no/such}\"]\nc: fine");
  REQUIRE(document.missing().size() == 3);
  CHECK(document.value()["a"]["key"].is_null());
  CHECK(document.missing_below("/a/key")->reason == "KEY is not set");
  CHECK(document.missing_below("/a/both")->reason == "KEYS is not set, KEY is not set");
  CHECK(document.missing_below("/b")->reason == "the file folder/no/such cannot be read");
  CHECK(document.missing_below("/c") == nullptr);
  CHECK(document.missing_below("/a/k") == nullptr);
}

TEST_CASE("a secret file is read beside the file that names it, less its last line end") {
  testing::TempDir folder;
  folder.write("secrets/key", "top \"secret\"\n");
  folder.write("secrets/empty", "\n");
  folder.write("secrets/binary", std::string("a\0b", 3));
  folder.write("a.yaml", "key: ${file:secrets/key}\nnone: ${file:secrets/empty}\n");
  auto document = loaded(Document::load_file(folder.path() / "a.yaml"));
  CHECK(document.value()["key"] == "top \"secret\"");
  CHECK(document.missing_below("/none")->reason.ends_with("secrets/empty is empty"));
  folder.write("b.yaml", "key: ${file:secrets/binary}\n");
  CHECK(problem(Document::load_file(folder.path() / "b.yaml")).find("no UTF-8 text") != std::string::npos);
}

TEST_CASE("secrets are never shown") {
  auto document = read(
      "a: {url: \"redis://${USER}:${PASS}@host\", password: plain, token: 5, api_keys: [x], max_tokens: 9}\n"
      "b: ${PASS}\n",
      {{"USER", "ann"}, {"PASS", "hunter2"}});
  CHECK(base::to_text(document.redacted()) ==
        R"({"a":{"url":"redis://${USER}:${PASS}@host","password":"***","token":5,"api_keys":["***"],)"
        R"("max_tokens":9},"b":"${PASS}"})");
  CHECK(document.substituted("/b"));
  CHECK_FALSE(document.substituted("/a/password"));
}

TEST_CASE("extends merges maps, replaces the rest, removes by null, and keeps places") {
  testing::TempDir folder;
  folder.write("base/base.yaml", "extends: [one.yaml, two.yaml]\na: {x: 1, y: 2}\nlist: [1, 2]\ngone: 5\n");
  folder.write("base/one.yaml", "from: one\none: 1\n");
  folder.write("base/two.yaml", "from: two\na: {z: 3}\n");
  folder.write("top.yaml", "extends: base/base.yaml\na: {y: 20}\nlist: [3]\ngone:\nkept:\n");
  auto path = folder.path().string();
  auto document = loaded(Document::load_file(folder.path() / "top.yaml"));
  CHECK(base::to_text(document.value()) ==
        R"({"from":"two","one":1,"a":{"z":3,"x":1,"y":20},"list":[3],"kept":null})");
  CHECK(document.position("/a/x").text() == path + "/base/base.yaml:2:8");
  CHECK(document.position("/a/y").text() == path + "/top.yaml:2:8");
  CHECK(document.position("/from").text() == path + "/base/two.yaml:1:7");
  CHECK(document.files().size() == 4);
  CHECK(document.file() == path + "/top.yaml");
}

TEST_CASE("a path is relative to the file that says it") {
  testing::TempDir folder;
  folder.write("base/base.yaml", "here: x\nabsolute: /etc/x\n");
  folder.write("top.yaml", "extends: base/base.yaml\nthere: x\n");
  auto document = loaded(Document::load_file(folder.path() / "top.yaml"));
  CHECK(document.path_at("/here") == folder.path() / "base/x");
  CHECK(document.path_at("/there") == folder.path() / "x");
  CHECK(document.path_at("/absolute") == "/etc/x");
  CHECK(document.path_at("/nothing").empty());
}

TEST_CASE("long chains of extends end, and one file may be a base twice") {
  testing::TempDir folder;
  for (int i = 0; i < 20; ++i)
    folder.write("f" + std::to_string(i) + ".yaml", "extends: f" + std::to_string(i + 1) + ".yaml\nk: 1\n");
  CHECK(problem(Document::load_file(folder.path() / "f0.yaml")).find("too many files") != std::string::npos);
  folder.write("base.yaml", "a: 1\n");
  folder.write("left.yaml", "extends: base.yaml\nl: 1\n");
  folder.write("right.yaml", "extends: base.yaml\nr: 1\n");
  folder.write("top.yaml", "extends: [left.yaml, right.yaml]\n");
  CHECK(base::to_text(loaded(Document::load_file(folder.path() / "top.yaml")).value()) ==
        R"({"a":1,"l":1,"r":1})");
}

TEST_CASE("files that are none, too large or not text are refused with a reason") {
  testing::TempDir folder;
  CHECK(problem(Document::load_file(folder.path() / "no.yaml")).find("there is no such file") !=
        std::string::npos);
  CHECK(problem(Document::load_file(folder.path())).find("not a regular file") != std::string::npos);
  LoadOptions small;
  small.bytes_max = 10;
  folder.write("big.yaml", "a: 1234567890\n");
  CHECK(problem(Document::load_file(folder.path() / "big.yaml", small)).find("larger than 10 bytes") !=
        std::string::npos);
  CHECK(problem(Document::load_text("a: 1234567890", "x", small)).find("larger than") != std::string::npos);
  CHECK(problem(Document::load_text("\xff\xfe"
                                    "a",
                                    "x")) == "x:1:1: error: the file is UTF-16, save the file as UTF-8\n");
  CHECK(problem(Document::load_text("", "x")) ==
        "x:1:1: error: the file is empty, write \"key: value\" lines\n");
}

TEST_CASE("wide and long files take the time their size deserves") {
  std::string wide;
  for (int i = 0; i < 40'000; ++i) wide += "k" + std::to_string(i) + ": 1\n";
  CHECK(loaded(Document::load_text(wide, "x")).value().size() == 40'000);
  std::string many(500'000, '\n');
  many += "a: [" + std::string(210'000, ',') + "]";
  CHECK_FALSE(Document::load_text(many, "x").has_value());
  std::string values = "a: [";
  for (int i = 0; i < 120'000; ++i) values += "1,";
  CHECK(problem(Document::load_text(values + "1]", "x")).find("more than 100000 values") !=
        std::string::npos);
}
