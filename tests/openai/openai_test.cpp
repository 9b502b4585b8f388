// Goal: what servers of OpenAI's kind send, with all their differences, becomes the pieces of abi_llm.h, and
// what they are sent is what the strictest of them takes. Method: the component on FakeHost with scripted
// answers; bodies read again.
#include <catch2/catch.hpp>

#include "base/json.hpp"
#include "garden/testing/fake_host.hpp"
#include "openai/answer.hpp"
#include "openai/config_schema.hpp"
#include "openai/openai_model.hpp"
#include "openai/request_body.hpp"

using namespace garden;
using namespace garden::openai;
using base::Json;
using garden::testing::FakeHost;
using garden::testing::HttpAnswer;

namespace {

constexpr auto openai_component =
    component<OpenAiModel>(GARDEN_LLM, "openai", "", config_schema, GARDEN_REENTRANT);
const std::string config =
    R"({"base_url": "http://localhost:11434/v1/", "model": "m", "api_key": "sesame-1234"})";
const std::string hello = R"({"messages": [{"role": "user", "parts": [{"text": "Hello"}]}]})";

std::string delta(const std::string& members, const std::string& finish = "null") {
  return R"(data: {"choices":[{"index":0,"delta":{)" + members + R"(},"finish_reason":)" + finish + "}]}\n\n";
}
std::string stop(const std::string& reason = R"("stop")") { return delta("", reason) + "data: [DONE]\n\n"; }
const std::string usage =
    R"(data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4},)"
    R"("completion_tokens_details":{"reasoning_tokens":2}}})"
    "\n\n";

std::vector<Json> members(const garden::testing::FakeOperation& op, const char* name) {
  std::vector<Json> found;
  for (const auto& text : op.json())
    if (auto json = base::parse_json(text).value(); json.contains(name)) found.push_back(json);
  return found;
}
std::string finish_of(const garden::testing::FakeOperation& op) {
  const auto all = members(op, "finish");
  return all.size() == 1 ? base::text_at(all[0]["finish"], "reason")
                         : std::to_string(all.size()) + " finishes";
}
// The calls that a stream of these events told.
std::vector<Json> calls_of(const std::string& events) {
  FakeHost host(openai_component, config);
  host.answer_http({.chunks = {events}});
  auto& op = host.run("generate", hello);
  CHECK(finish_of(op) == "tool_calls");
  return members(op, "tool_call");
}
std::string fragment(const std::string& members) { return delta(R"("tool_calls":[{)" + members + "}]"); }

}  // namespace

TEST_CASE("openai: text and thinking and usage arrive cut anywhere") {
  const auto bytes = delta(R"("role":"assistant","content":"")") + ": ping\n\n" +
                     delta(R"("reasoning_content":"h","reasoning":"h")") +
                     delta(R"("reasoning":"m","content":null)") +
                     delta(
                         "\"content\":\"Gr\xc3\xbc\xc3\x9f"
                         "e\"") +
                     delta("", R"("stop")") + usage + "data: [DONE]\n\n";
  for (std::size_t size = 1; size < 30; ++size) {
    FakeHost host(openai_component, config);
    HttpAnswer answer;
    for (std::size_t at = 0; at < bytes.size(); at += size) answer.chunks.push_back(bytes.substr(at, size));
    host.answer_http(answer);
    auto& op = host.run("generate", hello);
    REQUIRE(op.text() ==
            "Gr\xc3\xbc\xc3\x9f"
            "e");
    REQUIRE(op.bytes(GARDEN_THOUGHT) == "hm");
    REQUIRE(finish_of(op) == "stop");
    REQUIRE(members(op, "usage")[0]["usage"] ==
            Json({{"input_tokens", 9}, {"output_tokens", 5}, {"cached_tokens", 4}, {"thought_tokens", 2}}));
    REQUIRE(host.violations().empty());
    REQUIRE(host.http_seen()[0].url() == "http://localhost:11434/v1/chat/completions");
    REQUIRE(host.http_seen()[0].header("Authorization") == "Bearer sesame-1234");
  }
}

TEST_CASE("openai: calls are joined however a server cuts them") {
  const std::string one =
      R"("index":0,"id":"a","type":"function","function":{"name":"stock","arguments":"{\"n\""})";
  const std::string rest = R"("index":0,"function":{"arguments":":1}"})";
  const std::string two = R"("index":1,"id":"b","function":{"name":"sales","arguments":""})";
  const auto calls = calls_of(fragment(one) + fragment(rest) + fragment(two) + stop(R"("tool_calls")"));
  REQUIRE(calls.size() == 2);
  CHECK(calls[0]["tool_call"] == Json({{"id", "a"}, {"name", "stock"}, {"arguments", {{"n", 1}}}}));
  CHECK(calls[1]["tool_call"] == Json({{"id", "b"}, {"name", "sales"}, {"arguments", Json::object()}}));

  // Whole calls under one place; a finish that says "stop".
  const auto same_place =
      calls_of(fragment(R"("index":0,"id":"a","function":{"name":"x","arguments":"{}"})") +
               fragment(R"("index":0,"id":"b","function":{"name":"y","arguments":"{}"})") + stop());
  REQUIRE(same_place.size() == 2);
  CHECK(same_place[1]["tool_call"]["name"] == "y");

  // No place, no id, arguments that are an object, a name that comes last.
  const auto odd = calls_of(fragment(R"("function":{"arguments":{"n":2}})") +
                            fragment(R"("function":{"name":"late"})") + stop());
  REQUIRE(odd.size() == 1);
  CHECK(odd[0]["tool_call"]["name"] == "late");
  CHECK(odd[0]["tool_call"]["arguments"] == Json({{"n", 2}}));
  CHECK(!base::text_at(odd[0]["tool_call"], "id").empty());
}

TEST_CASE("openai: arguments that are no JSON become ones that no tool takes") {
  const auto calls =
      calls_of(fragment(R"("index":0,"id":"a","function":{"name":"x","arguments":"{\"n\": "})") + stop());
  CHECK(calls.at(0)["tool_call"]["arguments"] == Json({{"not_valid_json", "{\"n\":"}}));
  const auto huge = calls_of(fragment(R"("index":0,"id":"a","function":{"name":"x","arguments":"{\"n\":\")" +
                                      std::string(70'000, 'x') + R"("})") +
                             stop());
  CHECK(huge.at(0)["tool_call"]["arguments"].contains("not_valid_json"));
}

TEST_CASE("openai: an answer that is no stream is one all the same") {
  FakeHost host(openai_component, config);
  host.answer_http({.chunks = {R"({"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}],)",
                               "\"usage\":{\"prompt_tokens\":1}}\n"}});
  auto& op = host.run("generate", hello);
  CHECK(op.text() == "whole");
  CHECK(finish_of(op) == "stop");
}

TEST_CASE("openai: each finish has its reason") {
  const std::pair<const char*, const char*> table[] = {{R"("stop")", "stop"},
                                                       {R"("length")", "length"},
                                                       {R"("content_filter")", "safety"},
                                                       {R"("load")", "other"}};
  for (const auto& [finish, reason] : table) {
    FakeHost host(openai_component, config);
    host.answer_http({.chunks = {delta(R"("content":"a")") + stop(finish)}});
    CHECK(finish_of(host.run("generate", hello)) == reason);
  }
}

TEST_CASE("openai: what may pass is tried again and what cannot is not") {
  const std::tuple<int, std::string, garden_status, std::size_t> table[] = {
      {503, R"({"error":{"message":"loading model","type":"unavailable_error","code":503}})", GARDEN_OK, 2},
      {500, "oops", GARDEN_OK, 2},
      {409, "{}", GARDEN_OK, 2},
      {429, R"({"error":{"message":"slow down"}})", GARDEN_OK, 2},
      {429, R"({"error":{"message":"pay","code":"insufficient_quota"}})", GARDEN_RATE_LIMITED, 1},
      {400, R"({"object":"error","message":"context too long","type":"BadRequestError","code":400})",
       GARDEN_INVALID, 1},
      {422, R"({"detail":[{"msg":"field required"}]})", GARDEN_INVALID, 1},
      {401, R"({"error":{"message":"Incorrect key sesame-1234"}})", GARDEN_DENIED, 1},
      {404, R"({"error":"model \"m\" not found"})", GARDEN_NOT_FOUND, 1}};
  for (const auto& [status, body, wanted, requests] : table) {
    INFO(status << body);
    FakeHost host(openai_component, config);
    host.answer_http({.status = status, .chunks = {body}});
    host.answer_http({.chunks = {delta(R"("content":"a")") + stop()}});
    auto& op = host.run("generate", hello);
    CHECK(op.status() == wanted);
    CHECK(host.http_seen().size() == requests);
    CHECK(op.result().find("sesame") == std::string::npos);
  }
}

TEST_CASE("openai: the header says how long to wait") {
  FakeHost host(openai_component, config);
  const auto began = host.now_us();
  host.answer_http({.status = 429, .chunks = {"{}"}, .headers = {{"Retry-After", "7"}}});
  host.answer_http({.chunks = {delta(R"("content":"a")") + stop()}});
  CHECK(host.run("generate", hello).status() == GARDEN_OK);
  CHECK(host.now_us() - began >= 7'000'000);
  host.answer_http({.status = 429, .chunks = {"{}"}, .headers = {{"retry-after", "60"}}});
  CHECK(host.run("generate", hello).status() == GARDEN_RATE_LIMITED);
}

TEST_CASE("openai: an answer may begin again only while nothing of it was said") {
  for (const std::string& fault :
       {std::string(R"(data: {"error":{"message":"gone"}})"
                    "\n\n"),
        std::string("data: {\"choices\": [{\n\n"), std::string(R"({"error":"gone"})"), std::string()}) {
    INFO(fault);
    FakeHost before(openai_component, config);
    before.answer_http({.chunks = {delta(R"("role":"assistant","content":"")") + fault}});
    before.answer_http({.chunks = {delta(R"("content":"a")") + stop()}});
    CHECK(before.run("generate", hello).text() == "a");
    CHECK(before.http_seen().size() == 2);
    FakeHost after(openai_component, config);
    after.answer_http({.chunks = {delta(R"("content":"half")") + fault}});
    auto& op = after.run("generate", hello);
    CHECK(op.text() == "half");
    CHECK(after.http_seen().size() == 1);
    CHECK(finish_of(op) == "0 finishes");
    CHECK(op.status() == (fault.empty() ? GARDEN_OK : GARDEN_UNAVAILABLE));
  }
}

TEST_CASE("openai: a server that knows no usage is asked once and then never") {
  FakeHost host(openai_component, config);
  host.answer_http({.status = 400, .chunks = {R"({"error":{"message":"unknown field stream_options"}})"}});
  host.answer_http({.chunks = {delta(R"("content":"a")") + stop()}});
  host.answer_http({.chunks = {delta(R"("content":"b")") + stop()}});
  CHECK(host.run("generate", hello).text() == "a");
  CHECK(host.run("generate", hello).text() == "b");
  const auto& seen = host.http_seen();
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].body.find("stream_options") != std::string::npos);
  CHECK(seen[1].body.find("stream_options") == std::string::npos);
  CHECK(seen[2].body.find("stream_options") == std::string::npos);
}

TEST_CASE("openai: a history with holes becomes one that the strictest server takes") {
  const std::string request =
      R"({"system":"You are a clerk.","context":"# Stock","tools":[{"name":"stock","description":"d"}],"messages":[)"
      R"({"role":"user","parts":[{"text":"one"}]},{"role":"assistant","parts":[{"text":"","opaque":"x"}]},)"
      R"({"role":"user","parts":[{"text":"two"}]},)"
      R"({"role":"assistant","parts":[{"text":"Let me see."},{"tool_call":{"id":"a","name":"stock","arguments":{"n":1}},)"
      R"("opaque":"{\"model\":\"m\",\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}"},)"
      R"({"tool_call":{"id":"b","name":"stock","arguments":{}},"opaque":"{\"model\":\"other\",\"extra_content\":{}}"}]},)"
      R"({"role":"tool","parts":[{"tool_result":{"id":"b","ok":true,"content":[1,"x"]}},{"tool_result":{"id":"zz","ok":true,"content":1}}]},)"
      R"({"role":"user","parts":[{"text":"three"}]}],"options":{"max_output_tokens":50}})";
  const auto conversation = model_kit::read_conversation(request).value();
  const Settings settings{Config(config)};
  const auto json =
      base::parse_json(request_body(conversation, written_tools(conversation.tools), settings, true)).value();
  const auto& messages = json["messages"];
  REQUIRE(messages.size() == 6);
  CHECK(messages[0] == Json({{"role", "system"}, {"content", "You are a clerk."}}));
  CHECK(messages[1] == Json({{"role", "user"}, {"content", "# Stock\n\none\n\ntwo"}}));
  CHECK(messages[2]["tool_calls"][0]["function"]["arguments"] == R"({"n":1})");
  CHECK(messages[2]["tool_calls"][0]["extra_content"]["google"]["thought_signature"] == "s");
  CHECK_FALSE(messages[2]["tool_calls"][1].contains("extra_content"));
  CHECK(messages[3]["tool_call_id"] == "a");
  CHECK(base::text_at(messages[3], "content").find("not run") != std::string::npos);
  CHECK(messages[4] == Json({{"role", "tool"}, {"tool_call_id", "b"}, {"content", R"([1,"x"])"}}));
  CHECK(json["max_tokens"] == 50);
  CHECK(json["tools"][0]["function"]["parameters"]["type"] == "object");
  const Settings bare{Config(
      R"({"base_url":"http://x","model":"m","tools":false,"max_tokens_name":"max_completion_tokens","reasoning_effort":"low"})")};
  const auto other =
      base::parse_json(request_body(conversation, written_tools(conversation.tools), bare, false)).value();
  CHECK_FALSE(other.contains("tools"));
  CHECK(other["max_completion_tokens"] == 50);
  CHECK(other["reasoning_effort"] == "low");
}

TEST_CASE("openai: a configuration that cannot work is refused with its place") {
  const std::pair<const char*, const char*> table[] = {
      {R"({"base_url":"x","model":"m"})", "/base_url"},
      {R"({"base_url":"http://x"})", "/model"},
      {R"({"base_url":"http://x","model":"m","api_key":"a\nb"})", "/api_key"},
      {R"({"base_url":"http://x","model":"m","headers":{"a":"b c\r\n"}})", "/headers/a"}};
  for (const auto& [json, path] : table) {
    FakeHost host(openai_component, json);
    CHECK(host.create_status() == GARDEN_INVALID);
    CHECK(std::string(host.error().path) == path);
  }
}
