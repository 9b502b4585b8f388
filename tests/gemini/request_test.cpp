// Goal: the request is one that Gemini takes whatever the history holds, goes back byte for byte where it is
// signed, and begins with the same bytes from turn to turn. Method: conversations as the host writes them,
// turned into bodies; the bodies read again.
#include <catch2/catch.hpp>

#include "gemini/request_body.hpp"
#include "gemini/support.hpp"
#include "gemini/tool_schema.hpp"
#include "model_kit/kept_body.hpp"
#include "model_kit/tool_memo.hpp"

using namespace garden;
using namespace garden::gemini;
using namespace garden::gemini::testing;

namespace {

const std::string first_part =
    R"({"functionCall": {"name":"stock",  "args":{"z":1.50,"a":"\u00e4"},"id":"x1"},"thoughtSignature":"c2ln+/=="})";
const std::string second_part = R"({"functionCall":{"name":"sales","args":{}}})";

std::string body_of(const Json& request, const std::string& config_json = config) {
  const auto text = base::to_text(request);
  const auto conversation = model_kit::read_conversation(text);
  REQUIRE(conversation);
  return request_body(*conversation, written_tools(conversation->tools), Settings(Config(config_json)));
}
Json json_of(const Json& request, const std::string& config_json = config) {
  auto body = base::parse_json(body_of(request, config_json));
  REQUIRE(body);
  return *body;
}

Json user(const std::string& text) { return {{"role", "user"}, {"parts", Json::array({{{"text", text}}})}}; }
Json call(const std::string& id, const std::string& name, const std::string& part = {},
          const std::string& model = "gemini-3-flash-preview") {
  Json json{{"tool_call", {{"id", id}, {"name", name}, {"arguments", {{"a", 1}}}}}};
  if (!part.empty()) json["opaque"] = opaque_of(model, part);
  return json;
}
Json result(const std::string& id, const Json& content, bool ok = true) {
  return {{"tool_result", {{"id", id}, {"name", "n"}, {"ok", ok}, {"content", content}}}};
}
Json assistant(Json parts) { return {{"role", "assistant"}, {"parts", std::move(parts)}}; }
Json tool(Json parts) { return {{"role", "tool"}, {"parts", std::move(parts)}}; }
Json asked(Json messages) { return {{"messages", std::move(messages)}}; }

}  // namespace

TEST_CASE("what the model said goes back byte for byte with all answers in one message") {
  const auto request = asked(
      {user("How much?"), assistant({call("x1", "stock", first_part), call("made-2", "sales", second_part)}),
       tool({result("made-2", {{"rows", 2}}), result("x1", {{"why", "none"}}, false)})});
  const auto body = body_of(request);
  CHECK(body.find("[" + first_part + "," + second_part + "]") != std::string::npos);
  const auto contents = base::parse_json(body).value()["contents"];
  REQUIRE(contents.size() == 3);
  CHECK(contents[1]["role"] == "model");
  CHECK(contents[2]["role"] == "user");
  const auto& answers = contents[2]["parts"];  // in the order of the calls
  CHECK(answers[0]["functionResponse"] ==
        Json({{"id", "x1"}, {"name", "stock"}, {"response", {{"error", {{"why", "none"}}}}}}));
  CHECK(answers[1]["functionResponse"] ==
        Json({{"name", "sales"}, {"response", {{"output", {{"rows", 2}}}}}}));
}

TEST_CASE("signed text goes back in its pieces") {
  const auto part = [](const char* raw) { return opaque_of("gemini-3-flash-preview", raw); };
  const std::pair<std::string, std::string> table[] = {
      {R"({"text": "", "thoughtSignature": "c2ln"})",
       R"([{"text":"Hello world"},{"text": "", "thoughtSignature": "c2ln"}])"},
      {R"({"text": " world","thoughtSignature":"c2ln"})",
       R"([{"text":"Hello"},{"text": " world","thoughtSignature":"c2ln"}])"},
      {R"({"text":"Hello world","thoughtSignature":"c2ln"})",
       R"([{"text":"Hello world","thoughtSignature":"c2ln"}])"},
      {R"({"text":"other","thoughtSignature":"c2ln"})",
       R"([{"text":"Hello world"},{"text":"other","thoughtSignature":"c2ln"}])"},
      {R"({"thought":true,"text":"Hello world","thoughtSignature":"c2ln"})",
       R"([{"text":"Hello world"},{"thought":true,"text":"Hello world","thoughtSignature":"c2ln"}])"}};
  for (const auto& [raw, wanted] : table) {
    const Json said{{"text", "Hello world"}, {"opaque", part(raw.c_str())}};
    CHECK(body_of(asked({user("a"), assistant({said}), user("b")})).find(wanted) != std::string::npos);
  }
}

TEST_CASE("parts of another model are written anew and marked once in a step") {
  for (const std::string& other : {std::string("gemini-2.5-pro"), std::string("gemini-4-argon")}) {
    const auto request =
        asked({user("q"), assistant({call("1", "stock", first_part, other), call("2", "sales")}),
               tool({result("1", 1), result("2", 2)})});
    const auto contents = json_of(request)["contents"];
    CHECK(contents[1]["parts"][0] == Json({{"functionCall", {{"name", "stock"}, {"args", {{"a", 1}}}}},
                                           {"thoughtSignature", "skip_thought_signature_validator"}}));
    CHECK(contents[1]["parts"][1] == Json({{"functionCall", {{"name", "sales"}, {"args", {{"a", 1}}}}}}));
    CHECK_FALSE(contents[2]["parts"][0]["functionResponse"].contains("id"));
  }
  const auto old = json_of(asked({user("q"), assistant({call("1", "stock")})}),
                           R"({"api_key": "k", "model": "gemini-2.5-flash"})");
  CHECK_FALSE(old["contents"][1]["parts"][0].contains("thoughtSignature"));
  // A text that only another model could read leaves no empty message behind.
  const Json foreign{{"text", ""}, {"opaque", "<not json>"}};
  CHECK(json_of(asked({user("q"), assistant({foreign}), user("r")}))["contents"].size() == 2);
}

TEST_CASE("a history with holes becomes one that is taken") {
  const auto contents = json_of(asked(
      {user("q"), assistant({call("1", "stock", first_part), call("2", "sales")}), tool({result("2", 2)}),
       user("go on"), tool({result("9", 9)}), assistant({call("3", "stock")})}))["contents"];
  REQUIRE(contents.size() == 6);
  CHECK(contents[2]["parts"].size() == 2);
  CHECK(contents[2]["parts"][0]["functionResponse"]["response"].contains("error"));
  CHECK(contents[2]["parts"][1]["functionResponse"]["response"]["output"] == 2);
  CHECK(contents[3]["parts"][0]["text"] == "go on");
  CHECK(contents[5]["parts"][0]["functionResponse"]["response"].contains("error"));
}

TEST_CASE("what is stable stands first in the same bytes") {
  Json request{{"messages", {user("first")}},
               {"context", "# Stock"},
               {"system", "You are a clerk."},
               {"tools",
                {{{"name", "stock"},
                  {"description", "d"},
                  {"parameters", {{"type", "object"}}},
                  {"examples", {"How much?"}}}}}};
  const auto before = body_of(request);
  request["messages"].push_back(assistant({{{"text", "answer"}}}));
  request["messages"].push_back(user("second"));
  const auto after = body_of(request);
  const auto same = before.substr(0, before.size() - 2);  // without the ends of list and object
  CHECK(after.substr(0, same.size()) == same);
  CHECK(before.find("\"systemInstruction\"") < before.find("\"tools\""));
  CHECK(before.find("\"tools\"") < before.find("# Stock"));
  const auto json = base::parse_json(before).value();
  CHECK(json["contents"][0]["parts"] == Json({{{"text", "# Stock"}}, {{"text", "first"}}}));
  CHECK(json["tools"][0]["functionDeclarations"][0]["description"] ==
        "d For questions such as: \"How much?\"");
  CHECK_FALSE(json.contains("generationConfig"));
}

TEST_CASE("thinking is asked for in each family's words") {
  const std::tuple<const char*, const char*, const char*> table[] = {
      {R"({"api_key":"k","thinking":{"level":"medium","summaries":true}})", "",
       R"({"thinkingLevel":"MEDIUM","includeThoughts":true})"},
      {R"({"api_key":"k","thinking":{"level":"medium"}})", "off", R"({"thinkingLevel":"MINIMAL"})"},
      {R"({"api_key":"k","model":"gemini-3.1-pro-preview"})", "off", R"({"thinkingLevel":"LOW"})"},
      {R"({"api_key":"k","model":"gemini-4-argon"})", "high", R"({"thinkingLevel":"HIGH"})"},
      {R"({"api_key":"k","model":"gemini-2.5-flash","thinking":{"budget":-1}})", "",
       R"({"thinkingBudget":-1})"},
      {R"({"api_key":"k","model":"gemini-2.5-flash"})", "off", R"({"thinkingBudget":0})"},
      {R"({"api_key":"k","model":"gemini-2.5-pro"})", "off", R"({"thinkingBudget":128})"},
      {R"({"api_key":"k","model":"gemini-2.5-pro"})", "low", R"({"thinkingBudget":1024})"}};
  for (const auto& [settings, wish, wanted] : table) {
    auto request = asked({user("q")});
    if (*wish) request["options"]["thinking"] = wish;
    CHECK(base::to_text(json_of(request, settings)["generationConfig"]["thinkingConfig"]) == wanted);
  }
}

TEST_CASE("what was configured is sent and the request's wish counts first") {
  const std::string all =
      R"({"api_key":"k","temperature":0.5,"top_p":0.9,"top_k":40,"max_output_tokens":100,"service_tier":"flex"})";
  auto request = asked({user("q")});
  CHECK(json_of(request, all)["generationConfig"] ==
        Json({{"maxOutputTokens", 100}, {"temperature", 0.5}, {"topP", 0.9}, {"topK", 40}}));
  CHECK(json_of(request, all)["serviceTier"] == "flex");
  request["options"] = {{"max_output_tokens", 7}, {"temperature", 1.5}};
  CHECK(json_of(request, all)["generationConfig"]["maxOutputTokens"] == 7);
  CHECK(json_of(request, all)["generationConfig"]["temperature"] == 1.5);
}

TEST_CASE("schemas keep the words that Gemini knows and say the others") {
  const std::string schema =
      R"({"type":"object","properties":{"days":{"type":"integer","minimum":1,"default":30,"description":"How far back."},)"
      R"("name":{"type":"string","maxLength":5,"pattern":"^a"},"kind":{"const":"x"},"default":{"type":"array","items":{"type":"integer","multipleOf":2}}},)"
      R"("required":["days"],"additionalProperties":false,"anyOf":[{"not":{}},true]})";
  const auto made = base::parse_json(tool_schema(schema)).value();
  CHECK(made["properties"]["days"] ==
        Json({{"type", "integer"}, {"minimum", 1}, {"description", "How far back. Default: 30"}}));
  CHECK(made["properties"]["name"] == Json({{"type", "string"}}));
  CHECK(made["properties"]["kind"] == Json({{"enum", {"x"}}}));
  CHECK(made["properties"]["default"] == Json({{"type", "array"}, {"items", {{"type", "integer"}}}}));
  CHECK(made["required"] == Json({"days"}));
  CHECK(made["additionalProperties"] == false);
  CHECK(made["anyOf"] == Json::array({Json::object(), true}));
  CHECK(tool_schema("7") == "{}");
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += R"({"items":)";
  CHECK(base::parse_json(tool_schema(deep + "{}" + std::string(2000, '}'))));
}

TEST_CASE("requests that say nothing are refused") {
  for (const char* request :
       {"", "[]", "{}", R"({"messages": []})", R"({"messages": [{"role":"user","parts":[]}]})"})
    CHECK_FALSE(model_kit::read_conversation(request));
}

TEST_CASE("gemini: bodies that begin alike are kept once, and each is whole again") {
  model_kit::SharedBodies bodies;
  const std::string common(1000, 'c');
  const auto first = bodies.keep(common + "first"), second = bodies.keep(common + "second, and longer");
  const auto shorter = bodies.keep(common), other = bodies.keep(std::string(2000, 'o'));
  const auto next = bodies.keep(std::string(2000, 'o') + "next");
  CHECK(first.whole() == common + "first");
  CHECK(second.whole() == common + "second, and longer");
  CHECK(second.like == first.like);
  CHECK(second.rest == "second, and longer");
  CHECK(shorter.whole() == common);
  CHECK(other.whole() == std::string(2000, 'o'));
  CHECK(other.like != first.like);
  CHECK(next.like == other.like);
  CHECK(next.whole() == std::string(2000, 'o') + "next");
  CHECK(bodies.keep("").whole().empty());
  auto sent = bodies.keep(std::string(2000, 'o') + "sent");
  for (int i = 0; i < 3; ++i) CHECK(sent.take() == std::string(2000, 'o') + "sent");
  CHECK(sent.fresh.empty());
}

TEST_CASE("gemini: tools are written once for each agent, and not for another") {
  model_kit::ToolMemo memo;
  int written = 0;
  const auto write = [&written](std::string_view tools) {
    return ++written, "written " + std::string(tools);
  };
  for (int round = 0; round < 3; ++round) {
    CHECK(*memo.of("[1]", write) == "written [1]");
    CHECK(*memo.of("[2]", write) == "written [2]");
  }
  CHECK(written == 2);
  for (int agent = 0; agent < 20; ++agent)
    CHECK(*memo.of(std::to_string(agent), write) == "written " + std::to_string(agent));
  CHECK(*memo.of("[1]", write) == "written [1]");
}

TEST_CASE("gemini: tools that are known are not read, and the request says the same") {
  const std::string tools = R"([{"name":"look","description":"] \" }"}])";
  const auto request = [&tools](std::string_view behind) {
    return R"({"system":"s","tools":)" + tools + std::string(behind) +
           R"(,"context":"c","messages":[{"role":"user","parts":[{"text":"q"}]}]})";
  };
  model_kit::ToolMemo memo;
  const auto unknown = request("");
  const auto first = model_kit::read_conversation(unknown, memo).value();
  CHECK(first.tools == tools);
  CHECK(first.written_tools == nullptr);
  const auto written = memo.of(first.tools, gemini::written_tools);
  for (const std::string_view behind : {"", " "}) {
    const auto text = request(behind);
    const auto again = model_kit::read_conversation(text, memo).value();
    CHECK(again.written_tools == written);
    CHECK(again.tools == tools);
    CHECK((again.system == R"("s")" && again.context == R"("c")" && again.messages.size() == 1));
  }
  memo.of("7", [](std::string_view) { return std::string("seven"); });
  CHECK(memo.find("77]").bytes == 0);  // only brackets say where they end
  CHECK_FALSE(model_kit::read_conversation(request("x"), memo));
}
