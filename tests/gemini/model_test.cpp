// Goal: a stream of Gemini becomes the pieces of abi_llm.h, whatever way its bytes are cut; what went wrong
// is tried again exactly where that helps and nothing has been said; the key shows up nowhere. Method: the
// component on FakeHost, whose clock jumps; scripted answers.
#include <catch2/catch.hpp>

#include "gemini/support.hpp"

using namespace garden;
using namespace garden::gemini::testing;
using garden::testing::FakeHost;
using garden::testing::HttpAnswer;

namespace {

const std::string text_answer =
    event(R"([{"text": "Good "}])") + event(R"([{"text": "d\u00e4y \ud83d\ude00"}])") + stop();

HttpAnswer refused(int status, std::string body) { return {.status = status, .chunks = {std::move(body)}}; }

// Every byte of text that left the component.
std::string all_said(FakeHost& host, const garden::testing::FakeOperation& op) {
  std::string all = op.result();
  for (const auto& piece : op.emitted()) all += piece.bytes;
  for (const auto& line : host.log()) all += line.text;
  for (const auto& seen : host.http_seen()) all += seen.url() + seen.body;
  return all;
}

}  // namespace

TEST_CASE("text and usage and the finish arrive") {
  FakeHost host(gemini_component, config);
  host.answer_http({.chunks = {text_answer}});
  auto& op = host.run("generate", hello);
  CHECK(op.status() == GARDEN_OK);
  CHECK(op.text() == "Good d\xc3\xa4y \xf0\x9f\x98\x80");
  CHECK(finish_of(op) == "stop");
  CHECK(members(op, "usage").at(0)["usage"] ==
        Json({{"input_tokens", 10}, {"output_tokens", 5}, {"cached_tokens", 4}, {"thought_tokens", 2}}));
  const auto& seen = host.http_seen().at(0);
  CHECK(seen.method() == "POST");
  CHECK(seen.url() ==
        "https://gemini.example/v1beta/models/gemini-3-flash-preview:streamGenerateContent?alt=sse");
  CHECK(seen.header("x-goog-api-key") == "sesame-1234");
  CHECK(host.violations().empty());
}

TEST_CASE("bytes may be cut anywhere and within a character") {
  const auto bytes = event(
                         "[{\"text\": \"Gr\xc3\xbc\xc3\x9f"
                         "e \xf0\x9f\x98\x80\"}]") +
                     text_answer;
  for (std::size_t size = 1; size < 40; ++size) {
    FakeHost host(gemini_component, config);
    HttpAnswer answer;
    for (std::size_t at = 0; at < bytes.size(); at += size) answer.chunks.push_back(bytes.substr(at, size));
    host.answer_http(answer);
    host.full_every(size % 2 == 0 ? 2 : 0);
    auto& op = host.run("generate", hello);
    REQUIRE(op.text() ==
            "Gr\xc3\xbc\xc3\x9f"
            "e \xf0\x9f\x98\x80Good d\xc3\xa4y \xf0\x9f\x98\x80");
    REQUIRE(finish_of(op) == "stop");
    REQUIRE(host.violations().empty());
  }
}

TEST_CASE("a cancel at any moment leaves nothing behind") {
  for (int after = 0; after < 8; ++after) {
    FakeHost host(gemini_component, config);
    host.answer_http(refused(503, error_body(503, "UNAVAILABLE", "later")));
    host.answer_http({.chunks = {text_answer.substr(0, 50), text_answer.substr(50)}});
    host.run("generate", hello, after);
    host.close();
    CHECK(host.violations().empty());
  }
}

TEST_CASE("parallel calls are told with what must be sent back") {
  FakeHost host(gemini_component, config);
  const std::string first =
      R"({"functionCall": {"name": "stock", "args": {"b":1, "a" : 2.50}, "id": "x1"}, "thoughtSignature": "c2ln+/=="})";
  const std::string second = R"({"functionCall":{"name":"sales","args":{}}})";
  host.answer_http(
      {.chunks = {event("[{\"text\": \"Let me see.\"}]"), event("[" + first + "," + second + "]"), stop()}});
  auto& op = host.run("generate", hello);
  const auto calls = members(op, "tool_call");
  REQUIRE(calls.size() == 2);
  CHECK(calls[0]["tool_call"]["id"] == "x1");
  CHECK(calls[0]["tool_call"]["arguments"] == Json({{"b", 1}, {"a", 2.5}}));
  CHECK(base::text_at(calls[0], "opaque").find(first) != std::string::npos);  // byte for byte
  CHECK(calls[1]["tool_call"]["name"] == "sales");
  CHECK(!base::text_at(calls[1]["tool_call"], "id").empty());
  CHECK(finish_of(op) == "tool_calls");
}

TEST_CASE("thinking is told apart and a signature on an empty text is kept") {
  FakeHost host(gemini_component, config);
  host.answer_http(
      {.chunks = {event(R"([{"text": "hm", "thought": true}])"), event(R"([{"text": "Yes."}])"),
                  event(R"([{"text": "", "thoughtSignature": "c2ln"}])", R"(, "finishReason": "STOP")")}});
  auto& op = host.run("generate", hello);
  CHECK(op.bytes(GARDEN_THOUGHT) == "hm");
  CHECK(op.text() == "Yes.");
  CHECK(base::text_at(members(op, "opaque").at(0), "opaque").find("c2ln") != std::string::npos);
}

TEST_CASE("what may pass is tried again with growing pauses") {
  for (const int status : {408, 429, 500, 502, 503, 504}) {
    FakeHost host(gemini_component, config);
    const auto began = host.now_us();
    for (int i = 0; i < 3; ++i) host.answer_http(refused(status, error_body(status, "UNAVAILABLE", "busy")));
    host.answer_http({.chunks = {text_answer}});
    auto& op = host.run("generate", hello);
    CHECK(op.status() == GARDEN_OK);
    CHECK(finish_of(op) == "stop");
    CHECK(host.http_seen().size() == 4);
    const auto waited_ms = (host.now_us() - began) / 1000;
    CHECK(waited_ms >= 500 + 1000 + 2000);
    CHECK(waited_ms <= 1000 + 2000 + 4000);
    CHECK(host.metric("retries_total") == 3);
  }
}

TEST_CASE("an end of all tries is an error for the next model") {
  FakeHost host(gemini_component, config);
  for (int i = 0; i < 4; ++i)
    host.answer_http(refused(503, error_body(503, "UNAVAILABLE", "The model is overloaded.")));
  auto& op = host.run("generate", hello);
  CHECK(op.status() == GARDEN_UNAVAILABLE);
  CHECK(op.result().find("overloaded") != std::string::npos);
  CHECK(host.http_seen().size() == 4);
}

TEST_CASE("what the provider asks to wait for is waited for if it is short") {
  FakeHost host(gemini_component, config);
  const auto began = host.now_us();
  host.answer_http(
      refused(429, error_body(429, "RESOURCE_EXHAUSTED", "slow", Json::array({retry_info("7.5s")}))));
  host.answer_http({.chunks = {text_answer}});
  CHECK(host.run("generate", hello).status() == GARDEN_OK);
  CHECK((host.now_us() - began) / 1000 >= 7500);
  CHECK((host.now_us() - began) / 1000 <= 9000);

  host.answer_http(refused(429, error_body(429, "RESOURCE_EXHAUSTED", "Please retry in 34.07s.")));
  auto& op = host.run("generate", hello);
  CHECK(op.status() == GARDEN_RATE_LIMITED);
  CHECK(host.http_seen().size() == 3);
}

TEST_CASE("what cannot get better is not tried again") {
  const Json day =
      Json::array({retry_info("2s"), quota_failure("GenerateRequestsPerDayPerProjectPerModel-FreeTier")});
  const Json capacity = Json::array(
      {{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", "MODEL_CAPACITY_EXHAUSTED"}}});
  const std::tuple<int, std::string, garden_status> table[] = {
      {400, error_body(400, "INVALID_ARGUMENT", "Request contains an invalid argument."), GARDEN_INVALID},
      {400, error_body(400, "INVALID_ARGUMENT", "API key not valid."), GARDEN_DENIED},
      {401, error_body(401, "UNAUTHENTICATED", "no"), GARDEN_DENIED},
      {403, error_body(403, "PERMISSION_DENIED", "no"), GARDEN_DENIED},
      {404, error_body(404, "NOT_FOUND", "models/x is not found"), GARDEN_NOT_FOUND},
      {429, error_body(429, "RESOURCE_EXHAUSTED", "quota", day), GARDEN_RATE_LIMITED},
      {429, error_body(429, "RESOURCE_EXHAUSTED", "quota, limit: 0"), GARDEN_RATE_LIMITED},
      {503, error_body(503, "UNAVAILABLE", "full", capacity), GARDEN_UNAVAILABLE},
      {429, "[" + error_body(429, "RESOURCE_EXHAUSTED", "quota", day) + "]", GARDEN_RATE_LIMITED},
      {302, "", GARDEN_INVALID},
      {418, "<html>a teapot</html>", GARDEN_INVALID}};
  for (const auto& [status, body, wanted] : table) {
    FakeHost host(gemini_component, config);
    host.answer_http(refused(status, body));
    host.answer_http({.chunks = {text_answer}});
    auto& op = host.run("generate", hello);
    INFO(status << " " << body);
    CHECK(op.status() == wanted);
    CHECK(host.http_seen().size() == 1);
    CHECK(op.emitted().empty());
  }
}

TEST_CASE("a transfer that never began is tried again but not a silence") {
  FakeHost host(gemini_component, config);
  host.answer_http({.status = 0, .ending = GARDEN_UNAVAILABLE, .error = "connection refused"});
  host.answer_http({.chunks = {text_answer}});
  CHECK(host.run("generate", hello).status() == GARDEN_OK);
  host.answer_http({.status = 0, .ending = GARDEN_DEADLINE, .error = "no first byte"});
  CHECK(host.run("generate", hello).status() == GARDEN_UNAVAILABLE);
  CHECK(host.http_seen().size() == 3);
}

TEST_CASE("an answer may begin again only while nothing of it was said") {
  const auto in_stream = "data: " + error_body(503, "UNAVAILABLE", "gone") + "\n\n";
  const auto garbled = std::string("data: {\"candidates\": [{\"content\": {\"parts\"\n\n");
  const auto bare = error_body(503, "UNAVAILABLE", "gone");
  for (const auto& fault : {in_stream, garbled, bare, "data: [" + bare + "]\n\n", std::string(),
                            stop("MALFORMED_FUNCTION_CALL")}) {
    INFO(fault);
    FakeHost before(gemini_component, config);
    before.answer_http({.chunks = {fault}});
    before.answer_http({.chunks = {text_answer}});
    auto& begun_again = before.run("generate", hello);
    CHECK(begun_again.status() == GARDEN_OK);
    CHECK(begun_again.text() == "Good d\xc3\xa4y \xf0\x9f\x98\x80");
    CHECK(before.http_seen().size() == 2);

    FakeHost after(gemini_component, config);
    after.answer_http({.chunks = {event(R"([{"text": "Half"}])") + fault}});
    after.answer_http({.chunks = {text_answer}});
    auto& cut = after.run("generate", hello);
    CHECK(cut.text() == "Half");
    CHECK(after.http_seen().size() == 1);
    const bool is_cut = fault.empty(), is_finished = fault == stop("MALFORMED_FUNCTION_CALL");
    CHECK(cut.status() == (is_cut || is_finished ? GARDEN_OK : GARDEN_UNAVAILABLE));
    CHECK(finish_of(cut) == (is_finished ? "other" : "0 finishes"));
  }
}

TEST_CASE("a broken transfer is a loss only before the last frame") {
  FakeHost host(gemini_component, config);
  host.answer_http({.chunks = {text_answer}, .ending = GARDEN_UNAVAILABLE, .error = "reset"});
  auto& whole = host.run("generate", hello);
  CHECK(whole.status() == GARDEN_OK);
  CHECK(finish_of(whole) == "stop");
  host.answer_http(
      {.chunks = {event(R"([{"text": "Half"}])")}, .ending = GARDEN_UNAVAILABLE, .error = "reset"});
  auto& half = host.run("generate", hello);
  CHECK(half.status() == GARDEN_UNAVAILABLE);
  CHECK(finish_of(half) == "0 finishes");
  CHECK(host.http_seen().size() == 2);
}

TEST_CASE("an answer too long for one request goes on in the next and tokens add up") {
  FakeHost host(gemini_component, config);
  const auto hop =
      event(R"([{"text": "one "}])") +
      "data: {\"candidates\": [{\"finishReason\": \"CONTINUATION\", \"continuationToken\": \"tok\"}], "
      "\"usageMetadata\": {\"promptTokenCount\": 5, \"candidatesTokenCount\": 7}}\n\n";
  host.answer_http({.chunks = {hop}});
  host.answer_http(refused(503, error_body(503, "UNAVAILABLE", "busy")));  // nothing of this request was said
  host.answer_http({.chunks = {event(R"([{"text": "two"}])") + stop()}});
  auto& op = host.run("generate", hello);
  CHECK(op.text() == "one two");
  CHECK(finish_of(op) == "stop");
  CHECK(members(op, "usage").at(0)["usage"]["output_tokens"] == 12);
  CHECK(host.http_seen().size() == 3);
  CHECK(base::parse_json(host.http_seen()[2].body).value()["continuationToken"] == "tok");
}

TEST_CASE("the key is never told") {
  FakeHost host(gemini_component, config);
  host.answer_http(refused(503, error_body(503, "UNAVAILABLE", "key sesame-1234 is busy")));
  host.answer_http(refused(403, "your key\nsesame-1234 is no good"));
  auto& op = host.run("generate", hello);
  CHECK(op.status() == GARDEN_DENIED);
  CHECK(all_said(host, op).find("sesame") == std::string::npos);
  CHECK(op.result().find("***") != std::string::npos);
}

TEST_CASE("describe names the model") {
  FakeHost host(gemini_component,
                R"({"api_key": "k", "model": "gemini-2.5-flash", "context_tokens_max": 1000})");
  CHECK(host.run("describe", "{}").json().at(0) ==
        R"({"model":"gemini-2.5-flash","context_tokens_max":1000})");
}

TEST_CASE("a configuration that cannot work is refused with its place") {
  const std::pair<const char*, const char*> table[] = {
      {R"({"api_key": " "})", "/api_key"},
      {R"({"api_key": "a b"})", "/api_key"},
      {R"({"api_key": "k", "model": "a/b"})", "/model"},
      {R"({"api_key": "k", "base_url": "ftp://x"})", "/base_url"},
      {R"({"api_key": "k", "api_version": "v1/../x"})", "/api_version"},
      {R"({"api_key": "k", "thinking": {"level": "low", "budget": 5}})", "/thinking/budget"},
      {R"({"api_key": "k", "model": "gemini-2.5-pro", "thinking": {"level": "low"}})", "/thinking/level"}};
  for (const auto& [json, path] : table) {
    FakeHost host(gemini_component, json);
    CHECK(host.create_status() == GARDEN_INVALID);
    CHECK(std::string(host.error().path) == path);
  }
  CHECK(FakeHost(gemini_component, R"({"api_key": " k\n", "model": "models/gemini-x"})").create_status() ==
        GARDEN_OK);
}
